package dev.mailworker.consume;

import dev.mailworker.mail.BlobRef;
import java.util.List;

/**
 * How a stop went.
 *
 * @param unfinished mails that were still in work when the time was over; they come back when their leases end
 */
public record StopReport(List<BlobRef> unfinished) {
    /** Copies the list. */
    public StopReport {
        unfinished = List.copyOf(unfinished);
    }

    /** {@return whether all that was in work got finished} */
    public boolean isClean() {
        return unfinished.isEmpty();
    }
}
