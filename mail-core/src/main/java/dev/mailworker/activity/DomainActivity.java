package dev.mailworker.activity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was done for a domain lately.
 *
 * @param domain the domain whose queue the mails came by, in lower case
 * @param lastHour how mails ended in the last hour
 * @param waiting how many of its mails were put off and wait for another attempt
 * @param oldestOrNull when the message of the oldest of these came into the queue, or null if none waits
 */
public record DomainActivity(
        String domain,
        Counts lastHour,
        int waiting,
        @Nullable Instant oldestOrNull) {
    /** {@return when the message of the oldest mail that waits came into the queue; empty if none waits} */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(oldestOrNull);
    }
}
