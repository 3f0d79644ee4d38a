package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What a queue's owner has set about it, asked for when it matters and remembered for a while. Thread-safe. */
final class QueueAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(QueueAttributes.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    /** What SQS sets where nobody set anything. */
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(4);

    private static final Known NOTHING = new Known("", DEFAULT_RETENTION);

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final InstantSource time;
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

    private record Found(Known known, Instant at) {}

    /**
     * @param redrivePolicy JSON; empty if there is none
     * @param retention for how long SQS keeps a message; SQS's own default of 4 days if nobody knows
     */
    record Known(String redrivePolicy, Duration retention) {
        /** {@return when SQS drops a message} */
        Instant end(Instant sentAt) {
            return sentAt.plus(retention);
        }
    }

    QueueAttributes(SqsAsyncClient client, NamedQueue queue, InstantSource time) {
        this.client = client;
        this.queue = queue;
        this.time = time;
    }

    /** {@return what is set; SQS's defaults, with a warning, if that may not be read} */
    CompletionStage<Known> known() {
        Found before = found.get();
        Instant now = time.instant();
        if (before != null && before.at().plus(REMEMBERED).isAfter(now)) {
            return CompletableFuture.completedFuture(before.known());
        }
        return asked().thenApply(known -> {
            found.set(new Found(known, now));
            return known;
        });
    }

    private CompletionStage<Known> asked() {
        return queue.call(
                        "read the attributes of",
                        url -> client.getQueueAttributes(GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNames(
                                        QueueAttributeName.REDRIVE_POLICY, QueueAttributeName.MESSAGE_RETENTION_PERIOD)
                                .build()))
                .thenApply(QueueAttributes::read)
                .exceptionally(failure -> {
                    PortException trouble = AwsTrouble.of("read the attributes of queue " + queue.name(), failure);
                    if (trouble.kind() != Kind.DENIED) {
                        throw trouble;
                    }
                    LOG.warn(
                            "{}; allow sqs:GetQueueAttributes, or set a dead-letter queue. Until then the queue is taken to keep"
                                    + " messages for {} days, SQS's default, and mails are given up before that",
                            trouble.getMessage(),
                            DEFAULT_RETENTION.toDays());
                    return NOTHING;
                });
    }

    private static Known read(GetQueueAttributesResponse response) {
        String seconds = response.attributes().get(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        return new Known(
                response.attributes().getOrDefault(QueueAttributeName.REDRIVE_POLICY, ""),
                seconds == null ? DEFAULT_RETENTION : Duration.ofSeconds(Long.parseLong(seconds)));
    }
}
