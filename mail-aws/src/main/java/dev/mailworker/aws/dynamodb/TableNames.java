package dev.mailworker.aws.dynamodb;

/**
 * The names of the site's tables.
 *
 * @param rules the mailboxes' out-of-office and forwarding rules, key {@code email_address}
 * @param blocked the mailboxes' blocked senders, key {@code email_address}
 * @param messages the mails that the site sent, key {@code MessageId}
 */
public record TableNames(String rules, String blocked, String messages) {
    /** {@code email-rules}, {@code email-blocked-senders} and {@code ses-outbound-messages}. */
    public static final TableNames DEFAULT =
            new TableNames("email-rules", "email-blocked-senders", "ses-outbound-messages");
}
