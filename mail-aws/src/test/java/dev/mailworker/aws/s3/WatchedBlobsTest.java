package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.StubServer;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.port.Audits;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A bucket that denies to write audits for a while. */
class WatchedBlobsTest {
    private static final BlobRef ONE = new BlobRef("bucket", "one");
    private static final BlobRef TWO = new BlobRef("bucket", "two");

    private final StubServer server = new StubServer();
    private final S3Client client = LocalS3.client(server.endpoint());
    private final WatchedBlobs blobs = new WatchedBlobs(new S3Blobs(client), Runnable::run);
    private volatile Answer copy = denied();
    private volatile Answer head = new Answer(200, Map.of(), "");

    @BeforeEach
    void answer() {
        server.answer(request -> request.method().equals("HEAD") ? head : copy);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static Answer denied() {
        return new Answer(
                403,
                Map.of("Content-Type", "application/xml"),
                "<Error><Code>AccessDenied</Code><Message>not you</Message></Error>");
    }

    private static Answer copied() {
        return new Answer(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>");
    }

    private void mark(BlobRef ref) {
        S3Fetched fetched = new S3Fetched(
                RawMail.of(new byte[0]),
                StoredAudit.NONE,
                new StoredProperties(GetObjectResponse.builder()
                        .contentType("message/rfc822")
                        .build()));
        blobs.mark(ref, fetched, Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1)));
    }

    private CompletableFuture<Void> permission(String... buckets) {
        return blobs.permission(List.of(buckets)).toCompletableFuture();
    }

    private void assertDenied(CompletableFuture<Void> permission) {
        assertThat(permission)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
                .withMessageContainingAll("no mail is received", "bucket/one", "not you");
    }

    private long copies() {
        return server.asked().stream()
                .filter(request -> request.method().equals("PUT"))
                .count();
    }

    @Test
    void asksNothingAsLongAsAllIsWell() {
        copy = copied();
        mark(ONE);

        assertThat(permission("bucket")).isCompleted();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void shutsABucketUntilItsAuditsCanBeWritten() {
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        assertThatThrownBy(() -> mark(TWO)).isInstanceOf(PortException.class);

        assertDenied(permission("other", "bucket"));
        assertDenied(permission("bucket"));
        assertThat(permission("other")).isCompleted();
        assertThat(copies()).as("a probe tries one of them").isEqualTo(4);

        copy = copied();
        assertThat(permission("bucket")).isCompleted();
        assertThat(server.asked()
                        .subList(server.asked().size() - 4, server.asked().size()))
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly("HEAD /bucket/one", "PUT /bucket/one", "HEAD /bucket/two", "PUT /bucket/two");
        assertThat(server.asked().get(server.asked().size() - 1).headers())
                .containsEntry("x-amz-meta-status", "delivered")
                .containsEntry("content-type", "message/rfc822");

        assertThat(permission("bucket")).isCompleted();
        assertThat(copies()).isEqualTo(6);
    }

    @Test
    void leavesAnAuditAloneThatAnotherHasWritten() {
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        head = new Answer(200, Map.of("x-amz-meta-processed", "true"), "");

        assertThat(permission("bucket")).isCompleted();
        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void doesNotWaitForAMailThatIsGone() {
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        head = new Answer(404, Map.of(), "");

        assertThat(permission("bucket")).isCompleted();
    }

    @Test
    void staysShutWhileNobodyKnows() {
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        head = new Answer(500, Map.of(), "");

        assertThat(permission("bucket")).isCompletedExceptionally();
        head = new Answer(200, Map.of(), "");
        copy = copied();
        assertThat(permission("bucket")).isCompleted();
    }

    @Test
    void opensForOtherTroubleThanDenial() {
        copy = new Answer(404, Map.of(), "<Error><Code>NoSuchKey</Code></Error>");
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);

        assertThat(permission("bucket")).isCompleted();
    }
}
