package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Where a queue's messages go that can't be dealt with: the dead-letter queue of its own redrive policy, which its operators
 * watch already, else a configured one. Thread-safe.
 */
final class DeadLetterQueues {
    /** Says why a message is there. */
    static final String REASON = "mailworker.reason";
    /** Says which queue it came from. */
    static final String QUEUE = "mailworker.queue";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterQueues.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int LONGEST_REASON = 1000;

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final Optional<NamedQueue> configured;
    private final InstantSource time;
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

    private record Found(Optional<NamedQueue> target, Instant at) {}

    DeadLetterQueues(SqsAsyncClient client, NamedQueue queue, Optional<String> configured, InstantSource time) {
        this.client = client;
        this.queue = queue;
        this.configured = configured.map(name -> new NamedQueue(client, name, null));
        this.time = time;
    }

    /**
     * Puts a message there.
     *
     * @return false if there is no such queue at all
     */
    CompletionStage<Boolean> put(String body, String because) {
        return target().thenCompose(target ->
                target.map(to -> put(to, body, because)).orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    private CompletableFuture<Boolean> put(NamedQueue target, String body, String because) {
        return target.call(
                        "send to dead-letter",
                        url -> client.sendMessage(SendMessageRequest.builder()
                                .queueUrl(url)
                                .messageBody(body)
                                .messageAttributes(Map.of(REASON, text(because), QUEUE, text(queue.name())))
                                .build()))
                .thenApply(sent -> true);
    }

    private static MessageAttributeValue text(String value) {
        String line = Printable.of(value, LONGEST_REASON)
                // What XML can't hold, SQS doesn't take.
                .replace('\uFFFE', '?')
                .replace('\uFFFF', '?');
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(line.isEmpty() ? "no reason" : line)
                .build();
    }

    private CompletionStage<Optional<NamedQueue>> target() {
        Found known = found.get();
        Instant now = time.instant();
        if (known != null && known.at().plus(REMEMBERED).isAfter(now)) {
            return CompletableFuture.completedFuture(known.target());
        }
        return redriveTarget().thenApply(own -> {
            Optional<NamedQueue> target = own.or(() -> configured);
            found.set(new Found(target, now));
            return target;
        });
    }

    private CompletionStage<Optional<NamedQueue>> redriveTarget() {
        return queue.call(
                        "read the redrive policy of",
                        url -> client.getQueueAttributes(GetQueueAttributesRequest.builder()
                                .queueUrl(url)
                                .attributeNames(QueueAttributeName.REDRIVE_POLICY)
                                .build()))
                .thenApply(response -> Optional.ofNullable(response.attributes().get(QueueAttributeName.REDRIVE_POLICY))
                        .flatMap(this::targetOf))
                .exceptionally(failure -> {
                    PortException trouble = AwsTrouble.of("find the dead-letter queue", failure);
                    if (trouble.kind() != Kind.DENIED) {
                        throw trouble;
                    }
                    LOG.warn("{}; allow sqs:GetQueueAttributes, or set a dead-letter queue", trouble.getMessage());
                    return Optional.empty();
                });
    }

    /** From {@code arn:aws:sqs:REGION:ACCOUNT:NAME}. */
    private Optional<NamedQueue> targetOf(String policy) {
        try {
            String arn = Json.read("RedrivePolicy of " + queue.name(), policy)
                    .find("deadLetterTargetArn")
                    .map(JsonValue::asString)
                    .orElse("");
            String[] parts = arn.split(":", -1);
            return parts.length == 6 ? Optional.of(new NamedQueue(client, parts[5], parts[4])) : Optional.empty();
        } catch (JsonFormatException e) {
            LOG.warn("{}", e.getMessage());
            return Optional.empty();
        }
    }
}
