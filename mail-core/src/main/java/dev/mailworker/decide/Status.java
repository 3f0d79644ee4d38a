package dev.mailworker.decide;

import java.util.Locale;

/** How it stands with one recipient of a mail, or with the mail as a whole. */
public enum Status {
    /** A copy is in the mailbox, or with the server that is responsible for it. */
    DELIVERED,
    /** The recipient's blocklist holds the sender. */
    BLOCKED,
    /** The mailbox doesn't exist. */
    INVALID,
    /** The mail server finally refused this recipient's copy. */
    REJECTED,
    /** A verdict policy of the site throws such mail away. */
    DISCARDED,
    /** A verdict policy of the site keeps such mail for a person to look at; a replay releases it. */
    HELD,
    /**
     * The address only forwards, its mail was not forwarded or taken by nobody, and there is no mailbox: the mail is kept in
     * the store; a replay tries it again.
     */
    KEPT,
    /** The recipient's domain is not this worker's. */
    UNMANAGED,
    /** Not delivered yet; it will be tried again. */
    DEFERRED,
    /** Could not be delivered for longer than {@code MAX_AGE}. */
    EXPIRED,
    /** Of a whole mail: some recipients have it, others don't and won't. */
    PARTIAL,
    /** Of a whole mail: set aside with its reason. */
    DEAD;

    /** {@return the word that the audit and the metrics use} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
