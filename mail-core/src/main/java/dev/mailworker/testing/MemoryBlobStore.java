package dev.mailworker.testing;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Mails in memory, with their metadata. The audit of a deleted mail stays. A mail whose metadata say that SES encrypted it
 * for KMS ({@code x-amz-key-v2}) can't be read. {@link #calls()} knows {@code fetch}, {@code audit}, {@code mark} and
 * {@code delete}.
 */
public final class MemoryBlobStore implements BlobStore {
    private static final String ENCRYPTION_KEY = "x-amz-key-v2";

    private final Calls calls = new Calls("fetch", "audit", "mark", "delete");
    private final Guard guard = new Guard();
    private final Map<BlobRef, byte[]> mails = new HashMap<>();
    private final Map<BlobRef, StoredAudit> stored = new HashMap<>();
    private final Set<BlobRef> marked = new HashSet<>();
    private final List<Marked> marks = new ArrayList<>();
    private int open;

    /** An empty store. */
    public MemoryBlobStore() {}

    /**
     * An audit that was written.
     *
     * @param ref to which mail
     * @param audit what
     */
    public record Marked(BlobRef ref, Audit audit) {}

    /** A mail that counts as open until it is closed. */
    private final class OpenMail implements Fetched {
        private final byte[] stored;
        private final RawMail raw;
        private final StoredAudit audit;
        private final AtomicBoolean closed = new AtomicBoolean();

        OpenMail(byte[] stored, RawMail raw, StoredAudit audit) {
            this.stored = stored;
            this.raw = raw;
            this.audit = audit;
        }

        @Override
        public RawMail raw() {
            return raw;
        }

        @Override
        public StoredAudit audit() {
            return audit;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                raw.close();
                guard.run(() -> open--);
            }
        }
    }

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    /**
     * Puts in a mail without metadata.
     *
     * @param ref where
     * @param mail its bytes; copied
     */
    public void put(BlobRef ref, byte[] mail) {
        put(ref, mail, Map.of());
    }

    /**
     * Puts in a mail.
     *
     * @param ref where
     * @param mail its bytes; copied
     * @param metadata what is stored with it, names in lower case
     */
    public void put(BlobRef ref, byte[] mail, Map<String, String> metadata) {
        guard.run(() -> {
            mails.put(ref, mail.clone());
            stored.put(ref, new StoredAudit(metadata, List.of()));
            marked.remove(ref);
        });
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        return calls.call(
                "fetch",
                List.of(ref),
                () -> guard.get(() -> {
                    byte[] mail = existing(ref);
                    StoredAudit audit = stored.getOrDefault(ref, StoredAudit.NONE);
                    if (audit.metadata().containsKey(ENCRYPTION_KEY)) {
                        throw new PortException(PortException.Kind.UNREADABLE, ref + " is encrypted");
                    }
                    OpenMail fetched = new OpenMail(mail, read(ref, mail, temporary), audit);
                    open++;
                    return fetched;
                }));
    }

    private static RawMail read(BlobRef ref, byte[] mail, TemporaryMails temporary) {
        try {
            return temporary.read(new ByteArrayInputStream(mail));
        } catch (IOException e) {
            throw new PortException(PortException.Kind.TEMPORARY, ref + " can't be kept: " + e.getMessage(), e);
        }
    }

    @Override
    public StoredAudit audit(BlobRef ref) {
        return calls.call(
                "audit",
                List.of(ref),
                () -> guard.get(() -> {
                    if (!mails.containsKey(ref) && !marked.contains(ref)) {
                        throw absent(ref);
                    }
                    return stored.getOrDefault(ref, StoredAudit.NONE);
                }));
    }

    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        calls.call(
                "mark",
                List.of(ref, audit),
                () -> guard.get(() -> {
                    byte[] mail = existing(ref);
                    if (fetched instanceof OpenMail own && own.stored != mail) {
                        throw new PortException(PortException.Kind.CONFLICT, ref + " is another mail by now");
                    }
                    stored.put(ref, marked(stored.getOrDefault(ref, StoredAudit.NONE), audit));
                    marked.add(ref);
                    return marks.add(new Marked(ref, audit));
                }));
    }

    private static StoredAudit marked(StoredAudit was, Audit audit) {
        Map<String, String> metadata = new HashMap<>(AuditMetadata.foreign(was.metadata()));
        int taken = AuditMetadata.octets(metadata);
        metadata.putAll(AuditMetadata.of(audit, AuditMetadata.MAX_OCTETS - taken));
        return new StoredAudit(metadata, audit.lines());
    }

    /**
     * {@inheritDoc} Nothing happens if it isn't there.
     *
     * @throws IllegalStateException if no audit of it was written
     */
    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        calls.call(
                "delete",
                List.of(ref),
                () -> guard.get(() -> {
                    if (mails.containsKey(ref) && !marked.contains(ref)) {
                        throw new IllegalStateException(ref + " is to be deleted without an audit");
                    }
                    return Optional.ofNullable(mails.remove(ref));
                }));
    }

    private byte[] existing(BlobRef ref) {
        byte[] mail = mails.get(ref);
        if (mail == null) {
            throw absent(ref);
        }
        return mail;
    }

    private static PortException absent(BlobRef ref) {
        return new PortException(PortException.Kind.NOT_FOUND, ref + " is not there");
    }

    /**
     * {@return whether a mail is there}
     *
     * @param ref which
     */
    public boolean contains(BlobRef ref) {
        return guard.get(() -> mails.containsKey(ref));
    }

    /**
     * Takes a mail away without any trace, as somebody else would.
     *
     * @param ref which
     */
    public void lose(BlobRef ref) {
        guard.run(() -> {
            mails.remove(ref);
            stored.remove(ref);
            marked.remove(ref);
        });
    }

    /**
     * {@return what is stored with a mail, or was when it was deleted}
     *
     * @param ref which
     */
    public Map<String, String> metadata(BlobRef ref) {
        return guard.get(() -> stored.getOrDefault(ref, StoredAudit.NONE).metadata());
    }

    /** {@return every audit that was written, in its order} */
    public List<Marked> marks() {
        return guard.get(() -> List.copyOf(marks));
    }

    /** {@return how many mails were fetched and not closed} */
    public int openMails() {
        return guard.get(() -> open);
    }
}
