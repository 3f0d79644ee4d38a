package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStore.Versioned;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProgressStoreTest {
    private static final BlobRef REF = new BlobRef("x.example", "m");
    private static final Progress ONE = Progress.NONE.withAttempt();

    @TempDir
    Path folder;

    private ProgressStore store;

    @BeforeEach
    void open() {
        store = new FileProgressStore(folder.resolve("progress"));
    }

    @Test
    void remembersChangesAndForgets() {
        assertThat(store.load(REF)).isEmpty();
        Versioned created = store.create(REF, ONE);
        assertThat(store.load(REF)).contains(created);
        Versioned updated = store.update(REF, created, ONE.withAttempt());
        assertThat(new FileProgressStore(folder.resolve("progress")).load(REF)).contains(updated);
        assertThat(updated.progress().attempts()).isEqualTo(2);
        store.remove(REF, updated);
        store.remove(REF, updated);
        assertThat(store.load(REF)).isEmpty();
        assertThat(folder.resolve("progress/x.example")).isEmptyDirectory();
    }

    @Test
    void refusesChangesThatRestOnAnotherState() {
        Versioned created = store.create(REF, ONE);
        assertKind(Kind.CONFLICT, () -> store.create(REF, ONE));
        Versioned updated = store.update(REF, created, ONE.withAttempt());
        assertKind(Kind.CONFLICT, () -> store.update(REF, created, ONE));
        assertKind(Kind.CONFLICT, () -> store.remove(REF, created));
        store.remove(REF, updated);
        assertKind(Kind.CONFLICT, () -> store.update(REF, updated, ONE));
    }

    @Test
    void takesAnyName() {
        for (String key : List.of("../../x", "a/b", ".", "..", "~", "ü\n", "k".repeat(1000), "a", "A b")) {
            Versioned created = store.create(new BlobRef("../bucket", key), ONE);
            assertThat(store.load(new BlobRef("../bucket", key))).contains(created);
        }
        assertThat(FileNames.of("a/b")).isNotEqualTo(FileNames.of("a_b"));
    }

    @Test
    void ofManyWritersOneWinsEachRound() {
        store.create(REF, Progress.NONE);
        CompletableFuture<?>[] writers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> countUp(new FileProgressStore(folder.resolve("progress")), 25)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(writers).join();
        assertThat(store.load(REF).orElseThrow().progress().attempts()).isEqualTo(100);
    }

    private static void countUp(ProgressStore store, int times) {
        for (int done = 0; done < times; ) {
            Versioned read = store.load(REF).orElseThrow();
            try {
                store.update(REF, read, read.progress().withAttempt());
                done++;
            } catch (PortException e) {
                assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
            }
        }
    }

    @Test
    void doesNotGuessABrokenState() throws IOException {
        store.create(REF, ONE);
        Files.writeString(folder.resolve("progress/x.example/m.json"), "{\n");
        assertKind(Kind.UNREADABLE, () -> store.load(REF));
        assertThatThrownBy(() -> store.load(REF))
                .hasMessageContaining("m.json:2:1")
                .hasMessageContaining("delete it");
    }

    private static void assertKind(Kind kind, Runnable step) {
        assertThatThrownBy(step::run).isInstanceOfSatisfying(PortException.class, e -> assertThat(e.kind())
                .isEqualTo(kind));
    }

    @Test
    void doesNotReadAStateThatIsFarTooLarge(@TempDir Path other) throws IOException {
        FileProgressStore store = new FileProgressStore(other);
        store.create(REF, ONE);
        try (RandomAccessFile large =
                new RandomAccessFile(other.resolve("x.example/m.json").toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        assertKind(Kind.UNREADABLE, () -> store.load(REF));
    }

    @Test
    void progressOfAnEarlierMailOfTheSameKeyIsNotTakenForTheLaterOnes(@TempDir Path other) {
        BlobRef ref = new BlobRef("x.example", "k");
        AtomicReference<String> mail = new AtomicReference<>("first");
        FileProgressStore told = new FileProgressStore(other, any -> Optional.ofNullable(mail.get()));
        told.create(ref, Progress.NONE.withAttempt());
        assertThat(told.load(ref)).isPresent();

        mail.set("second");
        assertThat(told.load(ref)).isEmpty();
        told.create(ref, Progress.NONE.withAttempt().withAttempt());
        assertThat(told.load(ref).orElseThrow().progress().attempts()).isEqualTo(2);
    }
}
