package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.StubServer.Answer;
import dev.mailworker.aws.s3.S3Blobs;
import dev.mailworker.aws.s3.WatchedBlobs;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audits;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.SettableTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A queue whose mails' bucket denies to write audits. */
class GatedSourceTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final StubServer s3 = new StubServer();
    private final S3Client client = LocalS3.client(s3.endpoint());
    private final AtomicInteger answers = new AtomicInteger();
    private final WatchedBlobs mails =
            new WatchedBlobs(new S3Blobs(client), new S3Blobs(client), "own/", Runnable::run, InstantSource.system());
    private final MemoryMessageSource queue = new MemoryMessageSource(new SettableTime());
    private final Set<String> named = new TreeSet<>();
    private final GatedSource source = new GatedSource(
            "region/q",
            queue,
            () -> List.of("own"),
            mails,
            bucket -> assertThat(named.add(bucket)).isTrue(),
            answers::incrementAndGet);
    private volatile boolean denies = true;

    @AfterEach
    void close() {
        client.close();
        s3.close();
    }

    private void fail(String bucket) {
        s3.answer(request -> switch (request.method()) {
            case "PUT" ->
                denies
                        ? new Answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>")
                        : new Answer(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>");
            default -> new Answer(200, Map.of(), "");
        });
        BlobRef ref = new BlobRef(bucket, "k");
        try (Fetched fetched = mails.fetch(ref, new TemporaryMails(folder, 100))) {
            assertThatThrownBy(
                            () -> mails.mark(ref, fetched, Audits.audit(Status.DELIVERED, "Ok", Audits.recipients(1))))
                    .isInstanceOf(PortException.class);
        }
    }

    private CompletableFuture<List<Received>> receive() {
        return source.receive(10, Duration.ofSeconds(20), LEASE).toCompletableFuture();
    }

    private void put(String bucket) {
        queue.put("example.com", new BlobRef(bucket, "mail"), Envelope.UNSTATED);
    }

    @Test
    void takesNothingUntilAuditsCanBeWritten() {
        put("own");
        fail("own");

        assertThat(receive())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .withMessageContaining("no mail is received");
        assertThat(queue.calls().of("receive")).isEmpty();

        denies = false;
        assertThat(receive().join()).hasSize(1);
    }

    @Test
    void goesOnWhereAnotherBucketIsShut() {
        put("own");
        fail("another");

        assertThat(receive().join()).hasSize(1);
    }

    @Test
    void mindsTheBucketsThatItsNoticesName() {
        put("another");
        put("another");
        assertThat(receive().join()).hasSize(2);
        assertThat(named).containsExactly("another");

        fail("another");

        assertThat(receive()).isCompletedExceptionally();
    }

    @Test
    void endsThePollOfWhoWaitsNoMore() {
        CompletableFuture<List<Received>> poll = receive();
        queue.awaitPolls(1);

        assertThat(poll.cancel(true)).isTrue();

        queue.awaitNoPolls();
    }

    @Test
    void endsThePollThatFollowsAProbe() {
        fail("own");
        denies = false;
        CompletableFuture<List<Received>> poll = receive();
        queue.awaitPolls(1);

        assertThat(poll.cancel(true)).isTrue();

        queue.awaitNoPolls();
        assertThat(source.name()).isEqualTo("region/q");
    }
}
