package dev.mailworker.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value: an object, a list, a string, a number, a boolean or null. It knows where it was read, so that whoever
 * expects something else of it can say where that went wrong. Immutable; equality is of the value, not of the place.
 */
public final class JsonValue {
    /** The value {@code null}. */
    public static final JsonValue NULL = new JsonValue(Kind.NULL, "", JsonPosition.NONE);

    private final Kind kind;
    private final Object value;
    private final JsonPosition position;

    /** What a value can be. */
    public enum Kind {
        /** Names with values. */
        OBJECT("an object"),
        /** Values in an order. */
        LIST("a list"),
        /** Text. */
        STRING("a string"),
        /** A number, kept as it was written. */
        NUMBER("a number"),
        /** True or false. */
        BOOLEAN("true or false"),
        /** Nothing. */
        NULL("null");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** {@return the kind with its article, for messages} */
        public String words() {
            return words;
        }
    }

    private JsonValue(Kind kind, Object value, JsonPosition position) {
        this.kind = kind;
        this.value = value;
        this.position = position;
    }

    /**
     * {@return a string}
     *
     * @param text its text
     */
    public static JsonValue of(String text) {
        return new JsonValue(Kind.STRING, text, JsonPosition.NONE);
    }

    /**
     * {@return a number}
     *
     * @param number its value
     */
    public static JsonValue of(long number) {
        return new JsonValue(Kind.NUMBER, Long.toString(number), JsonPosition.NONE);
    }

    /**
     * {@return a boolean}
     *
     * @param truth its value
     */
    public static JsonValue of(boolean truth) {
        return new JsonValue(Kind.BOOLEAN, truth, JsonPosition.NONE);
    }

    /**
     * {@return a list}
     *
     * @param items its values; copied
     */
    public static JsonValue list(List<JsonValue> items) {
        return new JsonValue(Kind.LIST, List.copyOf(items), JsonPosition.NONE);
    }

    /**
     * {@return a list of strings}
     *
     * @param texts their texts
     */
    public static JsonValue strings(List<String> texts) {
        return list(texts.stream().map(JsonValue::of).toList());
    }

    /**
     * {@return an object}
     *
     * @param fields its fields, which keep their order; copied
     */
    public static JsonValue object(Map<String, JsonValue> fields) {
        return new JsonValue(Kind.OBJECT, Collections.unmodifiableMap(new LinkedHashMap<>(fields)), JsonPosition.NONE);
    }

    static JsonValue number(String asWritten) {
        return new JsonValue(Kind.NUMBER, asWritten, JsonPosition.NONE);
    }

    JsonValue at(JsonPosition where) {
        return new JsonValue(kind, value, where);
    }

    /** {@return what kind of value it is} */
    public Kind kind() {
        return kind;
    }

    /** {@return where it was read; {@link JsonPosition#NONE} if it was made} */
    public JsonPosition position() {
        return position;
    }

    /**
     * {@return the fields of an object, in their order}
     *
     * @throws JsonFormatException if it is something else
     */
    @SuppressWarnings("unchecked") // Only object() makes values of this kind.
    public Map<String, JsonValue> asObject() {
        return (Map<String, JsonValue>) as(Kind.OBJECT);
    }

    /**
     * {@return the values of a list}
     *
     * @throws JsonFormatException if it is something else
     */
    @SuppressWarnings("unchecked") // Only list() makes values of this kind.
    public List<JsonValue> asList() {
        return (List<JsonValue>) as(Kind.LIST);
    }

    /**
     * {@return the texts of a list of strings}
     *
     * @throws JsonFormatException if it is something else
     */
    public List<String> asStrings() {
        return asList().stream().map(JsonValue::asString).toList();
    }

    /**
     * {@return the text of a string}
     *
     * @throws JsonFormatException if it is something else
     */
    public String asString() {
        return (String) as(Kind.STRING);
    }

    /**
     * {@return a number as it was written}
     *
     * @throws JsonFormatException if it is something else
     */
    public String asNumber() {
        return (String) as(Kind.NUMBER);
    }

    /**
     * {@return a whole number}
     *
     * @throws JsonFormatException if it is something else, or doesn't fit
     */
    public long asLong() {
        try {
            return Long.parseLong(asNumber());
        } catch (NumberFormatException e) {
            throw bad("a whole number is expected here, not " + value);
        }
    }

    /**
     * {@return a whole number of 32 bits}
     *
     * @throws JsonFormatException if it is something else, or doesn't fit
     */
    public int asInt() {
        try {
            return Integer.parseInt(asNumber());
        } catch (NumberFormatException e) {
            throw bad("a small whole number is expected here, not " + value);
        }
    }

    /**
     * {@return a truth}
     *
     * @throws JsonFormatException if it is something else
     */
    public boolean asBoolean() {
        return (Boolean) as(Kind.BOOLEAN);
    }

    /**
     * {@return a field of an object; empty if it isn't there or is null}
     *
     * @param name the field's name
     * @throws JsonFormatException if this is no object
     */
    public Optional<JsonValue> find(String name) {
        return Optional.ofNullable(asObject().get(name)).filter(field -> field.kind != Kind.NULL);
    }

    /**
     * {@return a field of an object}
     *
     * @param name the field's name
     * @throws JsonFormatException if this is no object, or has no such field
     */
    public JsonValue get(String name) {
        return find(name).orElseThrow(() -> bad("the field '" + name + "' is missing"));
    }

    /**
     * {@return the error that something is wrong with this value, to be thrown}
     *
     * @param problem what is wrong, and what to do about it
     */
    public JsonFormatException bad(String problem) {
        return new JsonFormatException(position, problem);
    }

    private Object as(Kind wanted) {
        if (kind != wanted) {
            throw bad(wanted.words() + " is expected here, not " + kind.words());
        }
        return value;
    }

    /** {@return what {@link Json} writes: text of a string or number, a map, a list, a boolean} */
    Object raw() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue that && kind == that.kind && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + value.hashCode();
    }

    /** {@return the value as JSON on one line} */
    @Override
    public String toString() {
        return Json.compact(this);
    }
}
