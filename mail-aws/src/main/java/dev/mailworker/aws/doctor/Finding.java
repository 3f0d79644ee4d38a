package dev.mailworker.aws.doctor;

import dev.mailworker.mail.Printable;

/**
 * One thing that was looked at.
 *
 * @param subject what: {@code queue example-com-queue (us-east-2)} for example
 * @param state whether it is as it should be
 * @param found what was found, with AWS's own words where it refused; one line
 * @param remedy what to do about it; empty if there is nothing to do
 */
public record Finding(String subject, State state, String found, String remedy) {
    private static final int LONGEST = 1000;

    /** How it stands. */
    public enum State {
        /** As it should be. */
        OK,
        /** Works, and should be otherwise; or could not be looked at for want of a permission. */
        WARN,
        /** Mail gets lost, stuck or duplicated by it. */
        BAD,
        /** Nobody knows: it can't be reached, or this program can't ask. */
        UNKNOWN
    }

    /** Makes lines of the texts. */
    public Finding {
        found = Printable.of(found, LONGEST);
        remedy = Printable.of(remedy, LONGEST);
    }
}
