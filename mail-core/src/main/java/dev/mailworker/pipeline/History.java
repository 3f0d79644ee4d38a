package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier attempts left on record about a mail, and what follows from it. */
final class History {
    /** So many attempts in a row that never came to an end, and the mail is set aside. */
    static final int MOST_DEATHS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private static final DeliveryResult NO_SECOND_REPORT = DeliveryResult.rejected(
            DeliveryResult.Cause.NOT_NEEDED, "the mailbox was invalid before, and nobody is told twice");

    private final BlobStore blobs;

    History(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Reads what is remembered, where there can be anything. From the second time on that a message is given out, it is put
     * on record that an attempt begins.
     *
     * @return what is remembered of earlier attempts, without this one
     */
    Progress read(Task task, Fetched fetched) {
        boolean again = task.arrival().receiveCount() > 1;
        boolean isReplay = task.mode() != Mode.WORK;
        if (!again && !isReplay && !fetched.audit().isOurs() && !task.journal().hasUnsaved()) {
            return Progress.NONE;
        }
        Progress earlier = task.journal().load();
        if (again && !isReplay && !fetched.audit().isProcessed() && earlier.openAttempts() < MOST_DEATHS) {
            begin(task);
        }
        return earlier;
    }

    private static void begin(Task task) {
        try {
            task.journal().begin();
        } catch (PortException e) {
            LOG.warn(
                    "{}: that an attempt begins can't be put on record: {}",
                    task.arrival().blob(),
                    e.getMessage());
        }
    }

    /** {@return whether nothing is left to do for anybody} */
    boolean isFinished(Mode mode, Envelope envelope, StoredAudit audit) {
        return audit.isProcessed()
                && mode != Mode.FORCED_REPLAY
                && left(mode, envelope, audit).recipients().isEmpty();
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
        return mode == Mode.WORK ? audit.served(envelope.recipients()) : audit.delivered(envelope.recipients());
    }

    /** Whose mailbox was invalid on record has had its report, or was to have none: a replay tells nobody a second time. */
    Progress withReportsGiven(Progress progress, Task task, Envelope envelope, StoredAudit audit) {
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

    /** {@return whether our own record explains that a mail is gone} */
    boolean explainsAbsence(Task task) {
        return task.journal().load().deleted() || isDeletedOnRecord(task);
    }

    private boolean isDeletedOnRecord(Task task) {
        try {
            return blobs.keepsAuditOfDeleted()
                    && blobs.audit(task.arrival().blob())
                            .value(AuditMetadata.DELETED_AT)
                            .isPresent();
        } catch (PortException e) {
            return false;
        }
    }
}
