package dev.mailworker.aws.dynamodb;

import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Reads items by BatchGetItem, eventually consistent, until DynamoDB has processed all keys. Thread-safe. */
final class BatchReads {
    /** The most items of one call. */
    static final int MOST = 100;

    private static final int TRIES = 7;
    private static final Duration FIRST_DELAY = Duration.ofMillis(50);

    private final DynamoDbAsyncClient client;
    private final ConsumedUnits consumed;
    private final Function<Duration, Executor> after;

    /**
     * @param after runs something after a delay
     */
    BatchReads(DynamoDbAsyncClient client, ConsumedUnits consumed, Function<Duration, Executor> after) {
        this.client = client;
        this.consumed = consumed;
        this.after = after;
    }

    /**
     * Asks each of some tables for the same keys.
     *
     * @return done when the answers hold what came; fails when the call does
     */
    CompletionStage<Void> read(Collection<String> tables, List<String> keys, Answers answers) {
        Map<String, KeysAndAttributes> items = new HashMap<>();
        KeysAndAttributes wanted = KeysAndAttributes.builder()
                .keys(keys.stream()
                        .map(key -> Map.of(Answers.KEY, AttributeValue.fromS(key)))
                        .toList())
                .build();
        tables.forEach(table -> items.put(table, wanted));
        return read(items, answers, 1);
    }

    private CompletionStage<Void> read(Map<String, KeysAndAttributes> items, Answers answers, int trial) {
        BatchGetItemRequest request = BatchGetItemRequest.builder()
                .requestItems(items)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        return client.batchGetItem(request).thenCompose(response -> {
            consumed.add(response.consumedCapacity());
            response.responses().forEach(answers::add);
            Map<String, KeysAndAttributes> left = response.unprocessedKeys();
            if (left.isEmpty()) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (trial == TRIES) {
                left.forEach((table, keys) -> answers.fail(table, keys, unprocessed(table)));
                return CompletableFuture.<Void>completedFuture(null);
            }
            return CompletableFuture.runAsync(() -> {}, after.apply(delay(trial)))
                    .thenCompose(waited -> read(left, answers, trial + 1));
        });
    }

    /** Doubling, with the lower half left to chance, so that workers that were throttled together come apart. */
    private static Duration delay(int trial) {
        long most = FIRST_DELAY.toMillis() << (trial - 1);
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private static PortException unprocessed(String table) {
        return new PortException(
                Kind.TEMPORARY,
                "can't read table " + table + ": DynamoDB left keys unprocessed " + TRIES
                        + " times (UnprocessedKeys): its capacity is used up");
    }
}
