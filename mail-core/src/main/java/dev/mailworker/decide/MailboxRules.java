package dev.mailworker.decide;

import java.util.List;

/**
 * What a mailbox's owner wants done with incoming mail: one item of the rules table.
 *
 * @param outOfOffice the auto-reply
 * @param forwards where copies go, as the table has them
 */
public record MailboxRules(OutOfOffice outOfOffice, List<String> forwards) {
    /** No rules: mail is just delivered. */
    public static final MailboxRules NONE = new MailboxRules(OutOfOffice.OFF, List.of());

    /** Copies the list. */
    public MailboxRules {
        forwards = List.copyOf(forwards);
    }

    /**
     * An out-of-office rule.
     *
     * @param active whether it is on
     * @param message the text to send
     * @param html whether the text is HTML; else it is plain
     */
    public record OutOfOffice(boolean active, String message, boolean html) {
        /** No auto-reply. */
        public static final OutOfOffice OFF = new OutOfOffice(false, "", false);
    }
}
