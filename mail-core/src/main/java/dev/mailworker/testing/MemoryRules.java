package dev.mailworker.testing;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.RuleStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Mailbox rules in memory. {@link #calls()} knows {@code rules}. */
public final class MemoryRules implements RuleStore {
    private final Calls calls = new Calls("rules");
    private final Guard guard = new Guard();
    private final Map<EmailAddress, MailboxRules> byMailbox = new HashMap<>();

    /** No mailbox has rules. */
    public MemoryRules() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    /**
     * Sets a mailbox's rules.
     *
     * @param mailbox its address
     * @param rules its rules
     * @return this
     */
    public MemoryRules put(String mailbox, MailboxRules rules) {
        guard.run(() -> byMailbox.put(EmailAddress.of(mailbox), rules));
        return this;
    }

    /**
     * Has a mailbox forward its mail, and nothing else.
     *
     * @param mailbox its address
     * @param targets where copies go
     * @return this
     */
    public MemoryRules forward(String mailbox, String... targets) {
        return put(mailbox, new MailboxRules(OutOfOffice.OFF, List.of(targets)));
    }

    /**
     * Has a mailbox answer its mail, and nothing else.
     *
     * @param mailbox its address
     * @param message the answer, plain text
     * @return this
     */
    public MemoryRules outOfOffice(String mailbox, String message) {
        return put(mailbox, new MailboxRules(new OutOfOffice(true, message, false), List.of()));
    }

    @Override
    public CompletionStage<Map<EmailAddress, MailboxRules>> rules(Set<EmailAddress> mailboxes) {
        return calls.stage(
                "rules",
                List.of(mailboxes),
                () -> CompletableFuture.completedFuture(guard.get(() -> {
                    Map<EmailAddress, MailboxRules> found = new HashMap<>(byMailbox);
                    found.keySet().retainAll(mailboxes);
                    return found;
                })));
    }
}
