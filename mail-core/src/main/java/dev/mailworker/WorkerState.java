package dev.mailworker;

import dev.mailworker.decide.Table;
import dev.mailworker.pipeline.TableUse;
import dev.mailworker.pipeline.TargetUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has in its hands at a moment, and how it stands with those that it needs.
 *
 * @param mailsInWork how many mails are in work
 * @param oldestOrNull when the message of the oldest of them came into its queue, or null if none is in work
 * @param bytesInMemory octets of mail that are held in memory
 * @param bytesInFiles octets of mail that are held in temporary files
 * @param leasesExtended how often a lease was extended since the worker was made
 * @param leasesLost how often a lease was found lost while its mail was in work
 * @param targets the servers at the ends of the ways out, those that were used so far
 * @param tables the look-up tables
 */
public record WorkerState(
        int mailsInWork,
        @Nullable Instant oldestOrNull,
        long bytesInMemory,
        long bytesInFiles,
        long leasesExtended,
        long leasesLost,
        List<TargetUse> targets,
        Map<Table, TableUse> tables) {
    /** Copies list and map. */
    public WorkerState {
        targets = List.copyOf(targets);
        tables = Map.copyOf(tables);
    }

    /** {@return when the message of the oldest mail in work came into its queue; empty if none is in work} */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(oldestOrNull);
    }
}
