package dev.mailworker.smtp;

import java.time.Duration;

/**
 * How many connections there are, and how long each is used. Immutable.
 *
 * @param size the most connections open at a time; 20 by default (Postfix allows 50 for each client). More senders wait
 * @param idleCheck a connection idle for longer is asked whether it still lives before it is used; 5 s by default
 * @param maxAge a connection older than this is closed instead of used again; 300 s by default, as Postfix does it
 * @param mailsPerConnection the most mails sent over one connection; 100 by default
 */
public record PoolLimits(int size, Duration idleCheck, Duration maxAge, int mailsPerConnection) {
    /** 20 connections, asked after 5 s, for 300 s and 100 mails each. */
    public static final PoolLimits DEFAULT = new PoolLimits(20, Duration.ofSeconds(5), Duration.ofSeconds(300), 100);

    /**
     * Refuses what would let no mail through.
     *
     * @param size at least 1
     * @param idleCheck not negative
     * @param maxAge not negative
     * @param mailsPerConnection at least 1
     */
    public PoolLimits {
        if (size < 1 || mailsPerConnection < 1) {
            throw new IllegalArgumentException("a pool needs a connection, and a connection a mail");
        }
        if (idleCheck.isNegative() || maxAge.isNegative()) {
            throw new IllegalArgumentException("neither the idle check nor the greatest age can be negative");
        }
    }

    /**
     * {@return the same with another size}
     *
     * @param connections at least 1
     */
    public PoolLimits withSize(int connections) {
        return new PoolLimits(connections, idleCheck, maxAge, mailsPerConnection);
    }

    /**
     * {@return the same with another time after which an idle connection is checked}
     *
     * @param time zero checks always
     */
    public PoolLimits withIdleCheck(Duration time) {
        return new PoolLimits(size, time, maxAge, mailsPerConnection);
    }

    /**
     * {@return the same with another greatest age}
     *
     * @param time zero uses each connection for one mail
     */
    public PoolLimits withMaxAge(Duration time) {
        return new PoolLimits(size, idleCheck, time, mailsPerConnection);
    }

    /**
     * {@return the same with another number of mails per connection}
     *
     * @param mails at least 1
     */
    public PoolLimits withMailsPerConnection(int mails) {
        return new PoolLimits(size, idleCheck, maxAge, mails);
    }
}
