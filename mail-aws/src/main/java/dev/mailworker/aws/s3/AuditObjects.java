package dev.mailworker.aws.s3;

import dev.mailworker.json.AuditJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Mails on S3 whose audits are kept besides as small objects of their own, which stay when a mail is deleted, and hold the
 * whole trace, for which a mail's metadata has no room. Nothing is deleted that has no such object. Thread-safe.
 */
public final class AuditObjects implements BlobStore {
    private final BlobStore mails;
    private final S3Client client;
    private final String bucket;
    private final UnaryOperator<String> keys;

    /**
     * Keeps audits.
     *
     * @param mails the mails
     * @param client of the audits' bucket; stays open
     * @param bucket the audits' bucket. Its objects are {@code PREFIX + mail's bucket + "/" + mail's key + ".json"}
     * @param prefix the beginning of the keys; may be empty
     */
    public AuditObjects(BlobStore mails, S3Client client, String bucket, String prefix) {
        this.mails = mails;
        this.client = client;
        this.bucket = bucket;
        this.keys = new ObjectKeys(prefix)::of;
    }

    private String key(BlobRef ref) {
        return keys.apply(ref.bucket() + "/" + ref.key());
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        return mails.fetch(ref, temporary);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Of a mail that is there, what stands on the mail counts, with the trace of the object; of one that is gone, the object.
     */
    @Override
    public StoredAudit audit(BlobRef ref) {
        StoredAudit kept = kept(ref).orElse(StoredAudit.NONE);
        try {
            return new StoredAudit(mails.audit(ref).metadata(), kept.trace());
        } catch (PortException e) {
            if (e.kind() == Kind.NOT_FOUND && !kept.equals(StoredAudit.NONE)) {
                return kept;
            }
            throw e;
        }
    }

    private Optional<StoredAudit> kept(BlobRef ref) {
        try {
            ResponseBytes<GetObjectResponse> stored =
                    client.getObjectAsBytes(request -> request.bucket(bucket).key(key(ref)));
            return Optional.of(AuditJson.read(Json.read(bucket + "/" + key(ref), stored.asByteArray())));
        } catch (SdkException e) {
            if (S3Trouble.isMissing(e)) {
                return Optional.empty();
            }
            throw S3Trouble.of("read the audit " + bucket + "/" + key(ref), e);
        } catch (JsonFormatException e) {
            throw new PortException(Kind.UNREADABLE, e.getMessage() + "; mend or delete the object", e);
        }
    }

    /** The mail's own mark comes first: of a mail that somebody else took away, no object may say that we did. */
    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        mails.mark(ref, fetched, audit);
        JsonValue object = AuditJson.write(audit, StoredAudit.NONE);
        try {
            put(ref, object);
        } catch (PortException e) {
            throw e.kind() == Kind.DENIED ? new Denied(bucket, () -> put(ref, object), e) : e;
        }
    }

    /** The mail is marked, and the object can't be written. */
    static final class Denied extends PortException {
        private static final long serialVersionUID = 1;

        /** Of the audits. */
        private final String bucket;
        /** Tries what was denied, and only that. */
        private final transient Runnable again;

        Denied(String bucket, Runnable again, PortException cause) {
            super(Kind.DENIED, String.valueOf(cause.getMessage()), cause);
            this.bucket = bucket;
            this.again = again;
        }

        String bucket() {
            return bucket;
        }

        Runnable again() {
            return again;
        }
    }

    private void put(BlobRef ref, JsonValue audit) {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key(ref))
                .contentType("application/json")
                .build();
        try {
            client.putObject(request, RequestBody.fromBytes(Json.file(audit)));
        } catch (SdkException e) {
            throw S3Trouble.of("write the audit of " + ref + " to " + bucket + "/" + key(ref), e);
        }
    }

    /** If the attempt that marked the mail got no further, what it wrote there is all that is left to keep. */
    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        if (kept(ref).isEmpty()) {
            try {
                put(ref, AuditJson.of(mails.audit(ref)));
            } catch (PortException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        mails.delete(ref, fetched);
    }

    /** {@return true: that a mail was deleted can be read from its object, and needs no record elsewhere} */
    @Override
    public boolean keepsAuditOfDeleted() {
        return true;
    }
}
