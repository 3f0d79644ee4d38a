package dev.mailworker.aws.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers, for ports that block. The clients' own time-outs bound the wait. */
public final class Blocking {
    private Blocking() {}

    /**
     * {@return an answer}
     *
     * @param action what is asked and where, in words that follow "can't"
     * @param answer the answer under way
     * @param <T> what it is
     * @throws dev.mailworker.port.PortException if it fails
     */
    public static <T> T answer(String action, CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw AwsTrouble.of(action, e);
        }
    }
}
