package dev.mailworker.cli;

/** A file can't be used as it is; the message names it, the line where there is one, and the remedy. */
final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
        super(message);
    }
}
