package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalS3;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Audits;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlobStoreContract;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A store on s3proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3BlobsTest implements BlobStoreContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String BUCKET = "example-com-emails";

    private LocalS3 s3;
    private S3Blobs blobs;

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() throws Exception {
        s3 = emulators().s3();
        s3.makeBucket(BUCKET);
        blobs = new S3Blobs(s3.client());
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
        return put("mail-" + NUMBER.incrementAndGet(), mail, metadata);
    }

    private BlobRef put(String key, byte[] mail, Map<String, String> metadata) {
        s3.client()
                .putObject(request -> request.bucket(BUCKET).key(key).metadata(metadata), RequestBody.fromBytes(mail));
        return new BlobRef(BUCKET, key);
    }

    @Override
    public BlobRef absent() {
        return new BlobRef(BUCKET, "absent");
    }

    @Override
    public Optional<BlobRef> encrypted() {
        return Optional.of(
                put(new byte[1_000_000], Map.of("x-amz-key-v2", "k", "x-amz-iv", "i", "x-amz-wrap-alg", "kms")));
    }

    @Test
    void keepsWhatIsStoredWithTheMail(@TempDir Path folder) {
        String key = "whole-" + NUMBER.incrementAndGet();
        s3.client()
                .putObject(
                        PutObjectRequest.builder()
                                .bucket(BUCKET)
                                .key(key)
                                .contentType("message/rfc822")
                                .cacheControl("no-store")
                                .contentDisposition("attachment; filename=\"a b.eml\"")
                                .contentEncoding("x-none")
                                .contentLanguage("de")
                                .metadata(Map.of("Ticket", "4711"))
                                .build(),
                        RequestBody.fromBytes(MAIL));
        BlobRef ref = new BlobRef(BUCKET, key);

        mark(ref, folder);
        mark(ref, folder);

        HeadObjectResponse head =
                s3.client().headObject(request -> request.bucket(BUCKET).key(key));
        assertThat(head.contentType()).isEqualTo("message/rfc822");
        assertThat(head.cacheControl()).isEqualTo("no-store");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a b.eml\"");
        assertThat(head.contentEncoding()).isEqualTo("x-none");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(head.metadata()).containsEntry("ticket", "4711").containsEntry("status", "delivered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in box/a+b c",
                "100%25",
                "%41",
                "a?versionId=1&b=c",
                "#hash",
                "\u00fc\u65e5\ud83d\ude00",
                "'(!*)~",
                "\"quoted\"",
                "a:b@c,d;e=f$g",
                "back\\slash",
            })
    void takesAnyKey(String name, @TempDir Path folder) {
        BlobRef ref = put("odd/" + name, MAIL, Map.of());
        BlobRef other = put("odd/other-" + NUMBER.incrementAndGet(), new byte[3], Map.of());

        mark(ref, folder);

        try (Fetched fetched = blobs.fetch(ref, new TemporaryMails(folder, 1000))) {
            assertThat(fetched.raw().size()).isEqualTo(MAIL.length);
            assertThat(fetched.audit().value("status")).contains("delivered");
            assertThat(blobs.audit(other).metadata()).isEmpty();
            blobs.delete(ref, fetched);
        }
        assertThatThrownBy(() -> blobs.audit(ref)).isInstanceOf(PortException.class);
    }

    @Test
    void staysWithinTheSpaceForMetadata(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of("foreign", "x".repeat(1900)));

        mark(ref, folder);

        Map<String, String> metadata = blobs.audit(ref).metadata();
        assertThat(AuditMetadata.octets(metadata)).isLessThanOrEqualTo(AuditMetadata.MAX_OCTETS);
        assertThat(metadata).containsEntry("processed", "true").containsKey("foreign");
    }

    private void mark(BlobRef ref, Path folder) {
        try (Fetched fetched = blobs.fetch(ref, new TemporaryMails(folder, 1000))) {
            blobs.mark(ref, fetched, Audits.audit(Status.DELIVERED, "250 Ok", Audits.recipients(100)));
        }
    }
}
