package dev.mailworker.cli;

import org.jspecify.annotations.Nullable;

/** The user has to change something: a flag, a setting, a file. Ends with exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        this(message, null);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
