package dev.mailworker.local;

/**
 * The names of a site's tables.
 *
 * @param rules each mailbox's out-of-office and forwarding rules; {@code email-rules} unless said otherwise
 * @param messages the mails that the site sent; {@code ses-outbound-messages} unless said otherwise
 * @param blocked each mailbox's blocked senders; {@code email-blocked-senders} unless said otherwise
 */
public record TableNames(String rules, String messages, String blocked) {
    /** The names that the earlier Python worker had. */
    public static final TableNames DEFAULT =
            new TableNames("email-rules", "ses-outbound-messages", "email-blocked-senders");

    /**
     * Refuses names that are no file names.
     *
     * @param rules the rules table
     * @param messages the sent-mail table
     * @param blocked the blocklist table
     */
    public TableNames {
        requirePlain(rules);
        requirePlain(messages);
        requirePlain(blocked);
    }

    private static void requirePlain(String name) {
        if (!FileNames.isPlain(name)) {
            throw new IllegalArgumentException("'" + name + "' can't be the name of a table");
        }
    }
}
