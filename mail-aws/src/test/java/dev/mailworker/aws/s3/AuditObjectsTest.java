package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalS3;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Audits;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlobStoreContract;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Audits that are kept as objects, on s3proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditObjectsTest implements BlobStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String BUCKET = "example-com-emails";
    private static final String AUDITS = "audits";

    private LocalS3 s3;
    private BlobStore blobs;

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() throws Exception {
        s3 = emulators().s3();
        s3.makeBucket(BUCKET);
        s3.makeBucket(AUDITS);
        blobs = new AuditObjects(new S3Blobs(s3.client()), s3.client(), AUDITS, "a/");
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @Override
    public BlobStore testee() {
        return blobs;
    }

    @Override
    public BlobRef put(byte[] mail, Map<String, String> metadata) {
        String key = "mail-" + NUMBER.incrementAndGet();
        s3.client()
                .putObject(request -> request.bucket(BUCKET).key(key).metadata(metadata), RequestBody.fromBytes(mail));
        return new BlobRef(BUCKET, key);
    }

    @Override
    public BlobRef absent() {
        return new BlobRef(BUCKET, "absent");
    }

    @Override
    public boolean keepsAuditsOfDeleted() {
        return true;
    }

    @Test
    void outlivesTheMailWithTheWholeTrace(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Audit audit = Audits.audit(Status.BLOCKED, "pattern *", Audits.recipients(3));
        try (Fetched fetched = blobs.fetch(ref, new TemporaryMails(folder, 1000))) {
            blobs.mark(ref, fetched, audit);
            assertThat(blobs.audit(ref).trace()).isEqualTo(audit.lines());
            blobs.delete(ref, fetched);
        }

        StoredAudit kept = blobs.audit(ref);

        assertThat(kept.value("status")).contains("blocked");
        assertThat(kept.trace()).isEqualTo(audit.lines());
        assertThat(s3.client().listObjectsV2(request -> request.bucket(AUDITS)).contents())
                .extracting(S3Object::key)
                .contains("a/" + BUCKET + "/" + ref.key() + ".json");
    }

    @Test
    void saysThatAnAuditCanNotBeKept(@TempDir Path folder) {
        BlobStore broken = new AuditObjects(new S3Blobs(s3.client()), s3.client(), "missing", "");
        BlobRef ref = put(MAIL, Map.of());
        try (Fetched fetched = broken.fetch(ref, new TemporaryMails(folder, 1000))) {
            assertThatThrownBy(
                            () -> broken.mark(ref, fetched, Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1))))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
                    .hasMessageContainingAll("missing/" + BUCKET + "/" + ref.key() + ".json", "make the bucket");
        }
    }

    @Test
    void deletesNothingWhoseAuditIsNotKept(@TempDir Path folder) {
        BlobStore unkept = new S3Blobs(s3.client());
        BlobRef ref = put(MAIL, Map.of());
        try (Fetched fetched = blobs.fetch(ref, new TemporaryMails(folder, 1000))) {
            unkept.mark(ref, fetched, Audits.audit(Status.BLOCKED, "pattern *", Audits.recipients(1)));
            blobs.delete(ref, fetched);
        }

        assertThat(blobs.audit(ref).value("status")).contains("blocked");
        assertThatThrownBy(() -> unkept.audit(ref)).isInstanceOf(PortException.class);
    }
}
