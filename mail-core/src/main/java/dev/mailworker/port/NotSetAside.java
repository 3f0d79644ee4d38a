package dev.mailworker.port;

import java.time.Duration;

/** A message could not be put on the dead-letter side: it stays in its source, and was given back. An operator has to act. */
public final class NotSetAside extends PortException {
    private static final long serialVersionUID = 1;

    /** When the message comes again. */
    private final Duration delay;

    /**
     * Reports it.
     *
     * @param delay after how long the message comes again
     * @param message why it stays and what to do about it; one line
     */
    public NotSetAside(Duration delay, String message) {
        super(Kind.DENIED, message);
        this.delay = delay;
    }

    /** {@return after how long the message comes again} */
    public Duration delay() {
        return delay;
    }
}
