package dev.mailworker.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts an object together, field by field, in the order of the calls. Not thread-safe. */
public final class JsonFields {
    private final Map<String, JsonValue> fields = new LinkedHashMap<>();

    /** Starts with no fields. */
    public JsonFields() {}

    /**
     * Sets a field.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public JsonFields with(String name, JsonValue value) {
        fields.put(name, value);
        return this;
    }

    /**
     * Sets a field to a string.
     *
     * @param name its name
     * @param text its text
     * @return this
     */
    public JsonFields with(String name, String text) {
        return with(name, JsonValue.of(text));
    }

    /**
     * Sets a field to a number.
     *
     * @param name its name
     * @param number its value
     * @return this
     */
    public JsonFields with(String name, long number) {
        return with(name, JsonValue.of(number));
    }

    /**
     * Sets a field to a boolean.
     *
     * @param name its name
     * @param truth its value
     * @return this
     */
    public JsonFields with(String name, boolean truth) {
        return with(name, JsonValue.of(truth));
    }

    /**
     * Sets a field to a list of strings.
     *
     * @param name its name
     * @param texts their texts
     * @return this
     */
    public JsonFields with(String name, List<String> texts) {
        return with(name, JsonValue.strings(texts));
    }

    /**
     * Sets a field to an object whose values are strings.
     *
     * @param name its name
     * @param texts names and texts
     * @return this
     */
    public JsonFields with(String name, Map<String, String> texts) {
        JsonFields inner = new JsonFields();
        texts.forEach(inner::with);
        return with(name, inner.build());
    }

    /** {@return the object with the fields set so far} */
    public JsonValue build() {
        return JsonValue.object(fields);
    }
}
