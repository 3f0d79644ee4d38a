package dev.mailworker.activity;

import dev.mailworker.decide.Status;
import java.util.Optional;

/** How it ended for a recipient, in the four classes that one can take in at a glance. */
public enum Result {
    /** The recipient has the mail. */
    DELIVERED,
    /** A rule of the mailbox or of the site keeps the mail from it: blocked, discarded or held. */
    BLOCKED,
    /** An attempt ended without the mail being there; another one follows. */
    DEFERRED,
    /** The recipient doesn't get the mail: it was refused, there is no mailbox, its time is over, or it was set aside. */
    REJECTED;

    /** {@return the class of a status; empty if the recipient is none of this worker's} */
    static Optional<Result> of(Status status) {
        return switch (status) {
            case DELIVERED -> Optional.of(DELIVERED);
            case BLOCKED, DISCARDED, HELD -> Optional.of(BLOCKED);
            case DEFERRED -> Optional.of(DEFERRED);
            case INVALID, REJECTED, KEPT, EXPIRED, DEAD, PARTIAL -> Optional.of(REJECTED);
            case UNMANAGED -> Optional.empty();
        };
    }
}
