package dev.mailworker.port;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.mail.EmailAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Each mailbox's out-of-office and forwarding rules. One call may answer several askers. */
@FunctionalInterface
public interface RuleStore {
    /**
     * Looks up rules.
     *
     * @param mailboxes whose; may be empty
     * @return the rules of each mailbox that has any; fails with {@link PortException} when the table can't be read
     */
    CompletionStage<Map<EmailAddress, MailboxRules>> rules(Set<EmailAddress> mailboxes);
}
