package dev.mailworker.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where one call is held until a test lets it go on. */
public final class Gate {
    private final Guard guard = new Guard();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private boolean reached;

    Gate() {}

    /** Waits until the call has come to the gate. */
    public void awaitReached() {
        guard.await(() -> reached, () -> "no call came to the gate");
    }

    /** Lets the call go on, or pass when it comes. */
    public void open() {
        opened.complete(null);
    }

    CompletionStage<Void> reach() {
        guard.run(() -> reached = true);
        return opened;
    }
}
