package dev.mailworker.aws.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a queue holds, reading it gives an answer. */
class GarbageTest {
    private static final List<JsonValue> GARBAGE = List.of(
            JsonValue.NULL,
            JsonValue.of(""),
            JsonValue.of("\0\ud800\r\n%zz+<>@"),
            JsonValue.of("x".repeat(2000)),
            JsonValue.of(-1),
            JsonValue.of(true),
            JsonValue.list(List.of()),
            JsonValue.list(List.of(JsonValue.NULL, JsonValue.of("a"))),
            JsonValue.object(Map.of()),
            JsonValue.object(Map.of("Type", JsonValue.of("Notification"))));

    private static final List<JsonValue> WHOLE = List.of(
            Notifications.receipt("b", "k", "ann@example.net", List.of("bob@example.com", "eve@example.com")),
            Notifications.objectEvent("ObjectCreated:Put", "b", "k"),
            Notifications.inEnvelope("{}"));

    private final NotificationReader reader =
            new NotificationReader(new QueueScope(List.of("example.com"), domain -> "bucket", "own/"));

    @Test
    void survivesGarbageInEveryField() {
        Random random = new Random(20260203);
        for (int i = 0; i < 5_000; i++) {
            JsonValue document = mutated(WHOLE.get(random.nextInt(WHOLE.size())), random, 0.08);
            assertReads(Notifications.body(document));
            assertReads(Notifications.body(Notifications.inEnvelope(Notifications.body(document))));
        }
    }

    @Test
    void survivesGarbageInTheText() {
        Random random = new Random(20260204);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(Notifications.body(WHOLE.get(random.nextInt(WHOLE.size()))));
            for (int n = random.nextInt(4); n >= 0; n--) {
                text.setCharAt(
                        random.nextInt(text.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            }
            assertReads(text.substring(0, random.nextInt(8) == 0 ? random.nextInt(text.length()) : text.length()));
        }
    }

    private void assertReads(String body) {
        Notice notice = reader.read(body);
        if (notice instanceof Notice.Unreadable unreadable) {
            assertThat(unreadable.because()).isNotBlank().doesNotContain("\n", "\r", "\0");
        }
    }

    private static JsonValue mutated(JsonValue value, Random random, double share) {
        if (random.nextDouble() < share) {
            return GARBAGE.get(random.nextInt(GARBAGE.size()));
        }
        return switch (value.kind()) {
            case OBJECT -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                value.asObject().forEach((name, field) -> {
                    if (random.nextDouble() > share / 4) {
                        fields.put(name, mutated(field, random, share));
                    }
                });
                yield JsonValue.object(fields);
            }
            case LIST -> {
                List<JsonValue> items = new ArrayList<>();
                value.asList().forEach(item -> items.add(mutated(item, random, share)));
                yield JsonValue.list(items);
            }
            default -> value;
        };
    }
}
