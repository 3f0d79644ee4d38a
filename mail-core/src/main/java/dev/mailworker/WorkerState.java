package dev.mailworker;

import dev.mailworker.decide.Table;
import dev.mailworker.pipeline.TableUse;
import dev.mailworker.pipeline.TargetUse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker has in its hands at a moment, and how it stands with those that it needs.
 *
 * @param mailsInWork how many mails are in work
 * @param oldestByDomain when the message of the oldest of them came into its queue, for each domain by whose queue one came
 * @param bytesInMemory octets of mail that are held in memory
 * @param bytesInFiles octets of mail that are held in temporary files
 * @param leasesExtended how often a lease was extended since the worker was made
 * @param leasesLost how often a lease was found lost while its mail was in work
 * @param targets the servers at the ends of the ways out, those that were used so far
 * @param tables the look-up tables
 */
public record WorkerState(
        int mailsInWork,
        Map<String, Instant> oldestByDomain,
        long bytesInMemory,
        long bytesInFiles,
        long leasesExtended,
        long leasesLost,
        List<TargetUse> targets,
        Map<Table, TableUse> tables) {
    /** Copies the list and the maps. */
    public WorkerState {
        oldestByDomain = Map.copyOf(oldestByDomain);
        targets = List.copyOf(targets);
        tables = Map.copyOf(tables);
    }

    /** {@return when the message of the oldest mail in work came into its queue; empty if none is in work} */
    public Optional<Instant> oldest() {
        return oldestByDomain.values().stream().min(Comparator.naturalOrder());
    }
}
