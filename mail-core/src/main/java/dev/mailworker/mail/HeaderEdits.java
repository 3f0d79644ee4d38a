package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Changes to a mail's header that leave everything else as it is, octet for octet: fields put on top and fields taken
 * away.
 *
 * @param added fields to put above all others, in this order
 * @param removed names of fields to take away, in lower case
 */
public record HeaderEdits(List<HeaderField> added, Set<String> removed) {
    /** No change. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), Set.of());

    /** Copies, and lower-cases the names. */
    public HeaderEdits {
        added = List.copyOf(added);
        Set<String> names = new LinkedHashSet<>();
        removed.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        removed = Set.copyOf(names);
    }

    /**
     * {@return the change that sets a field, so that the mail carries it once and with this value}
     *
     * @param field the field
     */
    public static HeaderEdits set(HeaderField field) {
        return new HeaderEdits(List.of(field), Set.of(field.name()));
    }

    /**
     * {@return this change and another}
     *
     * @param other what to do besides
     */
    public HeaderEdits and(HeaderEdits other) {
        List<HeaderField> fields = new ArrayList<>(added);
        fields.addAll(other.added);
        Set<String> names = new LinkedHashSet<>(removed);
        names.addAll(other.removed);
        return new HeaderEdits(fields, names);
    }

    /** {@return whether nothing is changed} */
    public boolean isNone() {
        return added.isEmpty() && removed.isEmpty();
    }

    /** {@return by how many octets the changed mail can be longer} */
    long addedOctets() {
        return added.stream().mapToLong(field -> field.toBytes().length).sum();
    }

    /**
     * Writes a mail with these changes.
     *
     * @param raw the mail; its header ends where {@link HeaderReader} sees it end
     * @param out where to; not closed
     * @throws IOException if reading or writing fails
     */
    void write(RawMail raw, OutputStream out) throws IOException {
        if (isNone()) {
            raw.writeTo(out);
            return;
        }
        for (HeaderField field : added) {
            out.write(field.toBytes());
        }
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            HeaderLines lines = new HeaderLines(in, HeaderReader.MAX_OCTETS);
            copyKept(lines, out);
            lines.copyRest(out);
        }
    }

    private void copyKept(HeaderLines lines, OutputStream out) throws IOException {
        boolean dropping = false;
        for (HeaderLines.Line line = lines.next(); line != null; line = lines.next()) {
            boolean fieldStart = HeaderLines.isFieldStart(line.text());
            if (fieldStart) {
                dropping = removed.contains(nameOf(line.text()));
            }
            if (!(dropping && (fieldStart || line.isContinuation()))) {
                line.writeTo(out);
            }
            if (line.isEmpty() || !(fieldStart || line.isContinuation() || HeaderLines.isMboxFrom(line.text()))) {
                return;
            }
        }
    }

    private static String nameOf(byte[] fieldLine) {
        String text = new String(fieldLine, StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }
}
