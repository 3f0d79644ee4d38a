package dev.mailworker.aws.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers several askers with one call: a question is sent at once when no call is under way; else it waits for the one
 * that is, and goes with all that came meanwhile. So there is no timer to tune: a lone asker never waits, and the busier it
 * is, the larger the batches. A full batch has nothing to gain by waiting, and is sent at once too. Thread-safe.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Merging<Q, A> {
    private final int most;
    private final Function<List<Asked<Q, A>>, CompletionStage<?>> call;
    private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Merges calls.
     *
     * @param most how many questions fit into one call
     * @param call asks the service, without blocking, and answers each question. Done when all are answered; those that are
     *     not by then fail with its failure
     */
    public Merging(int most, Function<List<Asked<Q, A>>, CompletionStage<?>> call) {
        this.most = most;
        this.call = call;
    }

    /**
     * A question that waits for its answer.
     *
     * @param question what is asked
     * @param answer to be completed
     * @param <Q> what is asked
     * @param <A> what is answered
     */
    public record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    /**
     * Asks.
     *
     * @param question what
     * @return the answer
     */
    public CompletableFuture<A> ask(Q question) {
        return askAll(List.of(question)).get(0);
    }

    /**
     * Asks several things that belong together, so that none of them goes alone before the others.
     *
     * @param questions what
     * @return the answers, in the questions' order
     */
    public List<CompletableFuture<A>> askAll(List<Q> questions) {
        List<Asked<Q, A>> all = questions.stream()
                .map(question -> new Asked<Q, A>(question, new CompletableFuture<>()))
                .toList();
        synchronized (waiting) {
            waiting.addAll(all);
        }
        sendDue();
        return all.stream().map(Asked::answer).toList();
    }

    private void sendDue() {
        for (List<Asked<Q, A>> batch = next(); !batch.isEmpty(); batch = next()) {
            send(batch);
        }
    }

    /** What to send now; empty when it is to wait. */
    private List<Asked<Q, A>> next() {
        synchronized (waiting) {
            List<Asked<Q, A>> batch = new ArrayList<>();
            if (underWay == 0 || waiting.size() >= most) {
                while (batch.size() < most && !waiting.isEmpty()) {
                    batch.add(waiting.remove());
                }
            }
            underWay += batch.isEmpty() ? 0 : 1;
            return batch;
        }
    }

    private void send(List<Asked<Q, A>> batch) {
        var unused = called(batch).whenComplete((done, failure) -> ended(batch, failure));
    }

    private CompletionStage<?> called(List<Asked<Q, A>> batch) {
        try {
            return call.apply(batch);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(List<Asked<Q, A>> batch, @Nullable Throwable failure) {
        Throwable unanswered = failure != null ? failure : new IllegalStateException("a question was not answered");
        synchronized (waiting) {
            underWay--;
        }
        sendDue();
        batch.forEach(asked -> asked.answer().completeExceptionally(unanswered));
    }
}
