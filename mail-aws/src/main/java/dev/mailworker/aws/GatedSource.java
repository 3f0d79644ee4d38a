package dev.mailworker.aws;

import dev.mailworker.aws.s3.WatchedBlobs;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A queue from which nothing is taken while audits can't be written to the buckets of its mails: those of its domains, and
 * whatever other ones its notices named. Thread-safe.
 */
final class GatedSource implements MessageSource {
    private final String name;
    private final MessageSource queue;
    private final Supplier<Collection<String>> ownBuckets;
    private final WatchedBlobs mails;
    private final Consumer<String> newBucket;
    private final AtomicReference<@Nullable Runnable> answered;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * @param ownBuckets the buckets to which the audits of its domains' mails go, at the moment of asking
     * @param newBucket told of each bucket that a notice names, once
     * @param answered called once, when the queue gave its first answer
     */
    GatedSource(
            String name,
            MessageSource queue,
            Supplier<Collection<String>> ownBuckets,
            WatchedBlobs mails,
            Consumer<String> newBucket,
            Runnable answered) {
        this.name = name;
        this.queue = queue;
        this.ownBuckets = ownBuckets;
        this.mails = mails;
        this.newBucket = newBucket;
        this.answered = new AtomicReference<>(answered);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
        CompletableFuture<Void> permission = mails.permission(buckets()).toCompletableFuture();
        if (permission.isDone() && !permission.isCompletedExceptionally()) {
            return asked(max, wait, lease);
        }
        CompletableFuture<List<Received>> answer = new CompletableFuture<>();
        var unused = permission.whenComplete((done, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (!answer.isDone()) {
                handOn(asked(max, wait, lease), answer, UnaryOperator.identity());
            }
        });
        return answer;
    }

    private Collection<String> buckets() {
        Set<String> all = new TreeSet<>(ownBuckets.get());
        all.addAll(seen);
        return all;
    }

    /** Buckets are known before anybody works on the mails. */
    private CompletableFuture<List<Received>> asked(int max, Duration wait, Duration lease) {
        CompletableFuture<List<Received>> poll = queue.receive(max, wait, lease).toCompletableFuture();
        CompletableFuture<List<Received>> answer = new CompletableFuture<>();
        handOn(poll, answer, this::noted);
        return answer;
    }

    private List<Received> noted(List<Received> messages) {
        Runnable first = answered.getAndSet(null);
        if (first != null) {
            first.run();
        }
        for (Received message : messages) {
            if (message instanceof Received.Arrival arrival
                    && seen.add(arrival.blob().bucket())) {
                newBucket.accept(arrival.blob().bucket());
            }
        }
        return messages;
    }

    /** Who cancels the one answer ends the wait for the other. */
    private static <T> void handOn(CompletableFuture<T> from, CompletableFuture<T> to, UnaryOperator<T> change) {
        var unused = from.thenApply(change).whenComplete((value, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else {
                to.complete(value);
            }
        });
        unused = to.whenComplete((value, failure) -> from.cancel(true));
    }

    @Override
    public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
        return queue.extend(receipt, lease);
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
        return queue.settle(receipt, settlement);
    }

    @Override
    public void close() {
        queue.close();
    }
}
