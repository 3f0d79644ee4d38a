package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.StoredAudit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Replays where a mail can't be taken from its queue: a word on record keeps workers off. They read the record of a mail
 * only if there can be one, so that one which nobody has worked on yet is left to its queue.
 */
final class ClaimedReplays implements Replays {
    private final ProgressStore progress;

    ClaimedReplays(ProgressStore progress) {
        this.progress = progress;
    }

    @Override
    public Optional<String> objection(SiteMail mail, Mode mode, boolean lost) {
        StoredAudit audit = mail.audit();
        if (mode != Mode.FORCED_REPLAY && isKeptByPolicy(audit)) {
            return Optional.of(
                    "a verdict policy stood against it, and the verdict itself is on no record: --force lets it"
                            + " pass");
        }
        boolean isOnRecord = audit.isProcessed() || audit.isOurs();
        if (!isOnRecord && !lost && progress.load(mail.ref()).isEmpty()) {
            return Optional.of(
                    "nothing is on record, so that a worker may have it or get it at any moment: it is left to"
                            + " its queue. If its notice is lost, give --lost");
        }
        return Optional.empty();
    }

    private static boolean isKeptByPolicy(StoredAudit audit) {
        return audit.value(AuditMetadata.HELD).isPresent()
                || audit.value(AuditMetadata.DISCARDED).isPresent();
    }

    @Override
    public Optional<CompletionStage<Void>> start(MailWorker worker, SiteMail mail, Envelope envelope, Mode mode) {
        return worker.replay(mail.notice(envelope, Verdicts.NONE), mode);
    }
}
