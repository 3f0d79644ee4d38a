package dev.mailworker.pipeline;

/** Why a mail is set aside that took the worker with it each time. */
public final class KilledWorker extends RuntimeException {
    private static final long serialVersionUID = 1;

    KilledWorker(String message) {
        super(message);
    }
}
