package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Route;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.local.LocalSite;
import dev.mailworker.local.TableNames;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A process with a local site open: what a test needs to put mails into it, to have a worker go over them, and to see what
 * became of them. Several may share a folder.
 */
final class LocalSiteRig implements AutoCloseable {
    static final String DOMAIN = "example.com";
    static final String MAIL = "From: Ann <ann@example.net>\r\nTo: alice@example.com\r\nSubject: hi\r\n\r\nhello\r\n";

    private final Semaphore settled = new Semaphore(0);
    private final Semaphore processed = new Semaphore(0);
    private volatile Runnable whenSettled = () -> {};
    private final Path folder;
    private final SettableTime time;
    private final LocalSite site;

    private LocalSiteRig(Path folder, SettableTime time) {
        this.folder = folder;
        this.time = time;
        this.site = LocalSite.open(folder, TableNames.DEFAULT, time);
    }

    static LocalSiteRig open(Path folder, SettableTime time) throws IOException {
        Files.createDirectories(folder.resolve("spool").resolve(DOMAIN));
        return new LocalSiteRig(folder, time);
    }

    LocalSite site() {
        return site;
    }

    void mailbox(String localPart) throws IOException {
        Files.createDirectories(folder.resolve("mail").resolve(DOMAIN).resolve(localPart));
    }

    void spool(String key, String from, String... to) throws IOException {
        spool(key, MAIL.getBytes(StandardCharsets.ISO_8859_1), from, to);
    }

    void spool(String key, byte[] mail, String from, String... to) throws IOException {
        spoolEnvelope(
                key,
                Json.pretty(new JsonFields()
                        .with("from", from)
                        .with("to", List.of(to))
                        .build()));
        spoolWithoutEnvelope(key, mail);
    }

    void spoolEnvelope(String key, String json) throws IOException {
        Files.writeString(file("spool", key + ".json"), json);
    }

    void spoolWithoutEnvelope(String key, byte[] mail) throws IOException {
        Path unfinished = Files.write(file("spool", "." + key), mail);
        Files.move(unfinished, file("spool", key + ".eml"));
    }

    MailWorker worker() {
        return worker(WorkerConfig.defaults(), local -> local);
    }

    MailWorker worker(WorkerConfig config, UnaryOperator<Transport> decorated) {
        return MailWorker.builder()
                .config(config.withSourceRefresh(Duration.ofMillis(100)))
                .sources(() -> site.sources().stream().map(Watched::new).toList())
                .managedDomains(() -> Set.copyOf(site.domains()))
                .blobs(site.blobs())
                .progress(site.progress())
                .blocklist(site.blocklist())
                .rules(site.rules())
                .sentMail(site.sentMail())
                .replies(site.replies())
                .temporaryFolder(site.temporaryFolder())
                .time(time)
                .listener(attempt -> processed.release())
                .transport(Route.LOCAL, decorated.apply(site.transport()))
                .build();
    }

    /** Has something done whenever a message is settled. */
    void whenSettled(Runnable task) {
        whenSettled = task;
    }

    /** Waits for messages to be settled, in whatever way, since the last time. */
    void awaitSettled(int count) throws InterruptedException {
        await(settled, count, "settled");
    }

    /** Waits for attempts at mails to end; what was given back before it was begun is none. */
    void awaitProcessed(int count) throws InterruptedException {
        await(processed, count, "processed");
    }

    private static void await(Semaphore counted, int count, String what) throws InterruptedException {
        assertThat(counted.tryAcquire(count, 60, TimeUnit.SECONDS))
                .as("%d are %s, not %d", counted.availablePermits(), what, count)
                .isTrue();
    }

    /** Where a file is, or would be. */
    Path file(String place, String name) {
        return folder.resolve(place).resolve(DOMAIN).resolve(name);
    }

    StoredAudit audit(String key) {
        return site.blobs().audit(new BlobRef(DOMAIN, key));
    }

    /** {@return the mails in a mailbox, as octets in ISO-8859-1} */
    List<String> mails(String localPart) throws IOException {
        List<String> mails = new ArrayList<>();
        for (Path mail :
                list(folder.resolve("mail").resolve(DOMAIN).resolve(localPart).resolve("new"))) {
            mails.add(Files.readString(mail, StandardCharsets.ISO_8859_1));
        }
        return mails;
    }

    /** {@return the names of what is in {@code spool}, {@code done} or {@code dead}} */
    List<String> names(String place) throws IOException {
        return list(folder.resolve(place).resolve(DOMAIN)).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }

    private static List<Path> list(Path of) throws IOException {
        if (!Files.isDirectory(of)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void close() {
        site.close();
    }

    /** Counts what is settled, also of messages that are no mails. */
    private final class Watched implements MessageSource {
        private final MessageSource source;

        Watched(MessageSource source) {
            this.source = source;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
            return source.receive(max, wait, lease);
        }

        @Override
        public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
            return source.extend(receipt, lease);
        }

        @Override
        public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
            return source.settle(receipt, settlement).thenRun(() -> {
                settled.release();
                whenSettled.run();
            });
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
