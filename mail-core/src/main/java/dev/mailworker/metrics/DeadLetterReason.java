package dev.mailworker.metrics;

import dev.mailworker.decide.Status;
import dev.mailworker.pipeline.KilledWorker;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.pipeline.Processed.Failed;
import dev.mailworker.port.PortException;

/** Why mails are set aside, in few words. */
final class DeadLetterReason {
    /** The message can't be understood. */
    static final String UNREADABLE_NOTICE = "unreadable_notice";

    private DeadLetterReason() {}

    static String of(Processed processed) {
        if (processed instanceof Decided decided) {
            return decided.audit().status() == Status.EXPIRED ? "expired" : "no_managed_recipient";
        }
        return processed instanceof Failed failed ? of(failed.cause()) : "other";
    }

    /** What failed for a reason that may pass was tried for as long as mails are. */
    private static String of(Throwable cause) {
        if (cause instanceof KilledWorker) {
            return "killed_worker";
        }
        if (cause instanceof PortException e && e.kind() == PortException.Kind.NOT_FOUND) {
            return "gone";
        }
        return cause instanceof PortException e && e.kind() == PortException.Kind.UNREADABLE
                ? "unreadable_mail"
                : "expired";
    }
}
