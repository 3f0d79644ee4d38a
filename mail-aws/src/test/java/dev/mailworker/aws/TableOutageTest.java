package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerConfig;
import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.aws.notification.Notifications;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Tables that can't be read, and then can. */
@Timeout(120)
@ExtendWith(Credentials.class)
class TableOutageTest {
    private static final String QUEUE = "example-com-queue";
    private static final String BUCKET = "example-com-emails";

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime(Instant.now());
    private final RecordingTransport local = new RecordingTransport();
    private final StubServer tables = new StubServer();
    private final LocalSqs sqs = new LocalSqs();
    private LocalS3 s3;
    private AwsSite site;
    private MailWorker worker;

    @BeforeEach
    void start() throws Exception {
        s3 = new LocalS3();
        sqs.makeQueueWithDeadLetters(QUEUE, "dead");
        s3.makeBucket(BUCKET);
        site = AwsSite.open(
                AwsSettings.DEFAULTS.withEndpoints(Map.of(
                        AwsService.SQS, sqs.endpoint(),
                        AwsService.S3, s3.endpoint(),
                        AwsService.DYNAMODB, tables.endpoint())),
                time);
        worker = site.equip(MailWorker.builder(), () -> Set.of("example.com"))
                .config(WorkerConfig.defaults().withOutageGrace(Duration.ofMinutes(1)))
                .transport(Route.LOCAL, local)
                .temporaryFolder(folder)
                .time(time)
                .build();
    }

    @AfterEach
    void stop() {
        assertThat(worker.stop().isClean()).isTrue();
        site.close();
        s3.close();
        sqs.close();
        tables.close();
    }

    private BlobRef arrive(String key) {
        s3.client()
                .putObject(
                        request -> request.bucket(BUCKET).key(key),
                        RequestBody.fromBytes(
                                "From: ann@example.net\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII)));
        sqs.send(
                QUEUE,
                Notifications.body(Notifications.inEnvelope(Notifications.body(
                        Notifications.receipt(BUCKET, key, "ann@example.net", List.of("bob@example.com"))))));
        return new BlobRef(BUCKET, key);
    }

    private void fail(int status, String type) {
        tables.answer(request -> new Answer(
                status,
                Map.of("Content-Type", "application/x-amz-json-1.0"),
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + type + "\",\"message\":\"not now\"}"));
    }

    private void work() {
        tables.answer(request -> new Answer(
                200,
                Map.of("Content-Type", "application/x-amz-json-1.0"),
                "{\"Responses\":{\"email-blocked-senders\":[{\"email_address\":{\"S\":\"bob@example.com\"},"
                        + "\"blocked_patterns\":{\"L\":[{\"S\":\"eve@*\"}]}}]},\"UnprocessedKeys\":{}}"));
    }

    @Test
    void mailsWaitThenPassOpenAndAreMarkedUntilTablesAreBack() throws InterruptedException {
        fail(500, "InternalServerError");
        BlobRef waiting = arrive("waiting");
        worker.runOnce();
        assertThat(local.sent()).as("it waits").isEmpty();
        assertThat(site.blobs().audit(waiting).metadata()).isEmpty();

        time.advance(Duration.ofMinutes(1));
        BlobRef passed = arrive("passed");
        worker.runOnce();
        assertThat(site.blobs().audit(passed).metadata())
                .containsEntry("status", "delivered")
                .containsEntry("passed_open", "blocklist,rules");

        work();
        BlobRef after = arrive("after");
        worker.runOnce();
        assertThat(site.blobs().audit(after).metadata())
                .containsEntry("status", "delivered")
                .doesNotContainKey("passed_open");
    }

    @Test
    void oneDeniedTableDoesNotCostTheOther() throws InterruptedException {
        tables.answer(request -> request.body().contains("email-rules")
                ? new Answer(
                        400,
                        Map.of("Content-Type", "application/x-amz-json-1.0"),
                        "{\"__type\":\"AccessDeniedException\",\"message\":\"not you\"}")
                : new Answer(
                        200,
                        Map.of("Content-Type", "application/x-amz-json-1.0"),
                        "{\"Responses\":{\"email-blocked-senders\":[{\"email_address\":{\"S\":\"bob@example.com\"},"
                                + "\"blocked_patterns\":{\"L\":[{\"S\":\"ann@*\"}]}}]},\"UnprocessedKeys\":{}}"));
        arrive("first");
        worker.runOnce();
        time.advance(Duration.ofMinutes(1));
        BlobRef blocked = arrive("blocked");
        worker.runOnce();

        assertThat(local.sent()).as("the blocklist is known").isEmpty();
        assertThat(site.progress().load(blocked)).isPresent().get().satisfies(kept -> assertThat(
                        kept.progress().deleted())
                .isTrue());
    }
}
