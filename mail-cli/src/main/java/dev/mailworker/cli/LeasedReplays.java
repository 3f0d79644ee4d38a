package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.local.LocalSite;
import dev.mailworker.local.SpoolSource;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Replays of a local site: a mail is put back into its spool, with a lease. One that can't be finished goes back to where it
 * was: its envelope on record is not the one it was replayed with, and a worker's rules are not those of a replay.
 */
final class LeasedReplays implements Replays {
    private final LocalSite local;
    private final Duration lease;
    private final Map<String, SpoolSource> sources = new HashMap<>();

    LeasedReplays(LocalSite local, Duration lease) {
        this.local = local;
        this.lease = lease;
    }

    @Override
    public Optional<String> objection(SiteMail mail, Mode mode, boolean lost) {
        return Optional.empty();
    }

    @Override
    public Optional<CompletionStage<Void>> start(MailWorker worker, SiteMail mail, Envelope envelope, Mode mode) {
        SpoolSource source = sources.computeIfAbsent(mail.domain(), local::source);
        return source.take(mail.ref().key(), lease)
                .map(taken -> worker.replay(source, completed(taken, envelope), mode));
    }

    private static Received completed(Received received, Envelope envelope) {
        return received instanceof Arrival arrival
                ? new Arrival(
                        arrival.domain(),
                        arrival.blob(),
                        envelope,
                        arrival.verdicts(),
                        arrival.receiveCount(),
                        arrival.queuedAt(),
                        arrival.receipt())
                : received;
    }
}
