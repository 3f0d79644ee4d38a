package dev.mailworker.aws.sqs;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.Printable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
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
    private static final int LONGEST_REASON = 1000;

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final Optional<NamedQueue> configured;
    private final QueueAttributes attributes;
    private final Map<String, Optional<NamedQueue>> targets = new ConcurrentHashMap<>();

    DeadLetterQueues(SqsAsyncClient client, NamedQueue queue, Optional<String> configured, QueueAttributes attributes) {
        this.client = client;
        this.queue = queue;
        this.configured = configured.map(name -> new NamedQueue(client, name, null));
        this.attributes = attributes;
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
        return attributes.known().thenApply(known -> ofPolicy(known.redrivePolicy())
                .or(() -> configured));
    }

    private Optional<NamedQueue> ofPolicy(String policy) {
        return policy.isEmpty() ? Optional.empty() : targets.computeIfAbsent(policy, this::targetOf);
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
