package dev.mailworker.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a delivery status (RFC 3464 §2.1) or feedback report (RFC 5965 §3), as real ones are: groups in any order
 * within, with no empty line between them, or with several.
 */
final class StatusFields {
    static final String FINAL_RECIPIENT = "final-recipient";
    static final String ORIGINAL_RECIPIENT = "original-recipient";
    private static final int MOST_GROUPS = 100;
    private static final int MOST_FIELDS = 50;
    private static final int LONGEST_VALUE = 1_000;

    private final List<Map<String, String>> groups = new ArrayList<>();
    private final Map<String, String> message = new LinkedHashMap<>();
    private Map<String, String> group = new LinkedHashMap<>();
    private String name = "";

    private StatusFields() {}

    static StatusFields of(String text) {
        StatusFields fields = new StatusFields();
        text.lines().forEach(fields::line);
        fields.endGroup();
        return fields;
    }

    /** {@return the groups that speak of a recipient} */
    List<Map<String, String>> recipients() {
        return groups;
    }

    /** {@return a field that speaks of the mail as a whole: the first of its name} */
    Optional<String> value(String field) {
        return Optional.ofNullable(message.get(field));
    }

    private void line(String line) {
        if (line.isBlank()) {
            endGroup();
        } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            group.computeIfPresent(name, (n, value) -> cut(value + " " + line.strip()));
        } else {
            int colon = line.indexOf(':');
            if (colon > 0) {
                field(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
    }

    private void field(String field, String value) {
        if (group.containsKey(field) && isRecipient(group)) {
            endGroup();
        }
        name = field;
        if (group.size() < MOST_FIELDS) {
            group.putIfAbsent(field, cut(value));
        }
    }

    private static boolean isRecipient(Map<String, String> fields) {
        return fields.containsKey(FINAL_RECIPIENT) || fields.containsKey(ORIGINAL_RECIPIENT);
    }

    private void endGroup() {
        if (isRecipient(group)) {
            if (groups.size() < MOST_GROUPS) {
                groups.add(group);
            }
        }
        if (message.size() < MOST_FIELDS) {
            group.forEach(message::putIfAbsent);
        }
        group = new LinkedHashMap<>();
        name = "";
    }

    private static String cut(String value) {
        return Printable.of(value, LONGEST_VALUE);
    }
}
