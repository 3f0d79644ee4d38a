package dev.mailworker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedWorkerTest {
    private static String run(Path folder) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EmbeddedWorker.run(folder, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysWhatCameOfEachMail(@TempDir Path folder) throws IOException, InterruptedException {
        ExampleSite site = new ExampleSite(folder);

        String[] lines = run(folder).split(System.lineSeparator(), -1);

        Arrays.sort(lines);
        assertThat(lines)
                .containsExactly(
                        "",
                        "01-delivered: delivered 1",
                        "02-one-of-two-blocks: delivered 1, blocked 1",
                        "03-all-block: blocked 1",
                        "04-foreign-recipient: delivered 1, unmanaged 1",
                        "05-loop: delivered 1",
                        "06-eight-bit: delivered 1",
                        "07-attachment: delivered 1",
                        "08-malformed: delivered 1",
                        "09-null-sender: delivered 1",
                        "10-invalid-mailbox: invalid 1",
                        "11-wildcard-near-miss: delivered 1",
                        "12-long-line: delivered 1",
                        "13-no-envelope: delivered 1",
                        "14-nobody-is-ours: no managed recipient",
                        "15-out-of-office: delivered 1",
                        "16-forwarded: delivered 1");
        assertThat(site.mailbox("example.com", "alice")).hasSize(8);
        assertThat(run(folder)).as("nothing is left").isEmpty();
    }
}
