package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;

/**
 * Names one action on one mail, the same at every attempt: progress is kept by it.
 *
 * @param kind what is done
 * @param recipient for whom: the envelope recipient whose copy, forward, reply or missing mailbox it is
 * @param target where it goes: the recipient itself for a delivery, the forward's, reply's or report's
 *     address else
 */
public record ActionId(Kind kind, EmailAddress recipient, EmailAddress target) implements Comparable<ActionId> {

    /** The kinds of action, in the order in which they are done. */
    public enum Kind {
        /** A copy for the mailbox. */
        DELIVER,
        /** A copy for another address, by a mailbox's rule. */
        FORWARD,
        /** An answer to the sender, by a mailbox's rule. */
        REPLY,
        /** A report to the sender that the mailbox doesn't exist (RFC 3464). */
        REPORT
    }

    /**
     * {@return the id of a delivery}
     *
     * @param recipient whose mailbox
     */
    public static ActionId deliver(EmailAddress recipient) {
        return new ActionId(Kind.DELIVER, recipient, recipient);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text three words
     * @return the id
     * @throws IllegalArgumentException if it is none
     */
    public static ActionId parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not an action's id");
        }
        return new ActionId(Kind.valueOf(words[0]), EmailAddress.of(words[1]), EmailAddress.of(words[2]));
    }

    @Override
    public int compareTo(ActionId other) {
        return toString().compareTo(other.toString());
    }

    /** {@return kind, recipient and target in lower case, separated by spaces} */
    @Override
    public String toString() {
        return kind + " " + recipient.key() + " " + target.key();
    }
}
