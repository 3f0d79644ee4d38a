package dev.mailworker.mail;

import dev.mailworker.mail.HeaderLines.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
 * repetitions taken away, and, if wanted, whatever is no field. A mail whose first line is no field gets an empty line below
 * the fields put on top, and the rest of it is its body then.
 *
 * @param added fields to put above all others, in this order; an mbox {@code From } line stays the first
 * @param removed names of fields to take away, in lower case
 * @param once names of fields of which the mail keeps the topmost only, in lower case; an added one is not counted
 * @param fieldsOnly whether the header keeps nothing but fields: an mbox {@code From } line goes, and so do stray lines with
 *     a field below them. Those below the last field are text that no empty line goes before: they get one
 */
public record HeaderEdits(List<HeaderField> added, Set<String> removed, Set<String> once, boolean fieldsOnly) {
    /** No change. */
    public static final HeaderEdits NONE = new HeaderEdits(List.of(), Set.of());

    private static final byte[] LINE_END = {'\r', '\n'};

    /** So many octets of stray lines are held in memory. */
    private static final int MOST_STRAY = 1024 * 1024;

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
        this(added, removed, Set.of(), false);
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
        return new HeaderEdits(
                fields, union(removed, other.removed), union(once, other.once), fieldsOnly || other.fieldsOnly);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** {@return whether nothing is changed} */
    public boolean isNone() {
        return added.isEmpty() && removed.isEmpty() && once.isEmpty() && !fieldsOnly;
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
            for (HeaderField field : added) {
                out.write(field.toBytes());
            }
            if (fieldsOnly) {
                copyFields(line, lines, out);
            } else if (!added.isEmpty() && line != null && line.kind() == Kind.STRAY) {
                // Else it could be taken for more of the last field.
                out.write(LINE_END);
                line.writeTo(out);
            } else {
                copyKept(line, lines, out);
            }
            lines.copyRest(out);
        }
    }

    /** Gives the line below. */
    private HeaderLines.@Nullable Line copyMboxFrom(HeaderLines lines, OutputStream out) throws IOException {
        HeaderLines.Line line = lines.next();
        boolean endIsMissing = false;
        while (line != null && line.kind() == Kind.MBOX_FROM) {
            if (!fieldsOnly) {
                line.writeTo(out);
                endIsMissing = !line.hasEnd();
            }
            line = lines.next();
        }
        if (endIsMissing && !added.isEmpty()) {
            out.write(LINE_END);
        }
        return line;
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

    /** Stray lines are held back until it shows what stands below them; of very many, nobody waits for the end. */
    private void copyFields(HeaderLines.@Nullable Line first, HeaderLines lines, OutputStream out) throws IOException {
        ByteArrayOutputStream stray = new ByteArrayOutputStream();
        boolean dropping = false;
        Set<String> seen = new HashSet<>();
        HeaderLines.Line line = first;
        for (; line != null && line.kind() != Kind.END && stray.size() < MOST_STRAY; line = lines.next()) {
            if (line.kind() == Kind.STRAY) {
                line.writeTo(stray);
                continue;
            }
            stray.reset();
            if (line.kind() == Kind.FIELD) {
                dropping = isDropped(nameOf(line.text()), seen);
            }
            if (!dropping) {
                line.writeTo(out);
            }
        }
        if (stray.size() > 0) {
            out.write(LINE_END);
            stray.writeTo(out);
        }
        if (line != null) {
            line.writeTo(out);
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
