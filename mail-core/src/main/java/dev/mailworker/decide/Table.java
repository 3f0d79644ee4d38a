package dev.mailworker.decide;

/** What is looked up for a mail. {@link #toString} says it for people. */
public enum Table {
    /** Each mailbox's blocked senders. */
    BLOCKLIST("the blocklist"),
    /** Each mailbox's out-of-office and forwarding rules. */
    RULES("the table of rules"),
    /** The mails that the site sent. */
    SENT_MAIL("the table of sent mails");

    private final String words;

    Table(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
