package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mails arrive as they are, whatever they are: a folder of them is named by {@code MAILWORKER_CORPUS}. */
class CorpusDeliveryTest {
    @Test
    void deliversEveryMailOctetForOctet(@TempDir Path site) throws Exception {
        List<Path> mails = mails(corpus());
        try (LocalSiteRig rig = LocalSiteRig.open(site, new SettableTime());
                MailWorker worker = rig.worker()) {
            for (int i = 0; i < mails.size(); i++) {
                rig.mailbox(key(i));
                rig.spool(key(i), Files.readAllBytes(mails.get(i)), "ann@example.net", key(i) + "@example.com");
            }

            worker.runOnce();

            List<Path> wrong = new ArrayList<>();
            for (int i = 0; i < mails.size(); i++) {
                if (!isDelivered(mails.get(i), site.resolve("mail/example.com").resolve(key(i)))) {
                    wrong.add(mails.get(i));
                }
            }
            System.out.printf("corpus: %d of %d delivered byte-identical%n", mails.size() - wrong.size(), mails.size());
            assertThat(wrong).isEmpty();
            assertThat(rig.names("spool")).isEmpty();
            assertThat(rig.names("dead")).isEmpty();
        }
    }

    /** Each has a mailbox of its own, so that it is known which one has to be there. */
    private static String key(int index) {
        return String.format("m%05d", index);
    }

    private static boolean isDelivered(Path mail, Path mailbox) throws IOException {
        Path fresh = mailbox.resolve("new");
        if (!Files.isDirectory(fresh)) {
            return false;
        }
        try (Stream<Path> files = Files.list(fresh)) {
            List<Path> delivered = files.toList();
            return delivered.size() == 1 && Files.mismatch(mail, delivered.get(0)) < 0;
        }
    }

    private static Path corpus() {
        Optional<Path> folder = Optional.ofNullable(System.getenv("MAILWORKER_CORPUS"))
                .map(Path::of)
                .filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), "MAILWORKER_CORPUS names no folder of mails");
        return folder.orElseThrow();
    }

    private static List<Path> mails(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
    }
}
