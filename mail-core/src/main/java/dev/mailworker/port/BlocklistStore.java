package dev.mailworker.port;

import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Each mailbox's blocked senders. One call may answer several askers. */
@FunctionalInterface
public interface BlocklistStore {
    /**
     * Looks up patterns.
     *
     * @param mailboxes whose; may be empty
     * @return the patterns of each mailbox that has any, in their order; fails with {@link PortException} when the table
     *     can't be read
     */
    CompletionStage<Map<EmailAddress, List<String>>> patterns(Set<EmailAddress> mailboxes);
}
