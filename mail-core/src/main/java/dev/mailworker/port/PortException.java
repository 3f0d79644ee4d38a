package dev.mailworker.port;

import dev.mailworker.mail.Printable;

/**
 * Something outside the worker failed. The message names the thing and carries the peer's own words.
 */
public class PortException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the trouble is. */
    private final Kind kind;

    /** What kind of trouble it is. */
    public enum Kind {
        /** It may pass: throttled, unreachable, timed out, or not understood. */
        TEMPORARY,
        /** The thing isn't there. */
        NOT_FOUND,
        /** The worker isn't allowed to. An operator has to act; it is tried again at a slow pace. */
        DENIED,
        /** Somebody else changed the thing in the meantime. */
        CONFLICT,
        /** The lease on a message is no longer ours: somebody else may be working on it. */
        LEASE_LOST,
        /** The thing is there and can't be understood; asking again won't help. */
        UNREADABLE
    }

    /**
     * Reports trouble.
     *
     * @param kind which kind
     * @param message what failed, where, and what the peer said; one line
     */
    public PortException(Kind kind, String message) {
        super(Printable.of(message));
        this.kind = kind;
    }

    /**
     * Reports trouble with its cause.
     *
     * @param kind which kind
     * @param message what failed, where, and what the peer said; one line
     * @param cause what led to it
     */
    public PortException(Kind kind, String message, Throwable cause) {
        super(Printable.of(message), cause);
        this.kind = kind;
    }

    /** {@return which kind of trouble it is} */
    public Kind kind() {
        return kind;
    }
}
