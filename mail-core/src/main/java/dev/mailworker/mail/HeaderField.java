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
    private static final int LONGEST_LINE = 78;

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

    /**
     * {@return the field with CRLF, UTF-8 where it isn't ASCII; folded before spaces where it is longer than 78 characters
     * (RFC 5322 §2.1.1, §2.2.3)}
     */
    public byte[] toBytes() {
        String line = name + ": " + value;
        StringBuilder folded = new StringBuilder(line.length() + 16);
        int start = 0;
        while (line.length() - start > LONGEST_LINE) {
            int fold = foldingPoint(line, start);
            if (fold < 0) {
                break;
            }
            folded.append(line, start, fold).append("\r\n");
            start = fold;
        }
        folded.append(line, start, line.length()).append("\r\n");
        return folded.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The last space that keeps the line short, else the first; never one that leaves a line with nothing but space. */
    private int foldingPoint(String line, int start) {
        int last = -1;
        for (int i = Math.max(start, name.length() + 1) + 1; i < line.length() - 1; i++) {
            boolean fits = i - start <= LONGEST_LINE;
            if (!fits && last >= 0) {
                return last;
            }
            if (line.charAt(i) == ' ' && line.charAt(i - 1) != ' ' && line.charAt(i + 1) != ' ') {
                last = i;
                if (!fits) {
                    return last;
                }
            }
        }
        return last;
    }
}
