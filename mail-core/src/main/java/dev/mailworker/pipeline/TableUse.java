package dev.mailworker.pipeline;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How look-ups in one table have gone since the worker was made. One look-up is what one mail asks.
 *
 * @param answered how many were answered
 * @param failed how many failed, so that the mail waits
 * @param passedOpen how many failed after the grace was over, so that the table counted as empty
 * @param outSinceOrNull since when the table can't be read, or null if it can
 */
public record TableUse(
        long answered,
        long failed,
        long passedOpen,
        @Nullable Instant outSinceOrNull) {
    /** Of a table that nobody asked. */
    public static final TableUse NONE = new TableUse(0, 0, 0, null);

    /** {@return since when the table can't be read; empty if it can} */
    public Optional<Instant> outSince() {
        return Optional.ofNullable(outSinceOrNull);
    }
}
