package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerConfig;
import dev.mailworker.activity.RecentActivity;
import dev.mailworker.cli.http.WebServer;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A worker with its status page, on fakes in memory. */
final class StatusRig implements AutoCloseable {
    static final String ALICE = "alice@example.com";
    static final String BOB = "bob@example.com";

    final SettableTime time;
    final MemoryBlocklist blocklist = new MemoryBlocklist();
    final RecordingTransport mailboxes = new RecordingTransport();
    final MailWorker worker;
    final RecentActivity activity;

    private final MemoryMessageSource queue;
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final StatusView view;
    private final Optional<StatusToken> token;
    private WebServer server;

    /**
     * A site.
     *
     * @param temporary a folder of its own
     * @param domains the managed ones
     * @param secret the token; empty for none
     */
    StatusRig(Path temporary, SettableTime time, Set<String> domains, String secret) throws IOException {
        this.time = time;
        this.queue = new MemoryMessageSource("example-com-queue", time);
        this.activity = new RecentActivity(RecentActivity.MOST_MAILS, time);
        this.token = secret.isEmpty() ? Optional.empty() : Optional.of(new StatusToken(secret, 8081, time));
        this.worker = MailWorker.builder()
                .config(WorkerConfig.defaults().withSourceRefresh(Duration.ofMillis(10)))
                .sources(() -> List.of(queue))
                .managedDomains(() -> domains)
                .siteHealth(domain -> Optional.of("example-com-queue"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .transport(Route.LOCAL, mailboxes)
                .temporaryFolder(temporary)
                .time(time)
                .listener(activity)
                .build();
        this.view = new StatusView("mx1", worker, activity, time);
        this.server = serve(0);
    }

    private WebServer serve(int port) throws IOException {
        return WebServer.start(
                "status",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                StatusPages.of(view, token),
                new StatusGate("127.0.0.1", token));
    }

    int port() {
        return server.port();
    }

    /** Nobody answers for a while, as when the worker is gone. */
    void away() {
        server.close();
    }

    /** Answers again, where it did before. */
    void back(int port) throws IOException {
        server = serve(port);
    }

    void mail(String key, String... recipients) {
        mailOf("example.com", "ann@example.net", key, recipients);
    }

    void mailOf(String domain, String sender, String key, String... recipients) {
        BlobRef ref = new BlobRef("bucket", key);
        blobs.put(ref, "Subject: secret\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        queue.put(domain, ref, Envelope.parse(sender, List.of(recipients)));
    }

    @Override
    public void close() {
        server.close();
        worker.close();
    }
}
