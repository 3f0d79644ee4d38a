package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a worker says about each mail that it settles. */
class AuditEventTest {
    private static final BlobRef REF = new BlobRef("bucket", "key");

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final RecordingTransport transport = new RecordingTransport();
    private final List<AuditEvent> heard = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditEvent.LOGGER);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private void work() throws InterruptedException {
        try (MailWorker worker = MailWorker.builder()
                .config(WorkerConfig.defaults().withWorkerName("w1"))
                .sources(() -> List.of(source))
                .managedDomains(() -> Set.of("example.com"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .transport(Route.LOCAL, transport)
                .listener(new WorkerListener() {
                    @Override
                    public void processed(Processed processed) {}

                    @Override
                    public void audited(AuditEvent event) {
                        heard.add(event);
                    }
                })
                .time(time)
                .temporaryFolder(folder)
                .build()) {
            worker.runOnce();
        }
    }

    private void arrive(boolean isThere) {
        if (isThere) {
            blobs.put(REF, "From: ann@example.net\r\n\r\nb".getBytes(StandardCharsets.US_ASCII));
        }
        source.put("example.com", REF, Envelope.parse("ann@example.net", List.of("bob@example.com")));
    }

    private JsonValue line() {
        assertThat(lines.list).hasSize(1);
        return Json.read("line", lines.list.get(0).getFormattedMessage());
    }

    @Test
    void saysWhatIsStoredWithTheMail() throws InterruptedException {
        arrive(true);
        work();

        assertThat(heard).singleElement().satisfies(event -> {
            assertThat(event.isStored()).isTrue();
            assertThat(event.at()).isEqualTo(SettableTime.START);
            assertThat(event.audit()).isPresent();
        });
        JsonValue line = line();
        assertThat(line.get("bucket").asString()).isEqualTo("bucket");
        assertThat(line.get("key").asString()).isEqualTo("key");
        assertThat(line.get("domain").asString()).isEqualTo("example.com");
        assertThat(line.get("by").asString()).isEqualTo("w1");
        assertThat(line.get("settlement").asString()).isEqualTo("done");
        assertThat(line.get("status").asString()).isEqualTo("delivered");
        assertThat(line.get("stored").asBoolean()).isTrue();
        assertThat(line.get("metadata").get("envelope_to").asString()).isEqualTo("bob@example.com");
        assertThat(line.get("recipients").asList()).hasSize(1);
    }

    @Test
    void outlivesAMailThatIsDeleted() throws InterruptedException {
        blocklist.block("bob@example.com", "ann@*");
        arrive(true);
        work();

        assertThat(blobs.contains(REF)).isFalse();
        assertThat(line().get("metadata").get("deleted_by").asString()).isEqualTo("w1");
    }

    @Test
    void waitsForTheEnd() throws InterruptedException {
        transport.answer("bob@example.com", DeliveryResult.deferred(Cause.TEMPORARY, "451 later"));
        arrive(true);
        work();

        assertThat(transport.sent()).isNotEmpty();
        assertThat(heard).isEmpty();
        assertThat(lines.list).isEmpty();
    }

    @Test
    void speaksOfMailsWithoutADecisionToo() throws InterruptedException {
        arrive(false);
        work();

        assertThat(heard).singleElement().satisfies(event -> {
            assertThat(event.audit()).isEmpty();
            assertThat(event.isStored()).isFalse();
        });
        JsonValue line = line();
        assertThat(line.get("settlement").asString()).isEqualTo("dead");
        assertThat(line.get("status").asString()).isEqualTo("dead");
        assertThat(line.get("because").asString()).contains("the mail is gone");
    }
}
