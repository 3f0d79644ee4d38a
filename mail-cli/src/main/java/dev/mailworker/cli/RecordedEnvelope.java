package dev.mailworker.cli;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import java.util.ArrayList;
import java.util.List;

/** Reads an envelope back from an audit. */
final class RecordedEnvelope {
    private RecordedEnvelope() {}

    /** {@return the envelope on record; unstated if there is none, or if its recipients had to be shortened} */
    static Envelope of(StoredAudit audit) {
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
