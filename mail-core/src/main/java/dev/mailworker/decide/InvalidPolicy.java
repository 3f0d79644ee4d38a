package dev.mailworker.decide;

/** What follows when a recipient's mailbox doesn't exist. Either way the recipient ends as {@link Status#INVALID}. */
public enum InvalidPolicy {
    /** Nothing: the mail stays in the store, and nobody is told. */
    ACK,
    /** The envelope sender is told once, by a delivery status notification (RFC 3464), if it is safe to tell it. */
    BOUNCE
}
