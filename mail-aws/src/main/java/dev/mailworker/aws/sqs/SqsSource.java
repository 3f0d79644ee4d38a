package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.NotSetAside;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * One SQS queue. A poll that waits holds no thread. What goes to the dead-letter side is sent, with its reason as the
 * message attribute {@value DeadLetterQueues#REASON}, to the dead-letter queue of the queue's redrive policy, else to the
 * configured one; where there is neither, or it refuses the message, the message stays and comes back each hour, with an error
 * in the log. A
 * message that would come back later than the queue keeps it goes there too: SQS would drop it in silence. Thread-safe.
 */
public final class SqsSource implements MessageSource {
    /** When a message comes back that there is no dead-letter queue for. */
    static final Duration SLOW_PACE = Duration.ofHours(1);

    /** So long before SQS drops a message it is set aside at the latest. */
    static final Duration BEFORE_DROP = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(SqsSource.class);
    private static final int MOST_MESSAGES = 10;
    private static final int MOST_COPIED = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final ReceivedMessages messages;
    private final InstantSource time;
    private final ReceiptBatches batches;
    private final QueueAttributes attributes;
    private final DeadLetterQueues deadLetters;
    /** Messages that are in the dead-letter queue, and not deleted yet: one copy there is enough. */
    private final RecentIds copied = new RecentIds(MOST_COPIED);

    private final Map<Object, CompletableFuture<List<Received>>> polls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Takes messages from a queue.
     *
     * @param client stays open when the source is closed. It must allow more calls at once than there are queues, and wait
     *     longer for an answer than a poll lasts
     * @param name the queue's name
     * @param reader reads the messages
     * @param deadLetterQueue the name of the queue for messages that can't be dealt with, if the queue's redrive policy
     *     names none
     * @param time the clock that leases go by
     */
    public SqsSource(
            SqsAsyncClient client,
            String name,
            NotificationReader reader,
            Optional<String> deadLetterQueue,
            InstantSource time) {
        this.client = client;
        this.queue = new NamedQueue(client, name, null);
        this.messages = new ReceivedMessages(reader);
        this.time = time;
        this.batches = new ReceiptBatches(client, queue);
        this.attributes = new QueueAttributes(client, queue, time);
        this.deadLetters = new DeadLetterQueues(client, queue, deadLetterQueue, attributes);
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
        if (closed) {
            return CompletableFuture.failedFuture(new PortException(Kind.TEMPORARY, "queue " + name() + " is closed"));
        }
        CompletableFuture<List<Received>> answer = poll();
        CompletableFuture<ReceiveMessageResponse> call =
                queue.call("receive from", url -> asked(answer, request(url, max, wait, lease)));
        var unused = call.whenComplete((response, failure) -> {
            if (failure == null) {
                answer.complete(received(response, lease));
            } else {
                answer.completeExceptionally(AwsTrouble.of("receive from queue " + name(), failure));
            }
        });
        return answer;
    }

    private CompletableFuture<List<Received>> poll() {
        CompletableFuture<List<Received>> answer = new CompletableFuture<>();
        Object key = new Object();
        polls.put(key, answer);
        var unused = answer.whenComplete((done, failure) -> polls.remove(key));
        return answer;
    }

    /** Ends the call when nobody waits for its answer any more, or doesn't begin it. */
    private CompletableFuture<ReceiveMessageResponse> asked(
            CompletableFuture<List<Received>> answer, ReceiveMessageRequest request) {
        if (answer.isDone()) {
            return CompletableFuture.completedFuture(
                    ReceiveMessageResponse.builder().build());
        }
        CompletableFuture<ReceiveMessageResponse> call = client.receiveMessage(request);
        var unused = answer.whenComplete((done, failure) -> call.cancel(true));
        return call;
    }

    private static ReceiveMessageRequest request(String url, int max, Duration wait, Duration lease) {
        return ReceiveMessageRequest.builder()
                .queueUrl(url)
                .maxNumberOfMessages(Math.min(max, MOST_MESSAGES))
                .waitTimeSeconds(seconds(shorter(wait, LONGEST_WAIT)))
                .visibilityTimeout(seconds(shorter(lease, SqsReceipt.LONGEST)))
                .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.SENT_TIMESTAMP,
                        MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP)
                .build();
    }

    private List<Received> received(ReceiveMessageResponse response, Duration lease) {
        Instant now = time.instant();
        return response.messages().stream()
                .map(message -> messages.received(message, receipt(message, now, lease), now))
                .toList();
    }

    private static SqsReceipt receipt(Message message, Instant now, Duration lease) {
        Instant sentAt = ReceivedMessages.queuedAt(message).orElse(now);
        String id = message.messageId() == null ? message.receiptHandle() : message.messageId();
        return new SqsReceipt(id, message.receiptHandle(), message.body(), sentAt, now, now.plus(lease));
    }

    @Override
    public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
        SqsReceipt ours = ours(receipt);
        Instant now = time.instant();
        if (lease.compareTo(ours.longestFrom(now)) > 0) {
            return lost("SQS keeps a message of queue " + name() + " invisible for 12 hours at most");
        }
        return ifHeld(ours, () -> batches.changeVisibility(ours.handle(), seconds(lease))
                .thenAccept(done -> ours.holdUntil(now.plus(lease))));
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
        SqsReceipt ours = ours(receipt);
        if (ours.isSpent()) {
            return lost("a message of queue " + name() + " was settled before");
        }
        if (settlement instanceof Settlement.Done) {
            // Even when the lease is over: if nobody else has the message yet, it needs not come again.
            return delete(ours);
        }
        if (settlement instanceof Settlement.RetryAfter retry) {
            return ifHeld(ours, () -> retry.delay().isZero() ? giveBack(ours, Duration.ZERO) : retry(ours, retry));
        }
        return ifHeld(ours, () -> setAside(ours, settlement.because(), SLOW_PACE));
    }

    private CompletionStage<Void> retry(SqsReceipt ours, Settlement.RetryAfter retry) {
        return attributes
                .known()
                .thenApply(known -> Optional.of(known.end(ours.sentAt())))
                // Not knowing it must not keep a message from being given back.
                .exceptionally(failure -> Optional.empty())
                .thenCompose(end -> end.filter(drop -> isTooLate(drop, retry.delay()))
                        .map(drop -> setAside(
                                ours,
                                "given up before the queue drops it at " + drop + " (MessageRetentionPeriod); last: "
                                        + retry.because(),
                                retry.delay()))
                        .orElseGet(() -> giveBack(ours, retry.delay())));
    }

    /** Whether SQS drops a message, in silence, before it could be tried again or set aside. */
    private boolean isTooLate(Instant drop, Duration delay) {
        return time.instant().plus(delay).plus(BEFORE_DROP).isAfter(drop);
    }

    private CompletionStage<Void> giveBack(SqsReceipt ours, Duration delay) {
        Duration possible = shorter(delay, ours.longestFrom(time.instant()));
        return batches.changeVisibility(ours.handle(), seconds(possible)).thenAccept(done -> ours.giveBack());
    }

    private CompletionStage<Void> setAside(SqsReceipt ours, String because, Duration elseAfter) {
        if (copied.contains(ours.messageId())) {
            return delete(ours);
        }
        return deadLetters
                .put(ours.body(), because)
                .handle((isPut, failure) -> {
                    if (failure != null) {
                        return notPut(ours, because, AwsTrouble.of("set a message aside", failure), elseAfter);
                    }
                    if (!isPut) {
                        return stays(ours, because, "there is no dead-letter queue to put it into", elseAfter);
                    }
                    copied.add(ours.messageId());
                    return delete(ours);
                })
                .thenCompose(next -> next);
    }

    private CompletionStage<Void> notPut(SqsReceipt ours, String because, PortException trouble, Duration elseAfter) {
        return needsOperator(trouble)
                ? stays(ours, because, "we " + trouble.getMessage(), elseAfter)
                : CompletableFuture.failedFuture(trouble);
    }

    /** Whatever SQS refuses, it refuses again: a message that is too long, for example. */
    private static boolean needsOperator(PortException trouble) {
        boolean isRefused = trouble.getCause() instanceof AwsServiceException service
                && service.statusCode() / 100 == 4
                && service.statusCode() != 408
                && !service.isThrottlingException()
                && !AwsTrouble.code(service).contains("Throttl");
        return isRefused || trouble.kind() == Kind.DENIED || trouble.kind() == Kind.NOT_FOUND;
    }

    private CompletionStage<Void> delete(SqsReceipt ours) {
        return batches.delete(ours.handle()).thenAccept(done -> {
            ours.giveBack();
            copied.remove(ours.messageId());
        });
    }

    private CompletionStage<Void> stays(SqsReceipt ours, String because, String trouble, Duration delay) {
        String message = "a message stays in queue " + name() + " and comes back after " + delay + ", because "
                + trouble + ". Give the queue a redrive policy, or set a dead-letter queue, that takes it";
        LOG.error("{}. Why it can't be dealt with: {}", message, because);
        return giveBack(ours, delay)
                .thenCompose(given -> CompletableFuture.failedFuture(new NotSetAside(delay, message)));
    }

    private CompletionStage<Void> ifHeld(SqsReceipt ours, Supplier<CompletionStage<Void>> change) {
        return ours.isHeld(time.instant())
                ? change.get()
                : lost("the lease on a message of queue " + name() + " is over");
    }

    private static CompletionStage<Void> lost(String message) {
        return CompletableFuture.failedFuture(new PortException(Kind.LEASE_LOST, message));
    }

    private static SqsReceipt ours(Receipt receipt) {
        if (receipt instanceof SqsReceipt ours) {
            return ours;
        }
        throw new IllegalArgumentException("the receipt is another source's: " + receipt);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Whole ones, rounded up: a lease that is shorter than asked for would end too soon. */
    private static int seconds(Duration duration) {
        return duration.isNegative() ? 0 : (int) duration.plusNanos(999_999_999).toSeconds();
    }

    /** Ends the polls that wait. The client stays open. */
    @Override
    public void close() {
        closed = true;
        polls.values().forEach(poll -> poll.cancel(true));
    }
}
