package dev.mailworker.cli;

import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.local.LocalSite;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The mails of a local site. */
final class MailsInFolder implements Mails {
    private final LocalSite local;

    MailsInFolder(LocalSite local) {
        this.local = local;
    }

    @Override
    public List<SiteMail> find(String key, Optional<String> domain) {
        return local.blobs().find(key).stream()
                .filter(ref -> isOf(ref, domain))
                .map(this::mail)
                .toList();
    }

    @Override
    public Stream<SiteMail> list(Wanted wanted) {
        return local.blobs().list().stream()
                .filter(ref -> wanted.includes(ref.key()) && isOf(ref, wanted.domain()))
                .map(this::mail);
    }

    private static boolean isOf(BlobRef ref, Optional<String> domain) {
        return domain.map(ref.bucket()::equalsIgnoreCase).orElse(true);
    }

    private SiteMail mail(BlobRef ref) {
        return new SiteMail(ref.bucket(), ref, local.blobs().audit(ref), Optional.empty());
    }

    @Override
    public boolean areFew() {
        return true;
    }

    @Override
    public EnvelopeJson stated(SiteMail mail) {
        EnvelopeJson beside = local.blobs().envelope(mail.ref());
        return beside.envelope().origin() == Envelope.Origin.UNSTATED
                ? new EnvelopeJson(RecordedEnvelope.of(mail.audit()), beside.verdicts())
                : beside;
    }

    @Override
    public String place() {
        return local.folder() + ": look into spool/, done/ and dead/ for the keys there are";
    }
}
