package dev.mailworker.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The header of a mail as far as it could be read: the fields in their order, repeated ones kept. Immutable.
 *
 * @see HeaderReader
 */
public final class Headers {
    /** A header that nobody has read: what stands in it is not known. */
    public static final Headers UNREAD = new Headers(List.of());

    /** A header that was read and has no field. */
    public static final Headers NONE = new Headers(List.of());

    private final List<HeaderField> fields;
    private final Map<String, List<HeaderField>> byName = new TreeMap<>();

    /**
     * Holds fields.
     *
     * @param fields in the order in which they stand
     */
    public Headers(List<HeaderField> fields) {
        this.fields = List.copyOf(fields);
        this.fields.forEach(
                f -> byName.computeIfAbsent(f.key(), k -> new ArrayList<>()).add(f));
    }

    /** {@return whether the header was read, so that what isn't here isn't in the mail} */
    public boolean isRead() {
        return this != UNREAD;
    }

    /** {@return all fields, topmost first} */
    public List<HeaderField> fields() {
        return fields;
    }

    /**
     * {@return the values of all fields of a name, topmost first}
     *
     * @param name in any case
     */
    public List<String> all(String name) {
        return byName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .map(HeaderField::value)
                .toList();
    }

    /**
     * {@return the value of the topmost field of a name, or empty if there is none}
     *
     * @param name in any case
     */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /**
     * {@return whether there is a field of a name}
     *
     * @param name in any case
     */
    public boolean has(String name) {
        return byName.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Every address in every field of a name, as it stands there: not necessarily one that mail could be sent to. Of a
     * field that breaks the grammar (RFC 5322 §3.4), whatever looks like an address.
     *
     * @param name in any case: {@code From}, {@code To}, …
     * @return the addresses without names and brackets
     */
    public List<String> addresses(String name) {
        return all(name).stream()
                .flatMap(value -> AddressScanner.addresses(value).stream())
                .toList();
    }
}
