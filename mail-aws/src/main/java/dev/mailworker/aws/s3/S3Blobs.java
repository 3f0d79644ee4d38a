package dev.mailworker.aws.s3;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/**
 * Mails on S3. One GET brings a mail with its audit, which is the object's user metadata; one COPY in place writes it. The
 * copy keeps content type, cache control, disposition, encoding, language, expiry, storage class, encryption, tags and
 * foreign metadata, but not an ACL or a retention of the object's own. Thread-safe.
 */
public final class S3Blobs implements BlobStore {
    private final Function<String, S3Client> clients;

    /**
     * Uses a client.
     *
     * @param client stays open
     */
    public S3Blobs(S3Client client) {
        this(bucket -> client);
    }

    /**
     * Uses clients.
     *
     * @param clients gives a bucket's client, which stays open
     */
    public S3Blobs(Function<String, S3Client> clients) {
        this.clients = clients;
    }

    private S3Client client(BlobRef ref) {
        return clients.apply(ref.bucket());
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(ref.bucket()).key(ref.key()).build();
        try (ResponseInputStream<GetObjectResponse> body = client(ref).getObject(request)) {
            StoredProperties properties = new StoredProperties(body.response());
            if (properties.isEncryptedByClient()) {
                body.abort();
                throw encrypted(ref);
            }
            RawMail raw = whole(ref, temporary.read(body), body.response().contentLength());
            return new S3Fetched(raw, audit(properties.metadata()), properties);
        } catch (IOException e) {
            throw new PortException(Kind.TEMPORARY, "can't take in " + ref + " from S3: " + e, e);
        } catch (SdkException e) {
            throw S3Trouble.of("get " + ref, e);
        }
    }

    private static PortException encrypted(BlobRef ref) {
        return new PortException(
                Kind.UNREADABLE,
                ref
                        + " was encrypted by SES before it came to S3 (x-amz-key-v2, x-amz-iv): switch off message encryption"
                        + " in the receipt rule's S3 action (the bucket's own encryption can stay), or use a store that"
                        + " decrypts");
    }

    /** Half a mail must never be delivered for a whole one. */
    private static RawMail whole(BlobRef ref, RawMail raw, Long length) {
        if (length != null && raw.size() != length) {
            raw.close();
            throw new PortException(Kind.TEMPORARY, "S3 gave " + raw.size() + " of " + length + " octets of " + ref);
        }
        return raw;
    }

    private static StoredAudit audit(Map<String, String> metadata) {
        return new StoredAudit(metadata, List.of());
    }

    @Override
    public StoredAudit audit(BlobRef ref) {
        try {
            return audit(StoredProperties.lowerCased(client(ref)
                    .headObject(request -> request.bucket(ref.bucket()).key(ref.key()))
                    .metadata()));
        } catch (SdkException e) {
            throw S3Trouble.of("read the audit of " + ref, e);
        }
    }

    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        StoredProperties properties = ours(fetched).properties();
        CopyObjectRequest.Builder copy = CopyObjectRequest.builder()
                .sourceBucket(ref.bucket())
                .sourceKey(ref.key())
                .destinationBucket(ref.bucket())
                .destinationKey(ref.key())
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(metadata(properties, audit));
        properties.giveAgain(copy, ref.toString());
        try {
            client(ref).copyObject(copy.build());
        } catch (SdkException e) {
            throw S3Trouble.of("write the audit of " + ref, e);
        }
    }

    private static Map<String, String> metadata(StoredProperties properties, Audit audit) {
        Map<String, String> foreign = new LinkedHashMap<>(AuditMetadata.foreign(properties.metadata()));
        foreign.replaceAll((name, value) -> StoredProperties.sendable(value));
        Map<String, String> all =
                new LinkedHashMap<>(AuditMetadata.of(audit, AuditMetadata.MAX_OCTETS - AuditMetadata.octets(foreign)));
        all.putAll(foreign);
        return all;
    }

    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        try {
            client(ref).deleteObject(request -> request.bucket(ref.bucket()).key(ref.key()));
        } catch (SdkException e) {
            throw S3Trouble.of("delete " + ref, e);
        }
    }

    /**
     * Writes a small object, and fails with {@link PortException} if that can't be done.
     *
     * @param bucket to which bucket
     * @param prefix the beginning of its key
     */
    void probe(String bucket, String prefix) {
        BlobRef probe = new BlobRef(bucket, prefix + ".probe");
        try {
            client(probe).putObject(request -> request.bucket(bucket).key(probe.key()), RequestBody.empty());
        } catch (SdkException e) {
            throw S3Trouble.of("write " + probe, e);
        }
    }

    private static S3Fetched ours(Fetched fetched) {
        if (fetched instanceof S3Fetched ours) {
            return ours;
        }
        throw new IllegalArgumentException("the mail is from another store: " + fetched.getClass());
    }
}
