package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reply means for a recipient: first by the enhanced status code (RFC 3463), which says what is wrong, then by the
 * reply code, which only says how bad it is. Where the two disagree, or nothing is clear, it is tried again. Pure.
 */
final class Classification {
    private static final Set<String> NO_SUCH_INBOX = Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1");
    private static final Set<Integer> PLAIN_NO_SUCH_INBOX = Set.of(550, 551, 553);

    /** The mail is too big, or its sender's address is no good: said at MAIL, and yet no fault of the server's. */
    private static final Set<String> ABOUT_THE_MAIL = Set.of("5.1.7", "5.1.8", "5.3.4", "5.6.7", "5.6.9");

    /** We should have logged in or started TLS (RFC 4954 §6, RFC 3207 §4). */
    private static final Set<Integer> NOT_LOGGED_IN = Set.of(530, 534, 535, 538);

    /** The server and we misunderstand each other; no word about the recipient. */
    private static final Set<Integer> CONFUSED = Set.of(500, 502, 503, 504);

    private static final int STORAGE_EXCEEDED = 552;

    /** The service is closing (RFC 5321 §3.8). */
    private static final int CLOSING = 421;

    /** An error in processing, and insufficient storage: at MAIL, no mail's in particular (RFC 5321 §4.2.3). */
    private static final Set<Integer> STUCK = Set.of(451, 452);

    private static final String TOO_BIG = "4.3.4";

    /** Not a host called {@code relay.example.com} or {@code relay-1}. */
    private static final Pattern RELAYING =
            Pattern.compile("\\brelay(?:ing|ed)?\\b(?![.-]\\w)", Pattern.CASE_INSENSITIVE);

    private Classification() {}

    /**
     * Judges a reply.
     *
     * @param phase what was answered
     * @param reply the answer
     * @return what came of it. At the final dot a positive reply is a delivery; at any other step one that isn't expected
     *     is unclear
     */
    static DeliveryResult of(Phase phase, Reply reply) {
        String words = reply.toString();
        if (phase.isAfterFinalDot() && reply.isPositive()) {
            return DeliveryResult.delivered(words);
        }
        if (!reply.isPermanent()) {
            boolean refusal = reply.code() >= 400 && reply.code() < 600;
            if (phase.isAfterFinalDot() && !refusal) {
                return DeliveryResult.inDoubt(words);
            }
            return DeliveryResult.deferred(
                    isTroubleOfTheServer(phase, reply) ? Cause.PEER_UNHEALTHY : Cause.TEMPORARY, words);
        }
        Cause cause =
                switch (phase) {
                    case CONNECT, HELLO, AUTH -> Cause.PEER_UNHEALTHY;
                    case MAIL -> atMail(reply);
                    case RCPT -> atRecipient(reply);
                    case DATA, MAIL_SENT, COPY_SENT -> afterRecipients(phase, reply);
                };
        return switch (cause) {
            case INVALID_INBOX, REFUSED -> DeliveryResult.rejected(cause, words);
            default -> DeliveryResult.deferred(cause, words);
        };
    }

    /**
     * Judges that the connection was lost, or the server took too long.
     *
     * @param phase the step that was under way
     * @param words what is known
     * @return a doubt if the server may have the mail, else another attempt
     */
    static DeliveryResult lost(Phase phase, String words) {
        return phase.isAfterFinalDot()
                ? DeliveryResult.inDoubt(words)
                : DeliveryResult.deferred(Cause.TEMPORARY, words);
    }

    /** It takes nobody's mail now: before a mail is named, when it closes down, and by X.3.Z, the mail system's status (RFC 3463 §3.4). */
    private static boolean isTroubleOfTheServer(Phase phase, Reply reply) {
        return switch (phase) {
            case CONNECT, HELLO, AUTH -> true;
            case MAIL, RCPT, DATA, MAIL_SENT, COPY_SENT ->
                reply.code() == CLOSING
                        || (reply.enhanced().startsWith("4.3.")
                                && !reply.enhanced().equals(TOO_BIG))
                        || (phase == Phase.MAIL && reply.enhanced().isEmpty() && STUCK.contains(reply.code()));
        };
    }

    private static Cause atMail(Reply reply) {
        if (reply.enhanced().equals("5.2.2")) {
            return Cause.MAILBOX_FULL;
        }
        boolean tooBig = reply.enhanced().isEmpty() && reply.code() == STORAGE_EXCEEDED;
        return tooBig || ABOUT_THE_MAIL.contains(reply.enhanced()) ? Cause.REFUSED : Cause.PEER_UNHEALTHY;
    }

    private static Cause atRecipient(Reply reply) {
        String enhanced = reply.enhanced();
        if (NO_SUCH_INBOX.contains(enhanced)) {
            return Cause.INVALID_INBOX;
        }
        if (enhanced.equals("5.2.2") || (enhanced.isEmpty() && reply.code() == STORAGE_EXCEEDED)) {
            return Cause.MAILBOX_FULL;
        }
        if (enhanced.equals("5.7.1") || isOurStanding(reply)) {
            return Cause.PEER_UNHEALTHY;
        }
        if (isConfusion(reply)) {
            return Cause.TEMPORARY;
        }
        return enhanced.isEmpty() && PLAIN_NO_SUCH_INBOX.contains(reply.code()) ? Cause.INVALID_INBOX : Cause.REFUSED;
    }

    /** Here 5.7.1 is what filters say about a mail's content; relaying was refused before. */
    private static Cause afterRecipients(Phase phase, Reply reply) {
        String enhanced = reply.enhanced();
        if (NO_SUCH_INBOX.contains(enhanced)) {
            return Cause.INVALID_INBOX;
        }
        // SMTP's one reply for everybody can't be about one mailbox: there 552 is about the mail's size.
        boolean plainFull = phase == Phase.COPY_SENT && enhanced.isEmpty() && reply.code() == STORAGE_EXCEEDED;
        if (enhanced.equals("5.2.2") || plainFull) {
            return Cause.MAILBOX_FULL;
        }
        if (isOurStanding(reply)) {
            return Cause.PEER_UNHEALTHY;
        }
        return isConfusion(reply) ? Cause.TEMPORARY : Cause.REFUSED;
    }

    private static boolean isOurStanding(Reply reply) {
        boolean policy = reply.enhanced().isEmpty() || reply.enhanced().startsWith("5.7.");
        return reply.enhanced().equals("5.7.8")
                || NOT_LOGGED_IN.contains(reply.code())
                || (policy && RELAYING.matcher(reply.text()).find());
    }

    private static boolean isConfusion(Reply reply) {
        return reply.enhanced().isEmpty()
                ? CONFUSED.contains(reply.code())
                : reply.enhanced().startsWith("5.5.");
    }
}
