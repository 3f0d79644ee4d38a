package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.StubServer;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audits;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore.Versioned;
import dev.mailworker.port.StoredAudit;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Errors that an emulator doesn't make. */
class S3TroubleTest {
    private static final BlobRef REF = new BlobRef("bucket", "a+b");

    private final StubServer server = new StubServer();
    private final S3Client client = LocalS3.client(server.endpoint());
    private final S3Blobs blobs = new S3Blobs(client);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchKey, NOT_FOUND, NoSuchKey: words of S3 (HTTP 404",
        "404, NoSuchBucket, DENIED, make the bucket",
        "403, AccessDenied, DENIED, s3:ListBucket",
        "403, InvalidObjectState, UNREADABLE, restore it",
        "403, SignatureDoesNotMatch, DENIED, SignatureDoesNotMatch",
        "400, SomethingNew, TEMPORARY, SomethingNew",
        "503, SlowDown, TEMPORARY, SlowDown",
    })
    void tellsErrorsApart(int status, String code, Kind kind, String words, @TempDir Path folder) {
        server.answer(request -> error(status, code));

        assertFails(() -> blobs.fetch(REF, new TemporaryMails(folder, 1000)), kind, words, "bucket/a+b");
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "403, DENIED", "500, TEMPORARY"})
    void tellsErrorsApartThatHaveNoWords(int status, Kind kind) {
        server.answer(request -> new Answer(status, Map.of(), ""));

        assertFails(() -> blobs.audit(REF), kind, "HTTP " + status);
    }

    @Test
    void takesAnErrorInASuccessfulAnswerForAnError() {
        server.answer(request -> error(200, "InternalError"));

        assertFails(
                () -> blobs.mark(REF, fetched(), Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1))),
                Kind.TEMPORARY,
                "InternalError",
                "write the audit of bucket/a+b");
        assertThat(server.asked().get(0).headers().get("x-amz-copy-source")).isEqualTo("bucket/a%2Bb");
    }

    @Test
    void saysThatS3IsNotThere(@TempDir Path folder) {
        server.close();

        assertFails(() -> blobs.fetch(REF, new TemporaryMails(folder, 1000)), Kind.TEMPORARY, "refused");
    }

    @ParameterizedTest
    @CsvSource({"'Mon, 03 Feb 2031 04:05:06 GMT', 'Mon, 03 Feb 2031 04:05:06 GMT'", "0, ''", "not a time, ''"})
    void givesTheExpiryAgainIfItIsATime(String stored, String given) {
        server.answer(request -> new Answer(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"));
        StoredProperties properties = new StoredProperties(
                GetObjectResponse.builder().expiresString(stored).build());

        blobs.mark(
                REF,
                new S3Fetched(RawMail.of(new byte[0]), StoredAudit.NONE, properties),
                Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1)));

        assertThat(server.asked().get(0).headers().getOrDefault("expires", "").replaceAll(" 0?3 ", " 03 "))
                .isEqualTo(given);
    }

    @Test
    void givesAgainWhatAnEmulatorDoesNotKeep() {
        server.answer(request -> new Answer(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"));
        StoredProperties properties = new StoredProperties(GetObjectResponse.builder()
                .storageClass("STANDARD_IA")
                .serverSideEncryption("aws:kms")
                .ssekmsKeyId("arn:key")
                .bucketKeyEnabled(true)
                .metadata(Map.of("Name", "J\u00fcrgen", "processed_by", "somebody"))
                .build());

        blobs.mark(
                REF,
                new S3Fetched(RawMail.of(new byte[0]), StoredAudit.NONE, properties),
                Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1)));

        assertThat(server.asked().get(0).headers())
                .containsEntry("x-amz-metadata-directive", "REPLACE")
                .containsEntry("x-amz-storage-class", "STANDARD_IA")
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "arn:key")
                .containsEntry("x-amz-server-side-encryption-bucket-key-enabled", "true")
                .containsEntry("x-amz-meta-name", "=?UTF-8?B?SsO8cmdlbg==?=")
                .containsEntry("x-amz-meta-processed_by", "worker-1");
    }

    /** S3 made the object, the answer got lost, and the repeated request meets it. */
    @Test
    void knowsItsOwnWriteAgain() {
        AtomicReference<String> writer = new AtomicReference<>("");
        server.answer(request -> {
            if (request.method().equals("HEAD")) {
                return new Answer(200, Map.of("ETag", "\"e1\"", "x-amz-meta-mailworker-writer", writer.get()), "");
            }
            String earlier = writer.getAndSet(request.headers().getOrDefault("x-amz-meta-mailworker-writer", ""));
            return earlier.isEmpty() ? error(500, "InternalError") : error(412, "PreconditionFailed");
        });

        Versioned stored = new S3Progress(client, "p/").create(REF, Progress.NONE.withAttempt());

        assertThat(stored.version()).isEqualTo("\"e1\"");
        assertThat(server.asked().get(0).headers()).containsEntry("if-none-match", "*");
    }

    @Test
    void knowsAnothersWrite() {
        server.answer(request -> request.method().equals("HEAD")
                ? new Answer(200, Map.of("ETag", "\"e1\"", "x-amz-meta-mailworker-writer", "other"), "")
                : error(409, "ConditionalRequestConflict"));

        assertFails(
                () -> new S3Progress(client, "p/").create(REF, Progress.NONE.withAttempt()),
                Kind.CONFLICT,
                "another worker",
                "ConditionalRequestConflict");
    }

    @Test
    void saysThatProgressCannotBeRead() {
        server.answer(request -> error(403, "AccessDenied"));

        assertFails(() -> new S3Progress(client, "p/").load(REF), Kind.DENIED, "s3:ListBucket");
    }

    private static S3Fetched fetched() {
        return new S3Fetched(
                RawMail.of(new byte[0]),
                StoredAudit.NONE,
                new StoredProperties(GetObjectResponse.builder().build()));
    }

    private static Answer error(int status, String code) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/xml"),
                "<?xml version=\"1.0\"?><Error><Code>" + code
                        + "</Code><Message>words of S3</Message><RequestId>r1</RequestId></Error>");
    }

    private static void assertFails(ThrowingCallable call, Kind kind, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PortException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }
}
