package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.AwsTrouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * How many messages a queue has ({@code ApproximateNumberOfMessages} of SQS's GetQueueAttributes), asked for at most every
 * five minutes, however often somebody wants to know. Thread-safe; never blocks.
 */
public final class QueueDepth {
    /** For how long an answer holds, also one that says why there is none. */
    static final Duration HOLDS = Duration.ofMinutes(5);

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final InstantSource time;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    private record Known(CompletableFuture<Long> messages, Instant askedAt) {}

    /**
     * Asks about a queue.
     *
     * @param client stays open
     * @param queue the queue's name
     * @param time the clock
     */
    public QueueDepth(SqsAsyncClient client, String queue, InstantSource time) {
        this.client = client;
        this.queue = new NamedQueue(client, queue, null);
        this.time = time;
    }

    /**
     * {@return how many messages wait in the queue, about; fails with {@link dev.mailworker.port.PortException} if that can't
     * be asked}
     */
    public CompletionStage<Long> messages() {
        Instant now = time.instant();
        Known before = known.get();
        if (before != null && before.askedAt().plus(HOLDS).isAfter(now)) {
            return before.messages().copy();
        }
        Known fresh = new Known(new CompletableFuture<>(), now);
        if (!known.compareAndSet(before, fresh)) {
            return messages();
        }
        var unused = asked().whenComplete((messages, failure) -> {
            if (failure == null) {
                fresh.messages().complete(messages);
            } else {
                fresh.messages().completeExceptionally(AwsTrouble.unwrapped(failure));
            }
        });
        return fresh.messages().copy();
    }

    private CompletableFuture<Long> asked() {
        return queue.call(
                        "ask for the depth of",
                        url -> client.getQueueAttributes(GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                                .build()))
                .thenApply(response -> Long.valueOf(
                        response.attributes().getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")));
    }
}
