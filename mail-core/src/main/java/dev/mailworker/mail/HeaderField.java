package dev.mailworker.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One header field (RFC 5322 §2.2), unfolded. A field that the worker makes can't carry a line break, so that no header
 * can be injected by what came from a mail, a rule or a name.
 *
 * @param name printable US-ASCII without a colon
 * @param value the text after the colon, unfolded, without surrounding space
 */
public record HeaderField(String name, String value) {
    /** Refuses names and values that would not stay one field. */
    public HeaderField {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("'" + Printable.of(name, 80) + "' is not a header field's name");
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("the value of " + name + " holds a line break or NUL");
        }
    }

    /**
     * {@return whether this is a field of that name}
     *
     * @param other a name, in any case
     */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** {@return the name in lower case, for look-ups} */
    String key() {
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@return the field as one line with CRLF, UTF-8 where it isn't ASCII} */
    public byte[] toBytes() {
        return (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
