package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolBlobsTest {
    private static final BlobRef REF = new BlobRef("x.example", "m");
    private static final byte[] MAIL = "Subject: x\r\n\r\n\u00e9\n\r".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private SpoolBlobs blobs;
    private TemporaryMails temporary;

    @BeforeEach
    void open() throws IOException {
        blobs = new SpoolBlobs(new SpoolFolders(folder));
        temporary = new TemporaryMails(folder.resolve("tmp"), 100);
        put("spool/x.example/m.eml");
    }

    private Path put(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.write(file, MAIL);
    }

    private static Audit audit(boolean deleted) {
        EmailAddress ann = EmailAddress.of("ann@x.example");
        return new Audit(
                true,
                Instant.EPOCH,
                "w",
                Status.DELIVERED,
                Envelope.of(ReversePath.NULL, List.of(ann)),
                List.of(),
                deleted,
                "",
                1,
                Set.of(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spool", "done", "dead"})
    void fetchesWhereverTheMailIs(String place) throws IOException {
        Files.delete(folder.resolve("spool/x.example/m.eml"));
        put(place + "/x.example/m.eml");
        try (Fetched fetched = blobs.fetch(REF, temporary)) {
            assertThat(fetched.raw().open().readAllBytes()).isEqualTo(MAIL);
            assertThat(fetched.audit()).isEqualTo(StoredAudit.NONE);
            blobs.mark(REF, fetched, audit(false));
        }
        assertThat(folder.resolve(place + "/x.example/m.audit.json")).exists();
        try (Fetched again = blobs.fetch(REF, temporary)) {
            assertThat(again.audit().isProcessed()).isTrue();
            assertThat(again.audit()).isEqualTo(blobs.audit(REF));
        }
    }

    @Test
    void aDeletedMailsAuditStays() {
        try (Fetched fetched = blobs.fetch(REF, temporary)) {
            blobs.mark(REF, fetched, audit(true));
            blobs.delete(REF, fetched);
            blobs.delete(REF, fetched);
            assertThat(blobs.audit(REF).value("deleted_at")).contains("0");
            blobs.mark(REF, fetched, audit(true));
        }
        assertNotFound(() -> blobs.fetch(REF, temporary));
        assertThat(blobs.find("m")).containsExactly(REF);
    }

    @Test
    void aMailWithoutAnAuditHasNone() {
        assertThat(blobs.audit(REF)).isEqualTo(StoredAudit.NONE);
        assertNotFound(() -> blobs.audit(new BlobRef("x.example", "other")));
        assertNotFound(() -> blobs.fetch(new BlobRef("y.example", "m"), temporary));
    }

    @Test
    void aBrokenAuditDoesNotKeepTheMail() throws IOException {
        Files.writeString(folder.resolve("spool/x.example/m.audit.json"), "{\n\"metadata\": 1}");
        try (Fetched fetched = blobs.fetch(REF, temporary)) {
            assertThat(fetched.audit()).isEqualTo(StoredAudit.NONE);
        }
        assertThatThrownBy(() -> blobs.audit(REF))
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNREADABLE))
                .hasMessageContaining("m.audit.json:2:13:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../m", "..", ".", ".m", "a/b", "a\\b", "a\0b", "/etc/passwd", "m.audit"})
    void noKeyLeadsOutOfTheFolder(String key) throws IOException {
        put("spool/m.eml");
        BlobRef ref = new BlobRef("x.example", key);
        assertNotFound(() -> blobs.fetch(ref, temporary));
        assertNotFound(() -> blobs.audit(ref));
        assertThat(blobs.find(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../spool/x.example", "X.example", "x.example/", "a b"})
    void noBucketLeadsOutOfTheFolder(String bucket) {
        assertNotFound(() -> blobs.fetch(new BlobRef(bucket, "m"), temporary));
    }

    @Test
    void findsANameInAllDomainsAndPlaces() throws IOException {
        put("done/y.example/m.eml");
        put("dead/z.example/m.eml");
        put("dead/x.example/m.eml");
        put("dead/q.example/other.eml");
        assertThat(blobs.find("m")).containsExactly(REF, new BlobRef("y.example", "m"), new BlobRef("z.example", "m"));
    }

    private static void assertNotFound(Runnable step) {
        assertThatThrownBy(step::run).isInstanceOfSatisfying(PortException.class, e -> assertThat(e.kind())
                .isEqualTo(PortException.Kind.NOT_FOUND));
    }
}
