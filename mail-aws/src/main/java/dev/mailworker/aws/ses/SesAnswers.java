package dev.mailworker.aws.ses;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.PortException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Says what an answer of SES, or none, means for a mail. What isn't understood is tried again. */
final class SesAnswers {
    /** What is wrong with the account, the identity or the set-up, and not with the mail. */
    private static final Set<String> SITE = Set.of(
            "LimitExceededException",
            "SendingPausedException",
            "AccountSuspendedException",
            "NotFoundException",
            "AccessDeniedException");

    private static final Set<String> FINAL =
            Set.of("MessageRejected", "MessageRejectedException", "BadRequestException");

    /** Some of these come under the same codes as refusals of a mail. */
    private static final Pattern SENDING_IS_OFF = Pattern.compile(
            "\\b(sending|account)\\b.*\\b(paused|suspended|disabled)\\b|\\b(paused|suspended|disabled)\\b.*\\b(sending|account)\\b");

    private SesAnswers() {}

    static DeliveryResult accepted(String messageId) {
        return DeliveryResult.delivered("SES accepted it as " + messageId);
    }

    static DeliveryResult of(Throwable failure) {
        String words = Printable.of("SES: " + AwsTrouble.words(failure), 500);
        if (!(AwsTrouble.unwrapped(failure) instanceof AwsServiceException service)) {
            return unanswered(failure, words);
        }
        String code = AwsTrouble.code(service);
        boolean denied = service.statusCode() == 401 || service.statusCode() == 403;
        if (isAboutIdentity(failure)) {
            // One domain's trouble, and not that of the way out.
            return DeliveryResult.deferred(Cause.TEMPORARY, words);
        }
        if (SITE.contains(code)
                || denied
                || isSendingOff(service)
                || service.isThrottlingException()
                || service.statusCode() >= 500) {
            return DeliveryResult.deferred(Cause.PEER_UNHEALTHY, words);
        }
        return FINAL.contains(code)
                ? DeliveryResult.rejected(isAboutTarget(service) ? Cause.TARGET_REFUSED : Cause.REFUSED, words)
                : DeliveryResult.deferred(Cause.TEMPORARY, words);
    }

    private static boolean isSendingOff(AwsServiceException failure) {
        String words = AwsTrouble.words(failure).toLowerCase(Locale.ROOT);
        return SENDING_IS_OFF.matcher(words).find();
    }

    /** A call names the target, and the mail with its header: what SES says of a header is about the content. */
    private static boolean isAboutTarget(AwsServiceException service) {
        String words = AwsTrouble.words(service).toLowerCase(Locale.ROOT);
        return AwsTrouble.code(service).equals("BadRequestException")
                && !words.contains("header")
                && (words.contains("address") || words.contains("domain") || words.contains("recipient"));
    }

    /**
     * {@return whether SES refused because of an identity that isn't verified (yet) or that we may not use: that is the state
     * of a domain, and not of the mail}
     */
    static boolean isAboutIdentity(Throwable failure) {
        if (!(AwsTrouble.unwrapped(failure) instanceof AwsServiceException service)) {
            return false;
        }
        String words = AwsTrouble.words(service).toLowerCase(Locale.ROOT);
        return AwsTrouble.code(service).equals("MailFromDomainNotVerifiedException")
                || words.contains("not verified")
                || (AwsTrouble.kind(service) == Kind.DENIED && words.contains(":identity/"));
    }

    /** Once the mail may have reached SES, nobody knows. */
    private static DeliveryResult unanswered(Throwable failure, String words) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isUnreachable(cause)) {
                return DeliveryResult.deferred(Cause.PEER_UNREACHABLE, words);
            }
            if (isWaitForConnection(cause)) {
                return DeliveryResult.deferred(Cause.TEMPORARY, words);
            }
            if (cause instanceof IOException || isTimeout(cause)) {
                return DeliveryResult.inDoubt(words);
            }
        }
        return DeliveryResult.deferred(Cause.PEER_UNHEALTHY, words);
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException
                || cause.getClass().getSimpleName().equals("ConnectTimeoutException");
    }

    /** The HTTP client has connections enough for so many mails and no more: that is no trouble of SES. */
    private static boolean isWaitForConnection(Throwable cause) {
        return cause.getClass().getSimpleName().matches("Connection(Request|Pool)TimeoutException");
    }

    private static boolean isTimeout(Throwable cause) {
        return cause.getClass().getSimpleName().endsWith("TimeoutException");
    }
}
