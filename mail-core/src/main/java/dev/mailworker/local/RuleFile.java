package dev.mailworker.local;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.RuleAttributes;
import dev.mailworker.port.RuleStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Each mailbox's rules, from {@code tables/<name>.json}. The file is read again when it changes. {@link LocalSite#rules}
 * makes it. Thread-safe.
 */
public final class RuleFile implements RuleStore {
    private final TableFile<MailboxRules> table;

    RuleFile(TableFolder folder, String name) {
        this.table = new TableFile<>(folder, name, "email_address", true, RuleAttributes::read);
    }

    /** Reads the table now, so that a file that breaks later has a good one before it. */
    void preload() {
        table.preload();
    }

    @Override
    public CompletionStage<Map<EmailAddress, MailboxRules>> rules(Set<EmailAddress> mailboxes) {
        return TableLookup.answer(() -> {
            Map<String, MailboxRules> rows = table.rows();
            Map<EmailAddress, MailboxRules> found = new HashMap<>();
            for (EmailAddress mailbox : mailboxes) {
                MailboxRules rules = rows.getOrDefault(mailbox.key(), MailboxRules.NONE);
                if (!rules.equals(MailboxRules.NONE)) {
                    found.put(mailbox, rules);
                }
            }
            return Map.copyOf(found);
        });
    }
}
