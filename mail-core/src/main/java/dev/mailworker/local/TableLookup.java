package dev.mailworker.local;

import dev.mailworker.port.PortException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Makes stages of look-ups that answer at once. */
final class TableLookup {
    private TableLookup() {}

    static <A> CompletionStage<A> answer(Supplier<A> lookup) {
        try {
            return CompletableFuture.completedFuture(lookup.get());
        } catch (PortException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
