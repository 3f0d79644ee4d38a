package dev.mailworker.smtp;

import java.time.Duration;

/**
 * How long a server may take (RFC 5321 §4.5.3.2). Immutable; milliseconds are the finest unit.
 *
 * @param connect until the TCP connection is there; 30 s by default
 * @param greeting until the first reply; 5 minutes by default
 * @param command until the reply to each command, and for the steps of a TLS handshake; 5 minutes by default
 * @param data until the server has taken the next block of a mail's octets; 3 minutes by default
 * @param finalReply until the reply after the final dot, for LMTP until each of them; 10 minutes by default. Shorter makes
 *     duplicates: the server may be about to accept the mail
 */
public record SmtpTimeouts(Duration connect, Duration greeting, Duration command, Duration data, Duration finalReply) {
    /** What RFC 5321 asks for, and 30 s to connect. */
    public static final SmtpTimeouts DEFAULT = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10));

    /**
     * Refuses what is no time at all, which a socket would take for "for ever", and what is too long for it.
     *
     * @param connect at least 1 ms
     * @param greeting at least 1 ms
     * @param command at least 1 ms
     * @param data at least 1 ms
     * @param finalReply at least 1 ms
     */
    public SmtpTimeouts {
        check("connect", connect);
        check("greeting", greeting);
        check("command", command);
        check("data", data);
        check("final reply", finalReply);
    }

    private static void check(String name, Duration time) {
        if (time.toMillis() <= 0 || time.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the " + name + " time-out must be between 1 ms and 24 days, not " + time);
        }
    }

    /**
     * {@return the same with another connect time-out}
     *
     * @param time at least 1 ms
     */
    public SmtpTimeouts withConnect(Duration time) {
        return new SmtpTimeouts(time, greeting, command, data, finalReply);
    }

    /**
     * {@return the same with another greeting time-out}
     *
     * @param time at least 1 ms
     */
    public SmtpTimeouts withGreeting(Duration time) {
        return new SmtpTimeouts(connect, time, command, data, finalReply);
    }

    /**
     * {@return the same with another command time-out}
     *
     * @param time at least 1 ms
     */
    public SmtpTimeouts withCommand(Duration time) {
        return new SmtpTimeouts(connect, greeting, time, data, finalReply);
    }

    /**
     * {@return the same with another data time-out}
     *
     * @param time at least 1 ms
     */
    public SmtpTimeouts withData(Duration time) {
        return new SmtpTimeouts(connect, greeting, command, time, finalReply);
    }

    /**
     * {@return the same with another time-out for the reply after the final dot}
     *
     * @param time at least 1 ms
     */
    public SmtpTimeouts withFinalReply(Duration time) {
        return new SmtpTimeouts(connect, greeting, command, data, time);
    }
}
