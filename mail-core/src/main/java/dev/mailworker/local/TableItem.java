package dev.mailworker.local;

import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.TableAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One item of a table in DynamoDB's JSON, where each attribute carries its type:
 * {@code {"email_address":{"S":"ann@x.example"},"ooo_active":{"BOOL":true}}}. An attribute of another type than asked for
 * counts as absent, with a warning that names table, key and attribute. As safe for threads as the consumer of warnings.
 */
public final class TableItem implements TableAttributes {
    private final String table;
    private final String key;
    private final Map<String, JsonValue> attributes;
    private final Consumer<String> warnings;

    /**
     * Looks at an item.
     *
     * @param table the table's name, for warnings
     * @param key the item's key, for warnings
     * @param item the item
     * @param warnings takes what is wrong with attributes, one line each
     * @throws JsonFormatException if the item is no object
     */
    public TableItem(String table, String key, JsonValue item, Consumer<String> warnings) {
        this.table = table;
        this.key = key;
        this.attributes = item.asObject();
        this.warnings = warnings;
    }

    /** {@return the item's key} */
    public String key() {
        return key;
    }

    @Override
    public boolean has(String name) {
        JsonValue attribute = attributes.get(name);
        return attribute != null
                && (attribute.kind() != JsonValue.Kind.OBJECT
                        || !attribute.asObject().containsKey("NULL"));
    }

    @Override
    public Optional<String> string(String name) {
        return typed(name, "S")
                .flatMap(value -> of(name, value, JsonValue.Kind.STRING).map(JsonValue::asString));
    }

    @Override
    public Optional<Boolean> bool(String name) {
        return typed(name, "BOOL")
                .flatMap(value -> of(name, value, JsonValue.Kind.BOOLEAN).map(JsonValue::asBoolean));
    }

    @Override
    public Optional<String> numberOrString(String name) {
        return typed(name, "N", "S")
                .flatMap(value -> of(name, value, JsonValue.Kind.STRING).map(JsonValue::asString));
    }

    @Override
    public List<String> strings(String name) {
        List<String> texts = new ArrayList<>();
        typed(name, "L", "SS")
                .flatMap(value -> of(name, value, JsonValue.Kind.LIST))
                .map(JsonValue::asList)
                .orElse(List.of())
                .forEach(element -> text(element)
                        .ifPresentOrElse(
                                texts::add,
                                () -> warn(name + " holds " + element + ", which is no string and is left out")));
        return List.copyOf(texts);
    }

    private static Optional<String> text(JsonValue element) {
        if (element.kind() == JsonValue.Kind.STRING) {
            return Optional.of(element.asString());
        }
        return element.kind() == JsonValue.Kind.OBJECT
                ? element.find("S")
                        .filter(text -> text.kind() == JsonValue.Kind.STRING)
                        .map(JsonValue::asString)
                : Optional.empty();
    }

    @Override
    public void warn(String problem) {
        warnings.accept(Printable.of("Table " + table + ", key " + key + ": " + problem, 500));
    }

    private Optional<JsonValue> typed(String name, String... types) {
        JsonValue attribute = attributes.get(name);
        if (attribute == null) {
            return Optional.empty();
        }
        if (attribute.kind() != JsonValue.Kind.OBJECT || attribute.asObject().size() != 1) {
            return wrong(name, attribute.kind().words(), types);
        }
        Map.Entry<String, JsonValue> typed =
                attribute.asObject().entrySet().iterator().next();
        if (typed.getKey().equals("NULL")) {
            return Optional.empty();
        }
        return List.of(types).contains(typed.getKey())
                ? Optional.of(typed.getValue())
                : wrong(name, typed.getKey(), types);
    }

    private Optional<JsonValue> of(String name, JsonValue value, JsonValue.Kind kind) {
        return value.kind() == kind
                ? Optional.of(value)
                : wrong(name, value.kind().words(), kind.words());
    }

    private Optional<JsonValue> wrong(String name, String found, String... wanted) {
        warn(name + " is " + found + ", not " + String.join(" or ", wanted) + ", and counts as absent");
        return Optional.empty();
    }
}
