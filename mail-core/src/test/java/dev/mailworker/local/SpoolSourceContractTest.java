package dev.mailworker.local;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.MessageSourceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SpoolSourceContractTest implements MessageSourceContract {
    private final SettableTime time = new SettableTime();
    private final List<BlobRef> put = new ArrayList<>();

    @TempDir
    Path folder;

    private LocalSite site;
    private SpoolSource source;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("spool/example.com"));
        site = LocalSite.open(folder, TableNames.DEFAULT, time);
        source = site.source("example.com");
    }

    @AfterEach
    void close() {
        source.close();
        site.close();
    }

    @Override
    public MessageSource testee() {
        return source;
    }

    @Override
    public BlobRef putMail() {
        BlobRef ref = new BlobRef("example.com", "mail-" + put.size());
        put.add(ref);
        write(ref.key() + ".eml", "Subject: hello\r\n\r\nbody\r\n");
        return ref;
    }

    @Override
    public boolean putUnreadable() {
        write("mail-" + put.size() + ".json", "{\"from\":\n}");
        putMail();
        return true;
    }

    /** Leases go by a time that is set, but how long a poll waits goes by the system's. */
    @Override
    public Duration lease() {
        return Duration.ofMillis(300);
    }

    @Override
    public void letLeaseEnd() {
        time.pass(lease());
    }

    @Override
    public List<String> deadLetterReasons() {
        return put.stream()
                .filter(ref -> Files.exists(folder.resolve("dead/example.com/" + ref.key() + ".eml")))
                .map(ref -> site.blobs().audit(ref).value(AuditMetadata.REASON).orElse("none"))
                .toList();
    }

    private void write(String name, String text) {
        Path spool = folder.resolve("spool/example.com");
        try {
            Files.move(Files.writeString(spool.resolve(".new"), text), spool.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
