package dev.mailworker.aws.s3;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails of whose buckets it is known whether audits may be written there. Mail that nobody may put on record must not be
 * taken: once a bucket denies an audit, {@link #permission} fails until the audits that it denied can be written. They are
 * what is tried, so that a probe costs no mail and leaves no gap. Thread-safe.
 */
public final class WatchedBlobs implements BlobStore {
    /** How many audits of a bucket are kept to be written later. */
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(WatchedBlobs.class);

    private final BlobStore mails;
    private final Executor threads;
    private final Map<String, Owed> owed = new ConcurrentHashMap<>();

    private record Debt(S3Fetched fetched, Audit audit) {}

    /** Of one bucket: the audits that were denied, in order. Immutable. */
    private record Owed(Map<BlobRef, Debt> debts) {
        Owed {
            debts = new LinkedHashMap<>(debts);
        }

        Owed with(BlobRef ref, Debt debt) {
            Map<BlobRef, Debt> more = new LinkedHashMap<>(debts);
            if (more.size() < MOST || more.containsKey(ref)) {
                more.put(ref, debt);
            }
            return new Owed(more);
        }

        Owed without(BlobRef ref) {
            Map<BlobRef, Debt> fewer = new LinkedHashMap<>(debts);
            fewer.remove(ref);
            return new Owed(fewer);
        }

        Optional<Map.Entry<BlobRef, Debt>> first() {
            return debts.entrySet().stream().findFirst();
        }
    }

    /**
     * Watches a store.
     *
     * @param mails a store of this package
     * @param threads runs what tries again; it blocks
     */
    public WatchedBlobs(BlobStore mails, Executor threads) {
        this.mails = mails;
        this.threads = threads;
    }

    /**
     * Asks whether audits may be written; where they were denied, it is tried again now.
     *
     * @param buckets the mails' buckets
     * @return done when they may; fails with {@link Kind#DENIED} and S3's words while they may not
     */
    public CompletionStage<Void> permission(Collection<String> buckets) {
        List<String> shut = buckets.stream().filter(owed::containsKey).sorted().toList();
        return shut.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> shut.forEach(this::tryAgain), threads);
    }

    private void tryAgain(String bucket) {
        for (Owed now = owed.get(bucket); now != null; now = owed.get(bucket)) {
            Optional<Map.Entry<BlobRef, Debt>> first = now.first();
            if (first.isPresent()) {
                write(first.get().getKey(), first.get().getValue());
                paid(bucket, first.get().getKey());
            } else if (owed.remove(bucket, now)) {
                LOG.info("bucket {}: audits can be written again, and mail is received again", bucket);
            }
        }
    }

    private void paid(String bucket, BlobRef ref) {
        owed.computeIfPresent(bucket, (name, all) -> all.without(ref));
    }

    private void write(BlobRef ref, Debt debt) {
        try {
            // What another worker has put on record meanwhile knows more.
            if (!mails.audit(ref).isProcessed()) {
                mails.mark(ref, debt.fetched(), debt.audit());
            }
        } catch (PortException e) {
            if (e.kind() == Kind.DENIED) {
                throw new PortException(Kind.DENIED, "no mail is received: " + e.getMessage(), e);
            }
            if (e.kind() == Kind.TEMPORARY) {
                throw e;
            }
            LOG.warn("{}: its audit is not written any more: {}", ref, e.getMessage());
        }
    }

    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        try {
            mails.mark(ref, fetched, audit);
        } catch (PortException e) {
            if (e.kind() == Kind.DENIED && fetched instanceof S3Fetched ours) {
                denied(ref, ours, audit, e);
            }
            throw e;
        }
    }

    private void denied(BlobRef ref, S3Fetched fetched, Audit audit, PortException trouble) {
        Debt debt = new Debt(new S3Fetched(RawMail.of(new byte[0]), fetched.audit(), fetched.properties()), audit);
        owed.compute(ref.bucket(), (bucket, before) -> {
            if (before == null) {
                LOG.error(
                        "bucket {}: no mail is received any more until audits can be written: {}; allow s3:PutObject",
                        bucket,
                        trouble.getMessage());
            }
            return (before == null ? new Owed(Map.of()) : before).with(ref, debt);
        });
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        return mails.fetch(ref, temporary);
    }

    @Override
    public StoredAudit audit(BlobRef ref) {
        return mails.audit(ref);
    }

    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        mails.delete(ref, fetched);
    }

    @Override
    public boolean keepsAuditOfDeleted() {
        return mails.keepsAuditOfDeleted();
    }
}
