package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.json.AuditJson;
import dev.mailworker.json.Json;
import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolMovesTest {
    private static final BlobRef REF = new BlobRef("x.example", "m");
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String ENVELOPE = "{\"from\":\"bob@y.example\",\"to\":[\"ann@x.example\"]}";

    @TempDir
    Path folder;

    private SpoolFolders folders;
    private SpoolMoves moves;

    @BeforeEach
    void makeMail() throws IOException {
        folders = new SpoolFolders(folder);
        moves = new SpoolMoves(folders);
        for (Place place : Place.values()) {
            Files.createDirectories(folders.folder(place, "x.example"));
        }
        put(Place.SPOOL, Part.MAIL, "mail");
        put(Place.SPOOL, Part.ENVELOPE, ENVELOPE);
    }

    private void put(Place place, Part part, String content) throws IOException {
        Files.writeString(folders.file(place, REF, part), content);
    }

    private Path file(Place place, Part part) {
        return folders.file(place, REF, part);
    }

    private StoredAudit deadAudit() throws IOException {
        return AuditJson.read(Json.read(file(Place.DEAD, Part.AUDIT)));
    }

    @Test
    void doneTakesEverythingAlong() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{}");
        moves.done(REF);
        for (Part part : Part.values()) {
            assertThat(file(Place.DONE, part)).exists();
            assertThat(file(Place.SPOOL, part)).doesNotExist();
        }
    }

    @Test
    void aDeletedMailsAuditIsTakenAlong() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{}");
        Files.delete(file(Place.SPOOL, Part.MAIL));
        moves.done(REF);
        assertThat(file(Place.DONE, Part.AUDIT)).exists();
        assertThat(file(Place.DONE, Part.ENVELOPE)).exists();
        assertThat(file(Place.SPOOL, Part.ENVELOPE)).doesNotExist();
    }

    @Test
    void canBeRepeatedAfterACrashAtAnyMove() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{\"metadata\":{\"x\":\"y\"}}");
        for (Part moved : List.of(Part.ENVELOPE, Part.AUDIT)) {
            Files.move(file(Place.SPOOL, moved), file(Place.DONE, moved));
            // The mail is still the queue's entry, and all that is known of it is found.
            assertThat(file(Place.SPOOL, Part.MAIL)).exists();
            assertThat(folders.find(REF, Part.ENVELOPE)).isPresent();
            assertThat(folders.find(REF, Part.AUDIT)).isPresent();
        }
        moves.done(REF);
        moves.done(REF);
        assertThat(file(Place.DONE, Part.MAIL)).hasContent("mail");
        assertThat(file(Place.DONE, Part.ENVELOPE)).hasContent(ENVELOPE);
        assertThat(FileNames.in(folders.folder(Place.DONE, "x.example"))).hasSize(3);
    }

    @Test
    void aCrashBetweenTheMovesKeepsTheEnvelope() throws Exception {
        SettableTime time = new SettableTime();
        Files.move(file(Place.SPOOL, Part.ENVELOPE), file(Place.DONE, Part.ENVELOPE));
        try (LocalSite site = LocalSite.open(folder, TableNames.DEFAULT, time);
                SpoolSource source = site.source("x.example")) {
            var received = source.receive(1, Duration.ZERO, Duration.ofMinutes(1))
                    .toCompletableFuture()
                    .get();
            assertThat(((Arrival) received.get(0)).envelope().recipients()).hasSize(1);
        }
    }

    @Test
    void aWorkerKilledAfterItDeletedTheMailLeavesAnEntry() throws Exception {
        put(Place.SPOOL, Part.AUDIT, "{\"metadata\":{\"deleted_at\":\"1\"}}");
        Files.delete(file(Place.SPOOL, Part.MAIL));
        try (LocalSite site = LocalSite.open(folder, TableNames.DEFAULT, new SettableTime());
                SpoolSource source = site.source("x.example")) {
            var received = source.receive(1, Duration.ZERO, Duration.ofMinutes(1))
                    .toCompletableFuture()
                    .get();
            assertThat(received).hasSize(1);
            assertThatThrownBy(() -> site.blobs().fetch(REF, new TemporaryMails(site.temporaryFolder(), 1024)))
                    .hasMessageContaining("there is no mail x.example/m");
            assertThat(site.blobs().audit(REF).value("deleted_at")).contains("1");
            source.settle(received.get(0).receipt(), new Settlement.Done("deleted before"))
                    .toCompletableFuture()
                    .get();
        }
        assertThat(folders.folder(Place.SPOOL, "x.example")).isEmptyDirectory();
        assertThat(file(Place.DONE, Part.AUDIT)).exists();
    }

    @Test
    void deadWritesTheReasonIfNobodyDid() throws IOException {
        moves.dead(REF, "it killed the worker twice", NOW, 3);
        StoredAudit audit = deadAudit();
        assertThat(audit.value("status")).contains("dead");
        assertThat(audit.value("reason")).contains("it killed the worker twice");
        assertThat(audit.value("envelope_to")).contains("ann@x.example");
        assertThat(audit.isProcessed()).isFalse();
        assertThat(file(Place.DEAD, Part.MAIL)).exists();
    }

    @Test
    void deadKeepsAnAuditThatSaysWhy() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{\"metadata\":{\"status\":\"expired\",\"reason\":\"too old\"}}");
        moves.dead(REF, "x", NOW, 3);
        assertThat(deadAudit().value("status")).contains("expired");
        assertThat(deadAudit().value("reason")).contains("too old");
    }

    @Test
    void deadAddsTheReasonToAnAuditWithoutOne() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{\"metadata\":{\"status\":\"deferred\",\"team\":\"blue\"}}");
        moves.dead(REF, "x", NOW, 3);
        assertThat(deadAudit().metadata())
                .containsEntry("status", "dead")
                .containsEntry("reason", "x")
                .containsEntry("team", "blue");
    }

    @Test
    void deadReplacesABrokenAudit() throws IOException {
        put(Place.SPOOL, Part.AUDIT, "{\"meta");
        moves.dead(REF, "x", NOW, 3);
        assertThat(deadAudit().value("reason")).contains("x");
    }

    @Test
    void anEarlierMailOfTheNameIsKept() throws IOException {
        put(Place.DEAD, Part.MAIL, "earlier mail");
        put(Place.DEAD, Part.AUDIT, "{}");
        moves.dead(REF, "x", NOW, 1);
        assertThat(file(Place.DEAD, Part.MAIL)).hasContent("mail");
        assertThat(folder.resolve("dead/x.example/m.earlier-1.eml")).hasContent("earlier mail");
        assertThat(folder.resolve("dead/x.example/m.earlier-1.audit.json")).hasContent("{}");
        put(Place.SPOOL, Part.MAIL, "third");
        moves.dead(REF, "x", NOW, 1);
        assertThat(folder.resolve("dead/x.example/m.earlier-2.eml")).hasContent("mail");
    }
}
