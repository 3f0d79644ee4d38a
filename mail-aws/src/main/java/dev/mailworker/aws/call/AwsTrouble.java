package dev.mailworker.aws.call;

import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Makes errors of the AWS SDK into {@link PortException}s that carry AWS's own words. */
public final class AwsTrouble {
    private static final Set<String> NOT_FOUND = Set.of(
            "QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue",
            "ResourceNotFoundException",
            "NoSuchKey",
            "NoSuchBucket");
    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "KmsAccessDenied",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "OptInRequired");
    private static final Set<String> CONFLICT =
            Set.of("PreconditionFailed", "ConditionalRequestConflict", "ConditionalCheckFailedException");

    private AwsTrouble() {}

    /**
     * {@return a failure as a port reports it}
     *
     * @param action what failed and where, in words that follow "can't"
     * @param failure what the SDK threw, or one of ours, which stays as it is
     */
    public static PortException of(String action, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof PortException ours) {
            return ours;
        }
        return new PortException(kind(cause), "can't " + action + ": " + words(cause), cause);
    }

    /**
     * {@return what kind of trouble a failure is; what isn't understood may pass}
     *
     * @param failure what the SDK threw
     */
    public static Kind kind(Throwable failure) {
        if (!(unwrapped(failure) instanceof AwsServiceException service)) {
            return Kind.TEMPORARY;
        }
        String code = code(service);
        if (service.isThrottlingException() || service.statusCode() >= 500) {
            return Kind.TEMPORARY;
        }
        if (CONFLICT.contains(code) || service.statusCode() == 412) {
            return Kind.CONFLICT;
        }
        if (NOT_FOUND.contains(code) || service.statusCode() == 404) {
            return Kind.NOT_FOUND;
        }
        return DENIED.contains(code) || service.statusCode() == 403 || service.statusCode() == 401
                ? Kind.DENIED
                : Kind.TEMPORARY;
    }

    /**
     * {@return AWS's error code; empty if it gave none}
     *
     * @param failure what the SDK threw
     */
    public static String code(Throwable failure) {
        AwsErrorDetails details =
                unwrapped(failure) instanceof AwsServiceException service ? service.awsErrorDetails() : null;
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /**
     * {@return AWS's own words: code, message and request id; or what kept the SDK from reaching it}
     *
     * @param failure what the SDK threw
     */
    public static String words(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (!(cause instanceof AwsServiceException service)) {
            return withRoot(cause);
        }
        AwsErrorDetails details = service.awsErrorDetails();
        String said = details == null || details.errorMessage() == null ? "" : ": " + details.errorMessage();
        String code = code(service);
        String request = service.requestId() == null ? "" : ", request " + service.requestId();
        return (code.isEmpty() ? "no error code" : code) + said + " (HTTP " + service.statusCode() + request + ")";
    }

    /** The SDK says that it could not send; what the network said stands at the end of the chain. */
    private static String withRoot(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        String rootMessage = String.valueOf(root);
        return root == cause || message.contains(String.valueOf(root.getMessage()))
                ? message
                : message + " (" + rootMessage + ")";
    }

    /**
     * {@return the failure without the wrapping that futures put around it}
     *
     * @param failure any
     */
    public static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
