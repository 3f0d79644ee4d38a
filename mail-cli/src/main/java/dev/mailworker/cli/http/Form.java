package dev.mailworker.cli.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names and values as a form sends them ({@code application/x-www-form-urlencoded}). Immutable. */
public final class Form {
    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    /**
     * {@return what a text says; of a name that comes twice, what comes first. What can't be decoded is as good as not there}
     *
     * @param text a body, or the query of an address; null is an empty one
     */
    public static Form read(@Nullable String text) {
        Map<String, String> values = new HashMap<>();
        if (text != null) {
            for (String field : text.split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    enter(values, field.substring(0, equals), field.substring(equals + 1));
                }
            }
        }
        return new Form(values);
    }

    private static void enter(Map<String, String> values, String name, String value) {
        try {
            values.putIfAbsent(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // A broken escape: whoever asks for the name finds that it is missing.
        }
    }

    /**
     * {@return a value}
     *
     * @param name its name
     */
    public Optional<String> first(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
