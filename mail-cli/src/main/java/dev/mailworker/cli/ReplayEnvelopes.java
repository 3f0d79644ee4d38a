package dev.mailworker.cli;

import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.StoredAudit;
import java.util.ArrayList;
import java.util.List;

/** With which envelope a mail is replayed: as it was stated, as it is on record, as the user says, or guessed. */
final class ReplayEnvelopes {
    private final Site site;
    private final List<EmailAddress> to;
    private final boolean guess;

    ReplayEnvelopes(Site site, List<EmailAddress> to, boolean guess) {
        this.site = site;
        this.to = to;
        this.guess = guess;
    }

    /** A notice of a mail, to decide about it without a source. */
    Arrival arrival(BlobRef ref) {
        return Site.notice(
                ref, envelope(ref), site.local().blobs().envelope(ref).verdicts());
    }

    Arrival completed(Arrival arrival) {
        return new Arrival(
                arrival.domain(),
                arrival.blob(),
                envelope(arrival.blob()),
                arrival.verdicts(),
                arrival.receiveCount(),
                arrival.queuedAt(),
                arrival.receipt());
    }

    /**
     * {@return the envelope of a mail}
     *
     * @throws UsageException if there is none, with what to do about it
     */
    Envelope envelope(BlobRef ref) {
        Envelope known = known(ref);
        if (!to.isEmpty()) {
            return Envelope.of(known.sender(), to);
        }
        if (known.origin() != Envelope.Origin.UNSTATED || guess) {
            return known;
        }
        throw new UsageException(ref
                + ": no envelope is on record: give its recipients by --to, or have them guessed by --guess-envelope");
    }

    private Envelope known(BlobRef ref) {
        EnvelopeJson stated = site.local().blobs().envelope(ref);
        return stated.envelope().origin() == Envelope.Origin.UNSTATED
                ? recorded(site.local().blobs().audit(ref))
                : stated.envelope();
    }

    private static Envelope recorded(StoredAudit audit) {
        List<EmailAddress> recipients = new ArrayList<>(audit.recipients());
        boolean whole = audit.value(AuditMetadata.ENVELOPE_DIGEST)
                .filter(AuditMetadata.digest(recipients)::equals)
                .isPresent();
        if (!whole || recipients.isEmpty()) {
            return Envelope.UNSTATED;
        }
        ReversePath sender = audit.value(AuditMetadata.ENVELOPE_FROM)
                .flatMap(EmailAddress::parse)
                .map(ReversePath::of)
                .orElse(ReversePath.NULL);
        boolean guessed = audit.value(AuditMetadata.ENVELOPE).isPresent();
        return new Envelope(sender, recipients, List.of(), guessed ? Envelope.Origin.GUESSED : Envelope.Origin.STATED);
    }
}
