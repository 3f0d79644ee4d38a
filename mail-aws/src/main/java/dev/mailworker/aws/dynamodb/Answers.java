package dev.mailworker.aws.dynamodb;

import dev.mailworker.port.PortException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** What several tables said about several keys, as far as it has come. Thread-safe. */
final class Answers {
    /** The key attribute of both mailbox tables. */
    static final String KEY = "email_address";

    private final Map<Place, Answer> byPlace = new ConcurrentHashMap<>();

    private record Place(String table, String key) {}

    void add(String table, Collection<Map<String, AttributeValue>> items) {
        for (Map<String, AttributeValue> item : items) {
            byPlace.put(new Place(table, keyOf(item)), new Answer(item, null));
        }
    }

    void fail(String table, Collection<String> keys, PortException failure) {
        keys.forEach(key -> byPlace.put(new Place(table, key), Answer.failed(failure)));
    }

    void fail(String table, KeysAndAttributes keys, PortException failure) {
        fail(table, keys.keys().stream().map(Answers::keyOf).toList(), failure);
    }

    private static String keyOf(Map<String, AttributeValue> item) {
        AttributeValue key = item.get(KEY);
        return key == null ? "" : key.s();
    }

    /** {@return the answer; an item that nothing came of is absent} */
    Answer of(String table, String key) {
        return byPlace.getOrDefault(new Place(table, key), Answer.ABSENT);
    }
}
