package dev.mailworker.local;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A blocklist's whole file, being changed: everything that isn't meant stays as it is. Not thread-safe. */
final class BlocklistEdit {
    private static final String ITEMS = "Items";

    private final TableFile<?> table;
    private final Map<String, JsonValue> document;
    private final List<JsonValue> items;

    private BlocklistEdit(TableFile<?> table, JsonValue document) {
        this.table = table;
        this.document = new LinkedHashMap<>(document.asObject());
        this.items = new ArrayList<>(document.get(ITEMS).asList());
        // Each is looked at, so that nothing is written over a file that is broken somewhere else.
        items.forEach(JsonValue::asObject);
    }

    static BlocklistEdit read(TableFile<?> table) throws IOException {
        JsonValue document = Files.exists(table.file()) ? table.document() : empty();
        return new BlocklistEdit(table, document);
    }

    private static JsonValue empty() {
        return new JsonFields()
                .with(ITEMS, List.of())
                .with("Count", 0)
                .with("ScannedCount", 0)
                .with("ConsumedCapacity", JsonValue.NULL)
                .build();
    }

    boolean add(String key, String pattern) {
        int at = indexOf(key);
        if (at < 0) {
            items.add(new JsonFields()
                    .with(BlocklistFile.KEY, typed("S", JsonValue.of(key)))
                    .with(BlocklistFile.PATTERNS, typed("L", JsonValue.list(List.of(element("L", pattern)))))
                    .build());
            return true;
        }
        String type = typeOf(items.get(at)).orElse("L");
        List<JsonValue> elements = elements(items.get(at));
        if (elements.contains(element(type, pattern))) {
            return false;
        }
        elements.add(element(type, pattern));
        replace(at, type, elements);
        return true;
    }

    boolean remove(String key, String pattern) {
        int at = indexOf(key);
        Optional<String> type = at < 0 ? Optional.empty() : typeOf(items.get(at));
        if (type.isEmpty()) {
            return false;
        }
        List<JsonValue> elements = elements(items.get(at));
        boolean removed = elements.removeIf(element(type.get(), pattern)::equals);
        replace(at, type.get(), elements);
        return removed;
    }

    /** {@return the file as it is to be} */
    byte[] file() {
        Map<String, JsonValue> changed = new LinkedHashMap<>(document);
        changed.put(ITEMS, JsonValue.list(items));
        changed.computeIfPresent("Count", (name, was) -> JsonValue.of(items.size()));
        changed.computeIfPresent("ScannedCount", (name, was) -> JsonValue.of(items.size()));
        return Json.file(JsonValue.object(changed));
    }

    /** The item that look-ups use: the one whose key is written in lower case, else the last that means the mailbox. */
    private int indexOf(String key) {
        int found = -1;
        for (int i = 0; i < items.size(); i++) {
            String written = table.keyOf(items.get(i)).orElse("");
            if (written.equals(key)) {
                return i;
            }
            found = written.toLowerCase(Locale.ROOT).equals(key) ? i : found;
        }
        return found;
    }

    private static Optional<String> typeOf(JsonValue item) {
        Optional<JsonValue> attribute = item.find(BlocklistFile.PATTERNS);
        if (attribute.isEmpty()) {
            return Optional.empty();
        }
        for (String type : List.of("L", "SS")) {
            if (attribute.get().find(type).isPresent()) {
                return Optional.of(type);
            }
        }
        throw attribute.get().bad(BlocklistFile.PATTERNS + " is neither a list (L) nor a set (SS) of strings");
    }

    private static List<JsonValue> elements(JsonValue item) {
        Optional<String> type = typeOf(item);
        return type.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(
                        item.get(BlocklistFile.PATTERNS).get(type.get()).asList());
    }

    private void replace(int at, String type, List<JsonValue> elements) {
        Map<String, JsonValue> item = new LinkedHashMap<>(items.get(at).asObject());
        if (elements.isEmpty() && type.equals("SS")) {
            // DynamoDB knows no empty set: the file could not be loaded there again.
            item.remove(BlocklistFile.PATTERNS);
        } else {
            item.put(BlocklistFile.PATTERNS, typed(type, JsonValue.list(elements)));
        }
        items.set(at, JsonValue.object(item));
    }

    private static JsonValue element(String type, String pattern) {
        return type.equals("SS") ? JsonValue.of(pattern) : typed("S", JsonValue.of(pattern));
    }

    private static JsonValue typed(String type, JsonValue value) {
        return JsonValue.object(Map.of(type, value));
    }
}
