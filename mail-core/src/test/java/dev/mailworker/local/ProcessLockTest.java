package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
    @TempDir
    Path folder;

    /** A process of its own: takes the lock, says so, and holds it until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            OwnFolder own = OwnFolder.in(folder);
            new ProcessLock(folder.resolve("lock")).holding(held -> {
                held.count();
                System.out.println(own.path());
                return System.in.read();
            });
        }
    }

    @Test
    void countsForAllHolders() throws IOException {
        IntStream.range(0, 200)
                .parallel()
                .forEach(i -> FileTrouble.reporting(
                        "count", () -> new ProcessLock(folder.resolve("lock")).holding(ProcessLock.Held::count)));
        assertThat(new ProcessLock(folder.resolve("lock")).<Long>holding(ProcessLock.Held::counted))
                .isEqualTo(200);
    }

    @Test
    void anotherProcessHoldsItAndItsDeathFreesIt() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            Path theirs = Path.of(said.readLine());
            CompletableFuture<Long> ours = CompletableFuture.supplyAsync(() -> FileTrouble.reporting(
                    "count", () -> new ProcessLock(folder.resolve("lock")).holding(ProcessLock.Held::counted)));
            OwnFolder.in(folder).close();
            assertThat(theirs).exists();
            assertThat(ours).isNotDone();
            other.destroyForcibly().waitFor();
            assertThat(ours.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            OwnFolder.in(folder).close();
            assertThat(theirs).doesNotExist();
        } finally {
            other.destroyForcibly();
        }
        assertThat(Files.exists(folder.resolve("lock"))).isTrue();
    }
}
