package dev.mailworker.cli;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.Audit;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Mails that are files anywhere, of which nothing is on record. They can be looked at and nothing else. */
final class MailFiles implements BlobStore, ProgressStore {
    private static final String BUCKET = "file";

    static BlobRef ref(Path file) {
        return new BlobRef(BUCKET, file.toString());
    }

    static RawMail open(Path file) {
        if (!Files.exists(file)) {
            throw new PortException(PortException.Kind.NOT_FOUND, file + " is not there");
        }
        if (Files.isDirectory(file)) {
            throw new PortException(PortException.Kind.NOT_FOUND, file + " is a folder: give files with a mail each");
        }
        try {
            return RawMail.of(file);
        } catch (IOException e) {
            throw new PortException(PortException.Kind.DENIED, file + " can't be read: " + e.getMessage(), e);
        }
    }

    private record Unrecorded(RawMail raw) implements Fetched {
        @Override
        public StoredAudit audit() {
            return StoredAudit.NONE;
        }
    }

    @Override
    public Fetched fetch(BlobRef ref, TemporaryMails temporary) {
        return new Unrecorded(open(Path.of(ref.key())));
    }

    @Override
    public StoredAudit audit(BlobRef ref) {
        return StoredAudit.NONE;
    }

    @Override
    public void mark(BlobRef ref, Fetched fetched, Audit audit) {
        throw onlyToLookAt();
    }

    @Override
    public void delete(BlobRef ref, Fetched fetched) {
        throw onlyToLookAt();
    }

    @Override
    public Optional<Versioned> load(BlobRef ref) {
        return Optional.empty();
    }

    @Override
    public Versioned create(BlobRef ref, Progress progress) {
        throw onlyToLookAt();
    }

    @Override
    public Versioned update(BlobRef ref, Versioned read, Progress progress) {
        throw onlyToLookAt();
    }

    @Override
    public void remove(BlobRef ref, Versioned read) {
        throw onlyToLookAt();
    }

    private static PortException onlyToLookAt() {
        return new PortException(PortException.Kind.DENIED, "a file of no site is only looked at");
    }
}
