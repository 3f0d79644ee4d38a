package dev.mailworker.local;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A table as a file, as {@code aws dynamodb scan --output json} prints it. Read again when it changes; while it is
 * broken, what it held before stays in force. Thread-safe.
 */
final class TableFile<T> {
    /** 64 MiB, some hundred thousand items: a table is held in memory. */
    private static final int MOST_OCTETS = 64 << 20;

    private static final byte[] NOTHING = {};

    private final Path file;
    private final Logger log;
    private final String table;
    private final String keyAttribute;
    private final boolean lowerCaseKeys;
    private final Function<TableItem, T> parser;

    private @Nullable FileStamp stamp;
    private byte[] content = NOTHING;
    private @Nullable Map<String, T> rows;
    private @Nullable PortException trouble;

    TableFile(
            TableFolder folder,
            String table,
            String keyAttribute,
            boolean lowerCaseKeys,
            Function<TableItem, T> parser) {
        this.file = folder.path().resolve(table + ".json");
        this.log = folder.log();
        this.table = table;
        this.keyAttribute = keyAttribute;
        this.lowerCaseKeys = lowerCaseKeys;
        this.parser = parser;
    }

    Path file() {
        return file;
    }

    String table() {
        return table;
    }

    /**
     * {@return the rows by their keys; a file that was never there has none}
     *
     * @throws PortException if the file can't be read or understood, and never was since this was made
     */
    synchronized Map<String, T> rows() {
        refresh();
        Map<String, T> known = rows;
        if (known == null) {
            throw again(trouble);
        }
        return known;
    }

    /** Reads the file if that can be done; trouble is logged, and told to whoever asks for rows. */
    synchronized void preload() {
        // One that isn't there yet may come broken: then nothing good was before it.
        if (Files.exists(file)) {
            refresh();
        }
    }

    /** A new one for each asker: it may end in several logs, each with its own stack. */
    private PortException again(@Nullable PortException first) {
        return first == null
                ? new PortException(Kind.TEMPORARY, "table " + table + " was not read yet")
                : new PortException(first.kind(), String.valueOf(first.getMessage()), first);
    }

    private void refresh() {
        try {
            FileStamp now = FileStamp.of(file);
            if (now.equals(stamp) && !now.isFresh()) {
                return;
            }
            if (now.isMissing() && stamp != null && !stamp.isMissing() && rows != null) {
                inform(new PortException(
                        Kind.NOT_FOUND, file + " is gone: put it back, with no items if it is to be empty"));
                return;
            }
            byte[] bytes = now.isMissing() ? NOTHING : content();
            boolean same = stamp != null && now.isMissing() == stamp.isMissing() && Arrays.equals(bytes, content);
            stamp = now;
            if (!same) {
                content = bytes;
                rows = now.isMissing() ? Map.of() : parse(bytes);
                trouble = null;
            }
        } catch (JsonFormatException e) {
            inform(new PortException(
                    Kind.UNREADABLE,
                    e.getMessage() + "; mend the file, or replace it by what 'aws dynamodb scan --table-name " + table
                            + " --output json' prints",
                    e));
        } catch (IOException e) {
            stamp = null;
            inform(FileTrouble.of("read table " + table + " from " + file, e));
        }
    }

    private byte[] content() throws IOException {
        return Json.content(file, MOST_OCTETS);
    }

    /**
     * {@return what the file holds now}
     *
     * @throws IOException if it can't be read
     * @throws JsonFormatException if it can't be understood
     */
    JsonValue document() throws IOException {
        return Json.read(file.toString(), content());
    }

    private void inform(PortException now) {
        PortException before = trouble;
        if (before == null || !String.valueOf(before.getMessage()).equals(now.getMessage())) {
            log.error("{}{}", now.getMessage(), rows == null ? "" : ". What it held before stays in force");
        }
        trouble = now;
    }

    private Map<String, T> parse(byte[] bytes) {
        Map<String, T> parsed = new LinkedHashMap<>();
        Set<String> exact = new HashSet<>();
        for (JsonValue item : Json.read(file.toString(), bytes).get("Items").asList()) {
            Optional<String> written = keyOf(item);
            if (written.isEmpty()) {
                log.warn("Table {}, {}: an item without a string {} is left out", table, item.position(), keyAttribute);
                continue;
            }
            String key = lowerCaseKeys ? written.get().toLowerCase(Locale.ROOT) : written.get();
            boolean isExact = key.equals(written.get());
            if (!isExact) {
                log.warn("Table {}, key {}: keys are lower-case addresses. Write it as {}", table, written.get(), key);
            }
            // Of two items for one mailbox, the one that AWS would find counts.
            if (isExact || !exact.contains(key)) {
                parsed.put(key, parser.apply(new TableItem(table, key, item, log::warn)));
            }
            if (isExact) {
                exact.add(key);
            }
        }
        return parsed;
    }

    /** {@return the key of an item, as it is written} */
    Optional<String> keyOf(JsonValue item) {
        return item.find(keyAttribute)
                .filter(key -> key.kind() == JsonValue.Kind.OBJECT)
                .flatMap(key -> key.find("S"))
                .filter(key -> key.kind() == JsonValue.Kind.STRING)
                .map(JsonValue::asString);
    }
}
