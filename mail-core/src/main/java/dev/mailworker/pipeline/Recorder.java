package dev.mailworker.pipeline;

import dev.mailworker.decide.Bounce;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Mail;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts an attempt's outcome on record, and says what is to become of the notice. */
final class Recorder {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    /** Before each try: a store in short trouble has 25 seconds to get over it. */
    private static final List<Duration> MARK_PAUSES = List.of(
            Duration.ZERO,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(12));
    /** So much of the lease has to be left after a pause: an audit is no new action, and it is quickly written. */
    private static final Duration MARK_MARGIN = Duration.ofSeconds(10);

    private final BlobStore blobs;
    private final PipelineSettings settings;
    private final RetryDelays delays;
    private final Dispatch dispatch;
    private final Pause pause;
    private final InstantSource time;

    Recorder(
            BlobStore blobs,
            PipelineSettings settings,
            RetryDelays delays,
            Dispatch dispatch,
            Pause pause,
            InstantSource time) {
        this.blobs = blobs;
        this.settings = settings;
        this.delays = delays;
        this.dispatch = dispatch;
        this.pause = pause;
        this.time = time;
    }

    /** What was worked on, gathered for its record. */
    record Attempt(Task task, Fetched fetched, Mail mail, Facts facts, Plan plan, Outcome outcome) {
        Arrival arrival() {
            return task.arrival();
        }

        Journal journal() {
            return task.journal();
        }
    }

    Decided record(Attempt attempt) {
        Lease lease = attempt.task().lease();
        if (nobodyIsManaged(attempt)) {
            return setAside(attempt, Status.DEAD, "no managed recipient", lease);
        }
        if (attempt.outcome().isFinal()) {
            return finish(attempt, lease);
        }
        if (!isTooOld(attempt.arrival())) {
            return postpone(attempt);
        }
        return attempt.outcome().lacksAnswersOnly() ? finish(attempt, lease) : expire(attempt, lease);
    }

    private static boolean nobodyIsManaged(Attempt attempt) {
        return AuditComposer.others(attempt).isEmpty()
                && attempt.plan().deliveries().isEmpty()
                && attempt.plan().sends().isEmpty()
                && attempt.plan().discards().stream().allMatch(d -> d.status() == Status.UNMANAGED);
    }

    boolean isTooOld(Arrival arrival) {
        return Duration.between(arrival.queuedAt(), time.instant()).compareTo(settings.maxAge()) > 0;
    }

    private Decided finish(Attempt attempt, Lease lease) {
        boolean delete =
                settings.deleteBlocked() && AuditComposer.isBlockedByAll(attempt) && concernsNobodyElse(attempt);
        Audit audit = composer(attempt).finished(delete);
        boolean stored = mark(attempt, audit, lease);
        if (delete) {
            return stored ? deleteOnRecord(attempt, audit) : again(attempt, audit, "the audit can't be written");
        }
        if (stored && !audit.passedOpen().contains(Table.RULES)) {
            forget(attempt.journal());
        } else {
            // What was forwarded and replied so far is on no other record, and a replay must know.
            remember(attempt, progress -> progress);
        }
        return decided(attempt, new Settlement.Done(AuditComposer.summary(audit)), audit, stored);
    }

    /** Several receipt rules may point at one mail, and each tells of it in a notice of its own. */
    private static boolean concernsNobodyElse(Attempt attempt) {
        Envelope envelope = attempt.mail().envelope();
        Stream<EmailAddress> named = Stream.concat(
                attempt.arrival().addressees().stream(), attempt.journal().load().envelope().recipients().stream());
        return attempt.task().mode() == Mode.WORK
                && envelope.isStated()
                && named.filter(one -> attempt.facts().isManaged(one.domain()))
                        .allMatch(envelope.recipients()::contains);
    }

    private Decided deleteOnRecord(Attempt attempt, Audit audit) {
        try {
            delete(attempt.task(), attempt.fetched(), audit.envelope());
        } catch (PortException e) {
            LOG.warn(
                    "{}: a blocked mail can't be deleted yet: {}",
                    attempt.arrival().blob(),
                    e.getMessage());
            return again(attempt, audit, "a blocked mail can't be deleted: " + e.getMessage());
        }
        return decided(attempt, new Settlement.Done(AuditComposer.summary(audit)), audit, true);
    }

    /** What explains that the object is gone must be on record before it goes. */
    void delete(Task task, Fetched fetched, Envelope envelope) {
        if (!blobs.keepsAuditOfDeleted()) {
            task.journal().save(progress -> progress.withDeletion(envelope));
        }
        blobs.delete(task.arrival().blob(), fetched);
    }

    /** Where nothing was tried there is nothing to remember: that the server rests is no attempt of this mail. */
    private Decided postpone(Attempt attempt) {
        if (attempt.outcome().attempted().isEmpty()) {
            Audit audit = composer(attempt)
                    .unfinished(
                            Status.DEFERRED, "", attempt.journal().progress().attempts());
            Duration delay = delays.notBefore(dispatch.pause(attempt.mail(), attempt.plan()));
            String because = attempt.outcome().firstOpenReply();
            return decided(attempt, new Settlement.RetryAfter(delay, because), audit, false);
        }
        Progress remembered = remember(attempt, Progress::withAttempt);
        Audit audit = composer(attempt).unfinished(Status.DEFERRED, "", remembered.attempts());
        Duration delay = delays.after(remembered.attempts());
        String because = AuditComposer.summary(audit);
        return decided(attempt, new Settlement.RetryAfter(delay, because), audit, false);
    }

    private Decided again(Attempt attempt, Audit audit, String because) {
        Duration delay = delays.after(attempt.arrival().receiveCount());
        return decided(attempt, new Settlement.RetryAfter(delay, because), audit, false);
    }

    /** Progress stays: a replay does only what is missing. */
    private Decided expire(Attempt attempt, Lease lease) {
        remember(attempt, Progress::withAttempt);
        return setAside(attempt, Status.EXPIRED, "not delivered within " + settings.maxAge(), lease);
    }

    private Decided setAside(Attempt attempt, Status status, String because, Lease lease) {
        Audit audit = composer(attempt)
                .unfinished(status, because, attempt.journal().progress().attempts());
        boolean stored = mark(attempt, audit, lease);
        return decided(attempt, new Settlement.Dead(because), audit, stored);
    }

    private AuditComposer composer(Attempt attempt) {
        return new AuditComposer(attempt, settings.workerName(), time.instant());
    }

    private static Decided decided(Attempt attempt, Settlement settlement, Audit audit, boolean stored) {
        long size = attempt.mail().raw().size();
        Bounce bounce = Bounce.of(attempt.mail(), attempt.facts()).orElse(null);
        return new Decided(
                attempt.arrival(), settlement, audit, stored, attempt.outcome(), size, bounce, StepTimes.NONE);
    }

    private Progress remember(Attempt attempt, UnaryOperator<Progress> more) {
        Instant now = time.instant();
        try {
            return attempt.journal()
                    .save(progress ->
                            more.apply(progress.withEnvelope(attempt.mail().envelope())
                                    .withResults(AuditComposer.known(attempt), now)
                                    .withPassedOpen(attempt.facts().unknown())));
        } catch (PortException e) {
            LOG.warn(
                    "{}: the outcome stays in memory, because it can't be stored: {}",
                    attempt.arrival().blob(),
                    e.getMessage());
            return attempt.journal().progress();
        }
    }

    private void forget(Journal journal) {
        try {
            journal.remove();
        } catch (PortException e) {
            // The mail is finished on record; what is left of its progress says the same.
            LOG.debug("progress of a finished mail stays: {}", e.getMessage());
        }
    }

    /** {@return whether there is time to go on; a worker that stops has none} */
    private boolean paused(Duration wait) {
        try {
            pause.of(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** {@return whether the audit is stored} */
    private boolean mark(Attempt attempt, Audit audit, Lease lease) {
        PortException last = null;
        for (Duration wait : MARK_PAUSES) {
            if (last != null && (lease.remaining().compareTo(wait.plus(MARK_MARGIN)) < 0 || !paused(wait))) {
                break;
            }
            try {
                blobs.mark(attempt.arrival().blob(), attempt.fetched(), audit);
                return true;
            } catch (PortException e) {
                last = e;
                if (e.kind() == PortException.Kind.DENIED || e.kind() == PortException.Kind.NOT_FOUND) {
                    break;
                }
            }
        }
        LOG.error(
                "{}: the audit can't be written: {}", attempt.arrival().blob(), last == null ? "" : last.getMessage());
        return false;
    }
}
