package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier attempts left on record about a mail, and what follows from it. */
final class History {
    /** So many attempts in a row that never came to an end, and the mail is set aside. */
    static final int MOST_DEATHS = 2;

    /** A worker's word binds no longer than this, so that one that died keeps nobody off for long. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private static final DeliveryResult NO_SECOND_REPORT = DeliveryResult.rejected(
            DeliveryResult.Cause.NOT_NEEDED, "the mailbox was invalid before, and nobody is told twice");

    private static final DeliveryResult COPY_BEFORE = DeliveryResult.delivered(AuditComposer.ON_RECORD_BEFORE);

    private final BlobStore blobs;
    private final String workerName;
    private final InstantSource time;

    History(BlobStore blobs, String workerName, InstantSource time) {
        this.blobs = blobs;
        this.workerName = workerName;
        this.time = time;
    }

    /**
     * Reads what is remembered, where there can be anything.
     *
     * @return what is remembered of earlier attempts
     * @throws InOtherHands if a replay has the mail, or another worker
     */
    Progress read(Task task, Fetched fetched) {
        boolean isNew = !isAgain(task) && task.mode() == Mode.WORK;
        if (isNew && !fetched.audit().isOurs() && !task.journal().hasUnsaved()) {
            return Progress.NONE;
        }
        Progress earlier = task.journal().load();
        if (task.mode() == Mode.WORK && !fetched.audit().isProcessed()) {
            task.journal().requireFree(earlier, "", time.instant());
        }
        return earlier;
    }

    private static boolean isAgain(Task task) {
        return task.arrival().receiveCount() > 1;
    }

    /**
     * Puts on record that an attempt begins, so that no replay has the mail too: from the second time on that a message is
     * given out, and where a replay may find a record of the mail. Not before the mail has its place beside others or alone:
     * a worker that dies while a mail waits for one does not die of that mail.
     *
     * @throws InOtherHands if a replay has the mail, or another worker
     */
    void begin(Task task, Fetched fetched) {
        if (task.mode() != Mode.WORK) {
            task.journal().conclude();
            return;
        }
        boolean hasRecord = isAgain(task) || fetched.audit().isOurs();
        if (!hasRecord || fetched.audit().isProcessed()) {
            return;
        }
        Instant now = time.instant();
        Duration left = task.lease().remaining();
        Claim ours = new Claim(
                workerName + " " + UUID.randomUUID(), now.plus(left.compareTo(LONGEST_HOLD) < 0 ? left : LONGEST_HOLD));
        try {
            task.journal().begin(ours, now);
        } catch (PortException e) {
            LOG.warn(
                    "{}: that an attempt begins can't be put on record: {}",
                    task.arrival().blob(),
                    e.getMessage());
        }
        requireUnfinished(task);
    }

    /** A replay may have finished the mail, and dropped its word, between our fetching and our own word. */
    private void requireUnfinished(Task task) {
        try {
            if (blobs.audit(task.arrival().blob()).isProcessed()) {
                throw InOtherHands.untilJustNow();
            }
        } catch (PortException e) {
            if (e.kind() != PortException.Kind.UNREADABLE) {
                throw e;
            }
            LOG.debug("an audit that can't be understood counts as none: {}", e.getMessage());
        }
    }

    /** {@return whether nothing is left to do for anybody} */
    boolean isFinished(Mode mode, Envelope envelope, StoredAudit audit) {
        return audit.isProcessed()
                && mode != Mode.FORCED_REPLAY
                && !makesGood(mode, audit)
                && left(mode, envelope, audit).recipients().isEmpty();
    }

    /** {@return whether a mail that passed while a table could not be read is to be decided about again} */
    private static boolean makesGood(Mode mode, StoredAudit audit) {
        return mode == Mode.REPLAY && audit.value(AuditMetadata.PASSED_OPEN).isPresent();
    }

    /** {@return the envelope with the recipients that are still to be served} */
    Envelope left(Mode mode, Envelope envelope, StoredAudit audit) {
        Set<EmailAddress> served = served(mode, envelope, audit);
        List<EmailAddress> left =
                envelope.recipients().stream().filter(r -> !served.contains(r)).toList();
        return new Envelope(envelope.sender(), left, envelope.unreadable(), envelope.origin());
    }

    /** The earlier worker knows no envelope: what it has finished is finished for everybody. */
    private static Set<EmailAddress> served(Mode mode, Envelope envelope, StoredAudit audit) {
        if (!audit.isProcessed() || mode == Mode.FORCED_REPLAY) {
            return Set.of();
        }
        if (!audit.isOurs()) {
            return Set.copyOf(envelope.recipients());
        }
        if (mode == Mode.WORK) {
            return audit.served(envelope.recipients());
        }
        // Nobody knew the rules: who has a copy may lack a forward or a reply.
        return audit.passedOpen(Table.RULES) ? Set.of() : audit.delivered(envelope.recipients());
    }

    /**
     * {@return what is remembered, with what only the stored audit says}
     *
     * @param progress what is remembered
     * @param envelope the recipients that are still to be served
     */
    Progress withRecord(Progress progress, Task task, Envelope envelope, StoredAudit audit) {
        Progress known = withReportsGiven(progress, task, envelope, audit);
        return makesGood(task.mode(), audit) ? withCopiesGiven(known.withoutPassedOpen(), envelope, audit) : known;
    }

    private static Progress withCopiesGiven(Progress progress, Envelope envelope, StoredAudit audit) {
        Map<ActionId, DeliveryResult> given = new LinkedHashMap<>();
        audit.delivered(envelope.recipients())
                .forEach(recipient -> given.put(ActionId.deliver(recipient), COPY_BEFORE));
        return progress.withResults(given, Instant.EPOCH);
    }

    /** Whose mailbox was invalid on record has had its report, or was to have none: a replay tells nobody a second time. */
    private static Progress withReportsGiven(Progress progress, Task task, Envelope envelope, StoredAudit audit) {
        if (task.mode() == Mode.WORK || !audit.isOurs() || envelope.sender().isNull()) {
            return progress;
        }
        EmailAddress sender = envelope.sender().address().orElseThrow();
        Map<ActionId, DeliveryResult> given = new LinkedHashMap<>();
        audit.recipients().stream()
                .filter(recipient -> audit.statusOf(recipient) == Status.INVALID)
                .forEach(recipient ->
                        given.put(new ActionId(ActionId.Kind.REPORT, recipient, sender), NO_SECOND_REPORT));
        return given.isEmpty() ? progress : progress.withResults(given, Instant.EPOCH);
    }

    /**
     * {@return what our own record leaves unexplained about a mail that is gone; empty if every managed recipient of the notice
     * has nothing to expect of it any more}
     *
     * @param isManaged whether a recipient is ours
     */
    Optional<String> unexplainedAbsence(Task task, Predicate<EmailAddress> isManaged) {
        Optional<Set<EmailAddress>> deleted = deletedFor(task);
        if (deleted.isEmpty()) {
            return Optional.of("nothing on record says why");
        }
        return task.arrival().envelope().recipients().stream()
                .filter(isManaged)
                .filter(recipient -> !deleted.get().contains(recipient))
                .findFirst()
                .map(recipient -> "it was deleted because everybody whom another notice named blocked it, and "
                        + recipient + " was not among them: set DELETE_BLOCKED to"
                        + " false where several receipt rules store one mail");
    }

    /** {@return the recipients with whom the mail's deletion was on record, as far as the notice asks about them} */
    private Optional<Set<EmailAddress>> deletedFor(Task task) {
        Progress progress = task.journal().load();
        if (progress.deleted()) {
            return Optional.of(Set.copyOf(progress.envelope().recipients()));
        }
        if (!blobs.keepsAuditOfDeleted()) {
            return Optional.empty();
        }
        try {
            StoredAudit audit = blobs.audit(task.arrival().blob());
            return audit.value(AuditMetadata.DELETED_AT)
                    .map(at -> audit.served(task.arrival().envelope().recipients()));
        } catch (PortException e) {
            return Optional.empty();
        }
    }
}
