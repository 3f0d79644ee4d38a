package dev.mailworker.decide;

/** What is looked up for a mail. */
public enum Table {
    /** Each mailbox's blocked senders. */
    BLOCKLIST,
    /** Each mailbox's out-of-office and forwarding rules. */
    RULES,
    /** The mails that the site sent. */
    SENT_MAIL
}
