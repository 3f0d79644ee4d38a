package dev.mailworker.aws;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.StoredAudit;

/** Mails whose client is made when the first of them is asked for. */
final class LateBlobs implements BlobStore {
    private final Lazy<BlobStore> blobs;

    LateBlobs(Lazy<BlobStore> blobs) {
        this.blobs = blobs;
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        return blobs.get().fetch(ref, temporary);
    }

    @Override
    public StoredAudit audit(BlobRef ref) {
        return blobs.get().audit(ref);
    }

    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        blobs.get().mark(ref, fetched, audit);
    }

    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        blobs.get().delete(ref, fetched);
    }

    @Override
    public boolean keepsAuditOfDeleted() {
        return blobs.get().keepsAuditOfDeleted();
    }
}
