package dev.mailworker.mail;

import dev.mailworker.mail.HeaderLines.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a mail's header that leave everything else as it is, octet for octet: fields put on top, fields taken away,
 * and repetitions taken away. A mail without any header gets an empty line below the fields put on top.
 *
 * @param added fields to put above all others, in this order; an mbox {@code From } line stays the first
 * @param removed names of fields to take away, in lower case
 * @param once names of fields of which the mail keeps the topmost only, in lower case; an added one is not counted
 */
public record HeaderEdits(List<HeaderField> added, Set<String> removed, Set<String> once) {
    /** No change. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), Set.of());

    private static final byte[] LINE_END = {'\r', '\n'};

    /** Copies, and lower-cases the names. */
    public HeaderEdits {
        added = List.copyOf(added);
        removed = lowerCase(removed);
        once = lowerCase(once);
    }

    /**
     * Puts fields on top and takes fields away.
     *
     * @param added fields to put above all others, in this order
     * @param removed names of fields to take away
     */
    public HeaderEdits(List<HeaderField> added, Set<String> removed) {
        this(added, removed, Set.of());
    }

    private static Set<String> lowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
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
     * {@return this change and then another, which may take away or set again what this one adds}
     *
     * @param other what to do besides
     */
    public HeaderEdits and(HeaderEdits other) {
        List<HeaderField> fields = new ArrayList<>(added);
        fields.removeIf(field -> other.removed.contains(field.key()));
        fields.addAll(other.added);
        return new HeaderEdits(fields, union(removed, other.removed), union(once, other.once));
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** {@return whether nothing is changed} */
    public boolean isNone() {
        return added.isEmpty() && removed.isEmpty() && once.isEmpty();
    }

    /** {@return by how many octets the changed mail can be longer} */
    long addedOctets() {
        return added.stream().mapToLong(field -> field.toBytes().length).sum() + LINE_END.length;
    }

    /**
     * Writes a mail with these changes.
     *
     * @param raw the mail; its header ends where {@link HeaderReader} sees it end, however long it is: what stands behind
     *     {@link HeaderReader#MAX_OCTETS} is taken away too
     * @param out where to; not closed
     * @throws IOException if reading or writing fails
     */
    void write(RawMail raw, OutputStream out) throws IOException {
        if (isNone()) {
            raw.writeTo(out);
            return;
        }
        write(raw.open(), out);
    }

    /** The same, from a stream, which is closed. */
    void write(InputStream mail, OutputStream out) throws IOException {
        try (InputStream in = new BufferedInputStream(mail, 16 * 1024)) {
            HeaderLines lines = new HeaderLines(in, Long.MAX_VALUE);
            HeaderLines.Line line = copyMboxFrom(lines, out);
            writeAdded(line, out);
            copyKept(line, lines, out);
            lines.copyRest(out);
        }
    }

    /** Gives the line below. */
    private HeaderLines.@Nullable Line copyMboxFrom(HeaderLines lines, OutputStream out) throws IOException {
        HeaderLines.Line line = lines.next();
        boolean endIsMissing = false;
        while (line != null && line.kind() == Kind.MBOX_FROM) {
            line.writeTo(out);
            endIsMissing = !line.hasEnd();
            line = lines.next();
        }
        if (endIsMissing && !added.isEmpty()) {
            out.write(LINE_END);
        }
        return line;
    }

    private void writeAdded(HeaderLines.@Nullable Line below, OutputStream out) throws IOException {
        for (HeaderField field : added) {
            out.write(field.toBytes());
        }
        if (!added.isEmpty() && below != null && below.kind() == Kind.END && !below.isEmpty()) {
            // Else the body's first line could be taken for more of the last field.
            out.write(LINE_END);
        }
    }

    private void copyKept(HeaderLines.@Nullable Line first, HeaderLines lines, OutputStream out) throws IOException {
        boolean dropping = false;
        Set<String> seen = new HashSet<>();
        for (HeaderLines.Line line = first; line != null; line = lines.next()) {
            if (line.kind() != Kind.CONTINUATION) {
                dropping = line.kind() == Kind.FIELD && isDropped(nameOf(line.text()), seen);
            }
            if (!dropping) {
                line.writeTo(out);
            }
            if (line.kind() == Kind.END) {
                return;
            }
        }
    }

    private boolean isDropped(String name, Set<String> seen) {
        return removed.contains(name) || (once.contains(name) && !seen.add(name));
    }

    private static String nameOf(byte[] fieldLine) {
        String text = new String(fieldLine, StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }
}
