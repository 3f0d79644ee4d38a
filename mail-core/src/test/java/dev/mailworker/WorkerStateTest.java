package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Route;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.pipeline.TableUse;
import dev.mailworker.pipeline.TargetUse;
import dev.mailworker.port.PortException;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says of itself, asked while a mail is on its way out. */
class WorkerStateTest {
    private static final byte[] MAIL = "Subject: hi\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final RecordingTransport transport = new RecordingTransport();
    private final List<WorkerState> whileSending = new ArrayList<>();
    private MailWorker worker;

    @BeforeEach
    void setUp() {
        worker = MailWorker.builder()
                .sources(() -> List.of(source))
                .managedDomains(() -> Set.of("example.com"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .temporaryFolder(folder)
                .time(time)
                .transport(Route.LOCAL, transport)
                .build();
        transport.calls().before("send", () -> whileSending.add(worker.state()));
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private void mail(String key) {
        BlobRef ref = new BlobRef("bucket", key);
        blobs.put(ref, MAIL);
        source.put(
                "example.com",
                ref,
                Envelope.of(ReversePath.parse("ann@example.net"), List.of(EmailAddress.of("alice@example.com"))));
    }

    @Test
    void tellsOfTheMailInWork() throws InterruptedException {
        Instant queued = time.instant();
        mail("one");
        time.advance(Duration.ofMinutes(3));
        worker.runOnce();

        WorkerState state = whileSending.get(0);
        assertThat(state.mailsInWork()).isEqualTo(1);
        assertThat(state.oldest()).contains(queued);
        assertThat(state.oldestByDomain()).containsExactly(Map.entry("example.com", queued));
        assertThat(state.bytesInMemory() + state.bytesInFiles()).isEqualTo(MAIL.length);
        assertThat(state.targets()).containsExactly(new TargetUse(Route.LOCAL, "", 1, 64, false));
        assertThat(state.tables()).containsEntry(Table.BLOCKLIST, new TableUse(1, 0, 0, null));
    }

    @Test
    void holdsNothingAfterwards() throws InterruptedException {
        mail("one");
        worker.runOnce();

        WorkerState state = worker.state();
        assertThat(state.mailsInWork()).isZero();
        assertThat(state.oldest()).isEmpty();
        assertThat(state.bytesInMemory() + state.bytesInFiles()).isZero();
        assertThat(state.targets()).containsExactly(new TargetUse(Route.LOCAL, "", 0, 64, false));
        assertThat(state.leasesLost()).isZero();
    }

    @Test
    void tellsOfATableThatCannotBeRead() throws InterruptedException {
        Instant began = time.instant();
        blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        mail("one");
        worker.runOnce();
        assertThat(worker.state().tables())
                .containsEntry(Table.BLOCKLIST, new TableUse(0, 1, 0, began))
                .containsEntry(Table.RULES, new TableUse(1, 0, 0, null));

        time.advance(Duration.ofMinutes(2));
        worker.runOnce();

        assertThat(worker.state().tables()).containsEntry(Table.BLOCKLIST, new TableUse(0, 1, 1, began));
        assertThat(TableUse.NONE.outSince()).isEqualTo(Optional.empty());
    }
}
