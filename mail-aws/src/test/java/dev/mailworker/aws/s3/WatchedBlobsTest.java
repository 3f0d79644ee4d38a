package dev.mailworker.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.StubServer;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.port.Audits;
import dev.mailworker.port.Condition;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A bucket that denies to write audits for a while. */
class WatchedBlobsTest {
    private static final BlobRef ONE = new BlobRef("bucket", "one");
    private static final BlobRef TWO = new BlobRef("bucket", "two");

    private final StubServer server = new StubServer();
    private final S3Client client = LocalS3.client(server.endpoint());
    private final SettableTime time = new SettableTime();
    private final S3Blobs own = new S3Blobs(client);
    private final WatchedBlobs blobs = new WatchedBlobs(own, own, "own/", Runnable::run, time);
    private final WatchedBlobs kept =
            new WatchedBlobs(new AuditObjects(own, client, "audits", "a/"), own, "own/", Runnable::run, time);
    private volatile Answer object = denied();
    private volatile Answer copy = denied();
    private volatile Answer head = new Answer(200, Map.of(), "");

    @BeforeEach
    void answer() {
        server.answer(request -> {
            boolean isElsewhere =
                    request.path().startsWith("/audits/") || request.path().startsWith("/bucket/own");
            return isElsewhere ? object : request.method().equals("HEAD") ? head : copy;
        });
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
        mark(blobs, ref);
    }

    private static void mark(WatchedBlobs blobs, BlobRef ref) {
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
    void doesNotWaitForAMailThatS3DeniesBecauseItIsGone() {
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        head = new Answer(403, Map.of(), "");
        assertThat(permission("bucket")).as("nothing can be written there").isCompletedExceptionally();
        assertThat(asked()).endsWith("HEAD /bucket/one", "PUT /bucket/own/.probe");

        object = new Answer(200, Map.of(), "");
        assertThat(permission("bucket")).isCompleted();
        assertThat(copies(ONE)).isEqualTo(1);
    }

    @Test
    void shutsForTheBucketThatDeniedAndTriesWhatItDenied() {
        copy = copied();
        head = new Answer(200, Map.of("x-amz-meta-processed", "true"), "");
        assertThatThrownBy(() -> mark(kept, ONE)).hasMessageContaining("audits/a/bucket/one.json");

        for (int trial = 0; trial < 2; trial++) {
            assertThat(kept.permission(List.of("bucket", "audits")).toCompletableFuture())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContainingAll("no mail is received", "audits/a/bucket/one.json", "not you");
        }
        assertThat(asked()).endsWith("PUT /audits/a/bucket/one.json", "PUT /audits/a/bucket/one.json");
        assertThat(copies(ONE)).isEqualTo(1);

        object = new Answer(200, Map.of(), "");
        assertThat(kept.permission(List.of("bucket", "audits")).toCompletableFuture())
                .isCompleted();
        assertThat(asked()).endsWith("PUT /audits/a/bucket/one.json");
    }

    @Test
    void owesTheObjectWhenTheMailCouldBeMarkedLater() {
        assertThatThrownBy(() -> mark(kept, ONE)).isInstanceOf(PortException.class);
        copy = copied();

        assertThat(kept.permission(List.of("bucket")).toCompletableFuture()).isCompleted();
        assertThat(kept.permission(List.of("audits")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void saysWhichAuditsItCanNotKeep() {
        Logger logger = (Logger) LoggerFactory.getLogger(WatchedBlobs.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        for (int i = 0; i <= WatchedBlobs.MOST; i++) {
            BlobRef ref = new BlobRef("bucket", "mail-" + i);
            assertThatThrownBy(() -> mark(ref)).isInstanceOf(PortException.class);
        }
        logger.detachAppender(log);

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("in the log alone"))
                .singleElement()
                .asString()
                .startsWith("bucket/mail-100: its audit will not be written to bucket bucket");
    }

    private List<String> asked() {
        return server.asked().stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
    }

    private long copies(BlobRef ref) {
        return asked().stream().filter(("PUT /" + ref)::equals).count();
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

    @Test
    void tellsSinceWhenABucketDeniesAndAllowsAgain() {
        assertThat(blobs.condition("bucket")).isEqualTo(Condition.UNKNOWN);
        assertThatThrownBy(() -> mark(ONE)).isInstanceOf(PortException.class);
        time.advance(Duration.ofMinutes(5));
        assertThatThrownBy(() -> mark(TWO)).isInstanceOf(PortException.class);

        assertThat(blobs.conditions())
                .containsExactly(Map.entry(
                        "bucket", Condition.down(SettableTime.START, "audits are denied, and no mail is received")));

        copy = copied();
        blobs.permission(List.of("bucket")).toCompletableFuture().join();

        assertThat(blobs.condition("bucket")).isEqualTo(Condition.up(time.instant()));
    }

    @Test
    void knowsThatAllIsWellFromTheFirstAuditOn() {
        copy = copied();
        mark(ONE);
        time.advance(Duration.ofMinutes(5));
        mark(TWO);

        assertThat(blobs.condition("bucket")).isEqualTo(Condition.up(SettableTime.START));
    }
}
