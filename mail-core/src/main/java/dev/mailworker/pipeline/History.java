package dev.mailworker.pipeline;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier attempts left on record about a mail, and what follows from it. */
final class History {
    /** So many attempts in a row that never came to an end, and the mail is set aside. */
    static final int MOST_DEATHS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final BlobStore blobs;

    History(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** {@return what is remembered of earlier attempts; it is read where there can be anything} */
    Progress read(Task task, Fetched fetched) {
        boolean isNew = !isAgain(task) && task.mode() == Mode.WORK;
        if (isNew && !fetched.audit().isOurs() && !task.journal().hasUnsaved()) {
            return Progress.NONE;
        }
        return task.journal().load();
    }

    private static boolean isAgain(Task task) {
        return task.arrival().receiveCount() > 1;
    }

    /**
     * Puts on record that an attempt begins, from the second time on that a message is given out. Not before the mail has
     * its place beside others or alone: a worker that dies while a mail waits for one does not die of that mail.
     */
    static void begin(Task task, Fetched fetched) {
        if (!isAgain(task) || task.mode() != Mode.WORK || fetched.audit().isProcessed()) {
            return;
        }
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
