package dev.mailworker.local;

import dev.mailworker.json.AuditJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a mail's files are, by the place where the mail is in its life. */
final class SpoolFolders {
    private final Path site;

    /** The places, in the order in which a mail is looked for. */
    enum Place {
        /** Waiting, or in work. */
        SPOOL("spool"),
        /** Everything is done. */
        DONE("done"),
        /** Set aside. */
        DEAD("dead");

        private final String folder;

        Place(String folder) {
            this.folder = folder;
        }
    }

    /** The files that a mail has. */
    enum Part {
        /** The mail itself: while it is in the spool, it is the entry of the queue. */
        MAIL(".eml"),
        /** Envelope and verdicts, if somebody stated them. */
        ENVELOPE(".json"),
        /** What came of it. */
        AUDIT(".audit.json");

        private final String suffix;

        Part(String suffix) {
            this.suffix = suffix;
        }

        String suffix() {
            return suffix;
        }
    }

    SpoolFolders(Path site) {
        this.site = site;
    }

    Path root(Place place) {
        return site.resolve(place.folder);
    }

    Path folder(Place place, String domain) {
        return root(place).resolve(domain);
    }

    /**
     * {@return a file's place}
     *
     * @throws PortException NOT_FOUND for a name that no mail here can have
     */
    Path file(Place place, BlobRef ref, Part part) {
        if (!FileNames.isDomain(ref.bucket()) || !FileNames.isKey(ref.key())) {
            throw new PortException(Kind.NOT_FOUND, "no mail in " + site + " can be named " + ref);
        }
        try {
            return folder(place, ref.bucket()).resolve(ref.key() + part.suffix());
        } catch (InvalidPathException e) {
            throw new PortException(Kind.NOT_FOUND, "no file can be named " + ref + ": " + e.getReason(), e);
        }
    }

    /** {@return the file, where it is} */
    Optional<Path> find(BlobRef ref, Part part) {
        return places(ref, part).stream().filter(Files::isRegularFile).findFirst();
    }

    /** {@return where a file can be, in the order in which it is looked for; not where another mail of the name is} */
    List<Path> places(BlobRef ref, Part part) {
        List<Path> files = new ArrayList<>();
        for (Place place : Place.values()) {
            if (place == Place.SPOOL || !holdsAnother(place, ref)) {
                files.add(file(place, ref, part));
            }
        }
        // Once more from the start: a mail that moves back from dead/ meanwhile would be missed by one pass.
        files.addAll(List.copyOf(files));
        return files;
    }

    /**
     * {@return whether a place has an earlier mail that had the name of one that is in the spool. People use names twice,
     * and what lies there says nothing about the later mail}
     */
    boolean holdsAnother(Place place, BlobRef ref) {
        // In this order: a mail that moves from the spool to the place meanwhile is never seen in both.
        return hasMail(place, ref) && hasMail(Place.SPOOL, ref);
    }

    private boolean hasMail(Place place, BlobRef ref) {
        return Files.exists(file(place, ref, Part.MAIL)) || isDeleted(file(place, ref, Part.AUDIT));
    }

    /** Whether an audit is what is left of a mail: of others, the audit moves before the mail. */
    private static boolean isDeleted(Path audit) {
        try {
            return Files.exists(audit)
                    && AuditJson.read(Json.read(audit))
                            .value(AuditMetadata.DELETED_AT)
                            .isPresent();
        } catch (IOException | JsonFormatException e) {
            return false;
        }
    }
}
