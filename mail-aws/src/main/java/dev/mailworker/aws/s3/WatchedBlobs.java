package dev.mailworker.aws.s3;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails of whose buckets it is known whether audits may be written there. Mail that nobody may put on record must not be
 * taken: once a bucket denies an audit, {@link #permission} fails until the audits that it denied can be written. They are
 * what is tried, so that a probe costs no mail and leaves no gap, save for two: what is still owed when the process ends, and
 * what a bucket denies beyond {@value #MOST} audits, is in the log alone. Thread-safe.
 */
public final class WatchedBlobs implements BlobStore {
    /** How many audits of a bucket are kept to be written later. */
    static final int MOST = 100;
    /** Of how many buckets it is remembered that all is well; of those that deny audits, of all. */
    private static final int MOST_WELL = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(WatchedBlobs.class);

    private final BlobStore mails;
    private final S3Blobs own;
    private final String ownPrefix;
    private final Executor threads;
    private final InstantSource time;
    private final Map<String, Condition> conditions = new ConcurrentHashMap<>();
    private final Map<String, Owed> owed = new ConcurrentHashMap<>();

    /** Of one bucket: how to write the audits that were denied, in order. Immutable. */
    private record Owed(Map<BlobRef, Runnable> debts) {
        Owed {
            debts = new LinkedHashMap<>(debts);
        }

        boolean hasRoomFor(BlobRef ref) {
            return debts.size() < MOST || debts.containsKey(ref);
        }

        Owed with(BlobRef ref, Runnable debt) {
            Map<BlobRef, Runnable> more = new LinkedHashMap<>(debts);
            more.put(ref, debt);
            return new Owed(more);
        }

        Owed without(BlobRef ref) {
            Map<BlobRef, Runnable> fewer = new LinkedHashMap<>(debts);
            fewer.remove(ref);
            return new Owed(fewer);
        }

        Optional<Map.Entry<BlobRef, Runnable>> first() {
            return debts.entrySet().stream().findFirst();
        }
    }

    /**
     * Watches a store.
     *
     * @param mails the mails, maybe with audits that are kept besides
     * @param own the mails alone
     * @param ownPrefix the beginning of the keys under which the worker keeps its own objects in the mails' buckets
     * @param threads runs what tries again; it blocks
     * @param time the clock
     */
    public WatchedBlobs(BlobStore mails, S3Blobs own, String ownPrefix, Executor threads, InstantSource time) {
        this.mails = mails;
        this.own = own;
        this.ownPrefix = ownPrefix;
        this.threads = threads;
        this.time = time;
    }

    /**
     * Asks whether audits may be written; where they were denied, it is tried again now.
     *
     * @param buckets the mails' buckets, and that of audits kept besides, if there is one
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
            Optional<Map.Entry<BlobRef, Runnable>> first = now.first();
            if (first.isPresent()) {
                write(first.get().getKey(), first.get().getValue());
                paid(bucket, first.get().getKey());
            } else {
                owed.computeIfPresent(bucket, this::openedIfPaid);
            }
        }
    }

    /** While nobody can owe anything: a denial that comes now must not be taken for an earlier one. */
    private @Nullable Owed openedIfPaid(String bucket, Owed now) {
        if (now.first().isPresent()) {
            return now;
        }
        conditions.put(bucket, Condition.up(time.instant()));
        LOG.info("bucket {}: audits can be written again, and mail is received again", bucket);
        return null;
    }

    private void paid(String bucket, BlobRef ref) {
        owed.computeIfPresent(bucket, (name, all) -> all.without(ref));
    }

    private static void write(BlobRef ref, Runnable debt) {
        try {
            debt.run();
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
            well(ref.bucket());
        } catch (AuditObjects.Denied e) {
            denied(e.bucket(), ref, e.again(), e);
            throw e;
        } catch (PortException e) {
            if (e.kind() == Kind.DENIED && fetched instanceof S3Fetched ours) {
                S3Fetched bare = new S3Fetched(RawMail.of(new byte[0]), ours.audit(), ours.properties());
                denied(ref.bucket(), ref, () -> markAgain(ref, bare, audit), e);
            }
            throw e;
        }
    }

    private void well(String bucket) {
        if (!conditions.containsKey(bucket) && conditions.size() < MOST_WELL) {
            conditions.putIfAbsent(bucket, Condition.up(time.instant()));
        }
    }

    /** {@return how the buckets are in which audits were written or to be written, by name} */
    public Map<String, Condition> conditions() {
        return new TreeMap<>(conditions);
    }

    /**
     * {@return how a bucket is}
     *
     * @param bucket its name
     */
    public Condition condition(String bucket) {
        return conditions.getOrDefault(bucket, Condition.UNKNOWN);
    }

    private void markAgain(BlobRef ref, S3Fetched fetched, Audit audit) {
        if (!lacksAudit(ref)) {
            return;
        }
        try {
            mails.mark(ref, fetched, audit);
        } catch (AuditObjects.Denied e) {
            denied(e.bucket(), ref, e.again(), e);
        }
    }

    /** What another worker has put on record meanwhile knows more. */
    private boolean lacksAudit(BlobRef ref) {
        try {
            return !own.audit(ref).isProcessed();
        } catch (PortException e) {
            if (e.kind() != Kind.DENIED) {
                throw e;
            }
            // It could be read, and S3 denies what is missing where s3:ListBucket isn't allowed: something else tells.
            own.probe(ref.bucket(), ownPrefix);
            LOG.warn("{}: its audit is not written any more, because the mail is gone: {}", ref, e.getMessage());
            return false;
        }
    }

    private void denied(String bucket, BlobRef ref, Runnable debt, PortException trouble) {
        owed.compute(bucket, (name, before) -> {
            if (before == null) {
                conditions.put(bucket, Condition.down(time.instant(), "audits are denied, and no mail is received"));
                LOG.error(
                        "bucket {}: no mail is received any more until audits can be written: {}; allow s3:PutObject on {}",
                        name,
                        trouble.getMessage(),
                        name);
            }
            Owed all = before == null ? new Owed(Map.of()) : before;
            if (!all.hasRoomFor(ref)) {
                LOG.error(
                        "{}: its audit will not be written to bucket {} and is in the log alone, because {} are owed already",
                        ref,
                        name,
                        MOST);
                return all;
            }
            return all.with(ref, debt);
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
