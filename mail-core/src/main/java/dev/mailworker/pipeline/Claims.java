package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.Mail;
import dev.mailworker.port.PortException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts on record who is about to send what, before it is sent, and what came of it. */
final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final InstantSource time;
    private final String workerName;

    Claims(InstantSource time, String workerName) {
        this.time = time;
        this.workerName = workerName;
    }

    /**
     * Puts the deliveries and our claims on record, in one write. What is not won is done by another or, when nothing can be
     * put on record, by nobody now: the results say so.
     *
     * @return what is ours to send
     */
    Set<ActionId> take(Mail mail, List<ActionId> ready, Journal journal, Lease lease, Performer.Results results) {
        Instant now = time.instant();
        Claim ours = new Claim(workerName + " " + UUID.randomUUID(), now.plus(lease.remaining()));
        Progress claimed;
        try {
            claimed = journal.save(progress -> withClaims(
                    progress.withEnvelope(mail.envelope()).withResults(results.fresh(), now), ready, ours, now));
        } catch (PortException e) {
            LOG.warn("{}: nothing more is sent, because it can't be claimed: {}", mail.ref(), e.getMessage());
            ready.forEach(id -> results.notStarted(id, "can't be claimed: " + e.getMessage()));
            return Set.of();
        }
        Set<ActionId> won = new LinkedHashSet<>();
        for (ActionId id : ready) {
            if (ours.equals(claimed.claims().get(id))) {
                won.add(id);
            } else {
                claimed.finalResult(id)
                        .ifPresentOrElse(
                                result -> results.add(id, result),
                                () -> results.notStarted(id, "another worker is about to do it"));
            }
        }
        return won;
    }

    private static Progress withClaims(Progress progress, List<ActionId> ready, Claim ours, Instant now) {
        Progress claimed = progress;
        for (ActionId id : ready) {
            Claim other = claimed.claims().get(id);
            boolean free = other == null || !other.until().isAfter(now);
            if (free && claimed.finalResult(id).isEmpty()) {
                claimed = claimed.withClaim(id, ours);
            }
        }
        return claimed;
    }

    /** Puts on record what was done so far. */
    void record(Journal journal, Performer.Results results) {
        try {
            journal.save(progress -> progress.withResults(results.fresh(), time.instant()));
        } catch (PortException e) {
            LOG.warn("results stay in memory, because they can't be stored: {}", e.getMessage());
        }
    }
}
