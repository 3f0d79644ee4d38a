package dev.mailworker.local;

import dev.mailworker.json.JsonFormatException;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Each mailbox's blocked senders, from {@code tables/<name>.json}. The file is read again when it changes. Changes that
 * are made here keep everything else in the file, and are seen by other processes at their next look-up; people who edit
 * the file at the very same moment must save it by renaming. {@link LocalSite#blocklist} makes it. Thread-safe.
 */
public final class BlocklistFile implements BlocklistStore, BlocklistEditor {
    static final String KEY = "email_address";
    static final String PATTERNS = "blocked_patterns";

    private final TableFile<List<String>> table;
    private final ProcessLock lock;

    BlocklistFile(TableFolder folder, String name, ProcessLock lock) {
        this.table = new TableFile<>(folder, name, KEY, true, item -> item.strings(PATTERNS));
        this.lock = lock;
    }

    /** Reads the table now, so that a file that breaks later has a good one before it. */
    void preload() {
        table.preload();
    }

    @Override
    public CompletionStage<Map<EmailAddress, List<String>>> patterns(Set<EmailAddress> mailboxes) {
        return TableLookup.answer(() -> {
            Map<String, List<String>> rows = table.rows();
            Map<EmailAddress, List<String>> found = new HashMap<>();
            for (EmailAddress mailbox : mailboxes) {
                List<String> patterns = rows.getOrDefault(mailbox.key(), List.of());
                if (!patterns.isEmpty()) {
                    found.put(mailbox, patterns);
                }
            }
            return Map.copyOf(found);
        });
    }

    @Override
    public Map<String, List<String>> list() {
        Map<String, List<String>> withPatterns = new TreeMap<>(table.rows());
        withPatterns.values().removeIf(List::isEmpty);
        return withPatterns;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the pattern is blank
     * @throws PortException {@link Kind#UNREADABLE} if the file is broken, or the mailbox's patterns are neither a list
     *     nor a set of strings: it isn't touched then
     */
    @Override
    public boolean add(EmailAddress mailbox, String pattern) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("a blank pattern blocks nobody");
        }
        return edit(tree -> tree.add(mailbox.key(), pattern));
    }

    /**
     * {@inheritDoc}
     *
     * @throws PortException as {@link #add} does
     */
    @Override
    public boolean remove(EmailAddress mailbox, String pattern) {
        return edit(tree -> tree.remove(mailbox.key(), pattern));
    }

    @FunctionalInterface
    private interface Edit {
        boolean make(BlocklistEdit tree);
    }

    private boolean edit(Edit edit) {
        return FileTrouble.reporting(
                "change " + table.file(),
                () -> lock.holding(held -> {
                    try {
                        BlocklistEdit tree = BlocklistEdit.read(table);
                        boolean changed = edit.make(tree);
                        if (changed) {
                            AtomicFiles.writeDurably(table.file(), tree.file());
                        }
                        return changed;
                    } catch (JsonFormatException e) {
                        throw new PortException(
                                Kind.UNREADABLE, e.getMessage() + "; nothing was changed: mend the file first", e);
                    }
                }));
    }
}
