package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Bounce;
import dev.mailworker.local.LocalSite;
import dev.mailworker.mail.BounceSamples;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Received.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who watches a worker hears what bounced. */
class BounceListenerTest {
    @TempDir
    private Path folder;

    private final List<Bounce> bounces = new CopyOnWriteArrayList<>();
    private final List<Processed> processed = new CopyOnWriteArrayList<>();

    private final class Watcher implements WorkerListener {
        @Override
        public void processed(Processed attempt) {
            processed.add(attempt);
        }

        @Override
        public void bounced(Arrival arrival, Bounce bounce) {
            assertThat(arrival.blob().key()).isEqualTo("bounce");
            bounces.add(bounce);
        }
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).resolveSibling(""));
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void bounceIsToldOnceAndOtherMailIsNot() throws Exception {
        Files.createDirectories(folder.resolve("mail/example.com/alice"));
        write(
                "tables/ses-outbound-messages.json",
                "{\"Items\":[{\"MessageId\":{\"S\":\"" + BounceSamples.ID
                        + "\"},\"recipients\":{\"SS\":[\"dora@example.net\"]}}]}");
        for (String key : List.of("bounce", "plain")) {
            write("spool/example.com/" + key + ".json", "{\"from\":\"\",\"to\":[\"alice@example.com\"]}");
        }
        write("spool/example.com/bounce.eml", BounceSamples.SES);
        write("spool/example.com/plain.eml", "Subject: s\r\n\r\n");

        try (LocalSite site = LocalSite.open(folder);
                MailWorker worker =
                        MailWorkerBuilder.on(site).listener(new Watcher()).build()) {
            worker.runOnce();
            worker.runOnce();
        }

        assertThat(processed).hasSize(2);
        assertThat(bounces).hasSize(1);
        assertThat(bounces.get(0).attributed()).isTrue();
        assertThat(bounces.get(0).recipients().get(0).diagnostic()).isEqualTo("550 5.1.1 no such user: dora");
    }
}
