package dev.mailworker.testing;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Blocklists in memory. {@link #calls()} knows {@code patterns}, {@code list}, {@code add} and {@code remove}.
 */
public final class MemoryBlocklist implements BlocklistStore, BlocklistEditor {
    private final Calls calls = new Calls("patterns", "list", "add", "remove");
    private final Guard guard = new Guard();
    private final Map<String, List<String>> byMailbox = new TreeMap<>();

    /** Nobody blocks anybody. */
    public MemoryBlocklist() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    /**
     * Sets a mailbox's patterns.
     *
     * @param mailbox its address
     * @param patterns shell wildcards; none takes the mailbox out
     * @return this
     */
    public MemoryBlocklist block(String mailbox, String... patterns) {
        String key = EmailAddress.of(mailbox).key();
        guard.run(() -> {
            byMailbox.remove(key);
            if (patterns.length > 0) {
                byMailbox.put(key, List.of(patterns));
            }
        });
        return this;
    }

    @Override
    public CompletionStage<Map<EmailAddress, List<String>>> patterns(Set<EmailAddress> mailboxes) {
        return calls.stage("patterns", List.of(mailboxes), () -> CompletableFuture.completedFuture(found(mailboxes)));
    }

    private Map<EmailAddress, List<String>> found(Set<EmailAddress> mailboxes) {
        return guard.get(() -> {
            Map<EmailAddress, List<String>> found = new LinkedHashMap<>();
            for (EmailAddress mailbox : mailboxes) {
                List<String> patterns = byMailbox.get(mailbox.key());
                if (patterns != null) {
                    found.put(mailbox, patterns);
                }
            }
            return found;
        });
    }

    @Override
    public Map<String, List<String>> list() {
        return calls.call("list", List.of(), () -> guard.get(() -> Map.copyOf(byMailbox)));
    }

    @Override
    public boolean add(EmailAddress mailbox, String pattern) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("a blank pattern blocks nobody");
        }
        return calls.call(
                "add",
                List.of(mailbox, pattern),
                () -> guard.get(() -> {
                    List<String> patterns = new ArrayList<>(byMailbox.getOrDefault(mailbox.key(), List.of()));
                    boolean isNew = !patterns.contains(pattern) && patterns.add(pattern);
                    byMailbox.put(mailbox.key(), List.copyOf(patterns));
                    return isNew;
                }));
    }

    @Override
    public boolean remove(EmailAddress mailbox, String pattern) {
        return calls.call(
                "remove",
                List.of(mailbox, pattern),
                () -> guard.get(() -> {
                    List<String> patterns = new ArrayList<>(byMailbox.getOrDefault(mailbox.key(), List.of()));
                    boolean wasThere = patterns.remove(pattern);
                    block(mailbox.toString(), patterns.toArray(String[]::new));
                    return wasThere;
                }));
    }
}
