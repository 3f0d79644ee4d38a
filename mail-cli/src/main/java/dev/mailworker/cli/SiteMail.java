package dev.mailworker.cli;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.Optional;

/**
 * A mail of a site.
 *
 * @param domain for which of the site's domains it came
 * @param ref where it lies, or lay
 * @param audit what is on record
 * @param changedAt when what is stored was last written, the audit included; empty where that isn't known
 */
record SiteMail(String domain, BlobRef ref, StoredAudit audit, Optional<Instant> changedAt) {
    /** {@return a notice of it, though no source gave one out} */
    Arrival notice(Envelope envelope, Verdicts verdicts) {
        return new Arrival(domain, ref, envelope, verdicts, 1, Instant.EPOCH, new NoReceipt());
    }

    private record NoReceipt() implements Receipt {}

    @Override
    public String toString() {
        return ref.toString();
    }
}
