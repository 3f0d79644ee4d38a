package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no session came about, without ever saying the password. */
final class NoSession {
    private static final int MAX_WORDS = 300;

    private NoSession() {}

    /**
     * Explains a failure.
     *
     * @param settings what was tried
     * @param phase how far it came
     * @param last the server's last reply, if it gave one
     * @param e what was thrown
     * @return what that means for all recipients of the mail that waits
     */
    static DeliveryResult explain(SmtpSettings settings, Phase phase, @Nullable Reply last, Exception e) {
        if (last != null && last.code() >= 400) {
            return Classification.of(phase, phase == Phase.AUTH ? withoutPassword(settings, last) : last);
        }
        IOException lost = ioExceptionIn(e);
        String line = "no session with " + settings.host() + ":" + settings.port() + " at " + phase + ": "
                + Printable.of(words(phase, last, e, lost), MAX_WORDS);
        // It is there and answers, and yet is not what the settings ask for.
        boolean unfit = lost == null ? last != null && last.isPositive() : lost instanceof SSLException;
        return DeliveryResult.deferred(unfit ? Cause.PEER_UNHEALTHY : Cause.PEER_UNREACHABLE, line);
    }

    /** Some servers repeat a command that they don't understand. */
    private static Reply withoutPassword(SmtpSettings settings, Reply reply) {
        Credentials credentials = settings.credentials();
        boolean givenAway = credentials != null && credentials.areGivenAwayBy(reply.text());
        return givenAway ? new Reply(reply.code(), reply.enhanced(), "(its words repeat the password)") : reply;
    }

    private static String words(Phase phase, @Nullable Reply last, Exception e, @Nullable IOException lost) {
        if (lost != null) {
            return describe(lost);
        }
        if (last != null && last.isNone()) {
            return last.text();
        }
        // Not what Jakarta Mail says of a failed AUTH: it may repeat the password.
        return phase == Phase.AUTH ? "AUTH failed" : String.valueOf(e.getMessage());
    }

    /** {@return the first I/O error in a chain of causes, or null} */
    static @Nullable IOException ioExceptionIn(Exception e) {
        for (Throwable link = e; link != null; link = link.getCause()) {
            if (link instanceof IOException found) {
                return found;
            }
        }
        return null;
    }

    /** {@return an I/O error in words} */
    static String describe(IOException e) {
        if (e instanceof InterruptedIOException) {
            return "it took too long";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
