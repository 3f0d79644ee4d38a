package dev.mailworker.mail;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a Content-Type field says (RFC 2045 §5), as far as it can be understood.
 *
 * @param type type and subtype in lower case, {@code text/plain} where there is none that can be read (§5.2)
 * @param parameters names in lower case; of a repeated one the first
 */
record ContentType(String type, Map<String, String> parameters) {
    private static final Pattern TYPE = Pattern.compile("\\s*([\\w.+-]{1,80}/[\\w.+-]{1,80})\\s*(?:$|[;(\\s])");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([\\w*-]{1,80})\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.){0,2000}+)\"|([^\\s\";]{1,500}))");

    ContentType {
        parameters = Map.copyOf(parameters);
    }

    static ContentType of(Headers headers) {
        return headers.first("Content-Type").map(ContentType::parse).orElseGet(() -> parse(""));
    }

    static ContentType parse(String value) {
        Matcher type = TYPE.matcher(value);
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!type.lookingAt()) {
            return new ContentType("text/plain", parameters);
        }
        Matcher parameter = PARAMETER.matcher(value);
        while (parameter.find()) {
            String quoted = parameter.group(2);
            String text = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), text);
        }
        return new ContentType(type.group(1).toLowerCase(Locale.ROOT), parameters);
    }

    boolean is(String other) {
        return type.equals(other);
    }

    /** {@return the line that separates the parts, without its dashes; empty if this has no parts} */
    Optional<String> boundary() {
        return type.startsWith("multipart/")
                ? Optional.ofNullable(parameters.get("boundary")).filter(text -> !text.isBlank())
                : Optional.empty();
    }

    /** {@return the same with a parameter set} */
    ContentType withParameter(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(parameters);
        changed.keySet().removeIf(each -> each.equals(name) || each.startsWith(name + "*"));
        changed.put(name, value);
        return new ContentType(type, changed);
    }

    /** {@return what the field says, as it is written} */
    @Override
    public String toString() {
        return type
                + new TreeMap<>(parameters)
                        .entrySet().stream()
                                .map(each -> "; " + each.getKey() + "=" + written(each.getValue()))
                                .collect(Collectors.joining());
    }

    private static String written(String value) {
        return value.matches("[\\w.+-]+") ? value : '"' + value.replaceAll("[\"\\\\]", "\\\\$0") + '"';
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
