package dev.mailworker.local;

import dev.mailworker.decide.Status;
import dev.mailworker.json.AuditJson;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.Audit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes a mail's files out of the spool. The entry of the queue goes last (the mail, or the audit of a deleted one), so
 * that a worker killed in between leaves an entry, and whoever gets it next does the rest.
 */
final class SpoolMoves {
    private static final String BY = "mailworker-local";
    private static final int LONGEST_REASON = 300;

    private final SpoolFolders folders;

    SpoolMoves(SpoolFolders folders) {
        this.folders = folders;
    }

    void done(BlobRef ref) throws IOException {
        move(ref, Place.DONE);
    }

    void dead(BlobRef ref, String because, Instant now, int attempts) throws IOException {
        Files.createDirectories(folders.folder(Place.DEAD, ref.bucket()));
        setEarlierAside(ref, Place.DEAD);
        recordReason(ref, because, now, attempts);
        move(ref, Place.DEAD);
    }

    /**
     * Brings a mail back that has left the spool; the mail itself comes last.
     *
     * @return where it was
     */
    Place back(BlobRef ref) throws IOException {
        if (Files.exists(folders.file(Place.SPOOL, ref, Part.MAIL))) {
            return Place.SPOOL;
        }
        for (Place place : List.of(Place.DONE, Place.DEAD)) {
            if (Files.exists(folders.file(place, ref, Part.MAIL))) {
                Files.createDirectories(folders.folder(Place.SPOOL, ref.bucket()));
                for (Part part : List.of(Part.AUDIT, Part.ENVELOPE, Part.MAIL)) {
                    AtomicFiles.moveIfThere(folders.file(place, ref, part), folders.file(Place.SPOOL, ref, part));
                }
                return place;
            }
        }
        return Place.SPOOL;
    }

    private void move(BlobRef ref, Place place) throws IOException {
        Files.createDirectories(folders.folder(place, ref.bucket()));
        setEarlierAside(ref, place);
        for (Part part : List.of(Part.ENVELOPE, Part.AUDIT, Part.MAIL)) {
            AtomicFiles.moveIfThere(folders.file(Place.SPOOL, ref, part), folders.file(place, ref, part));
        }
    }

    /** While our mail is still in the spool, one that has its name here is another, and is not to be overwritten. */
    private void setEarlierAside(BlobRef ref, Place place) throws IOException {
        if (!folders.holdsAnother(place, ref)) {
            return;
        }
        Path folder = folders.folder(place, ref.bucket());
        int n = 1;
        while (isTaken(folder, ref, n)) {
            n++;
        }
        for (Part part : List.of(Part.ENVELOPE, Part.AUDIT, Part.MAIL)) {
            AtomicFiles.moveIfThere(folders.file(place, ref, part), aside(folder, ref, n, part));
        }
    }

    private static boolean isTaken(Path folder, BlobRef ref, int n) {
        return Stream.of(Part.values()).anyMatch(part -> Files.exists(aside(folder, ref, n, part)));
    }

    private static Path aside(Path folder, BlobRef ref, int n, Part part) {
        return folder.resolve(ref.key() + ".earlier-" + n + part.suffix());
    }

    private void recordReason(BlobRef ref, String because, Instant now, int attempts) throws IOException {
        Path audit = folders.file(Place.SPOOL, ref, Part.AUDIT);
        Optional<JsonValue> stored = readable(audit);
        if (stored.map(AuditJson::read)
                .flatMap(read -> read.value(AuditMetadata.REASON))
                .isPresent()) {
            return;
        }
        // A worker killed between the moves has left it there already.
        JsonValue known = stored.or(() -> readable(folders.file(Place.DEAD, ref, Part.AUDIT)))
                .map(document -> AuditJson.withReason(document, Printable.of(because, LONGEST_REASON)))
                .orElseGet(() -> AuditJson.write(deadAudit(ref, because, now, attempts), StoredAudit.NONE));
        AtomicFiles.writeDurably(audit, Json.file(known));
    }

    /** The document, if it is one: a broken one is replaced, because the reason must not get lost. */
    private static Optional<JsonValue> readable(Path audit) {
        try {
            JsonValue document = Json.read(audit);
            AuditJson.read(document);
            return Optional.of(document);
        } catch (IOException | JsonFormatException e) {
            return Optional.empty();
        }
    }

    /** Not processed: nobody has the mail, and a replay must not take it for served. */
    private Audit deadAudit(BlobRef ref, String because, Instant now, int attempts) {
        Envelope envelope = envelope(ref);
        List<Audit.RecipientAudit> recipients = envelope.recipients().stream()
                .map(recipient -> new Audit.RecipientAudit(recipient, Status.DEAD, because, Map.of()))
                .toList();
        return new Audit(
                false, now, BY, Status.DEAD, envelope, recipients, false, because, attempts, Set.of(), List.of());
    }

    private Envelope envelope(BlobRef ref) {
        try {
            Optional<Path> file = folders.find(ref, Part.ENVELOPE);
            return file.isPresent() ? EnvelopeJson.read(Json.read(file.get())).envelope() : Envelope.UNSTATED;
        } catch (IOException | JsonFormatException e) {
            return Envelope.UNSTATED;
        }
    }
}
