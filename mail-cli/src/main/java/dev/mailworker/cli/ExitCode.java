package dev.mailworker.cli;

import dev.mailworker.port.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the program's end says to scripts. */
final class ExitCode {
    /** Done; not blocked. */
    static final int OK = 0;
    /** A negative answer: blocked, or something deferred or undelivered. */
    static final int NEGATIVE = 1;
    /** Usage or configuration. */
    static final int USAGE = 2;
    /** A key, an object or a file isn't there. */
    static final int NOT_FOUND = 3;
    /** A service outside denied us or can't be reached. */
    static final int OUTSIDE = 4;
    /** A fault of ours. */
    static final int FAULT = 70;

    private ExitCode() {}

    static int of(Throwable failure) {
        if (failure instanceof UsageException) {
            return USAGE;
        }
        if (failure instanceof PortException e) {
            return switch (e.kind()) {
                case NOT_FOUND -> NOT_FOUND;
                case UNREADABLE -> USAGE;
                case TEMPORARY, DENIED, CONFLICT, LEASE_LOST -> OUTSIDE;
            };
        }
        return failure instanceof IOException || failure instanceof UncheckedIOException ? OUTSIDE : FAULT;
    }
}
