package dev.mailworker.local;

import dev.mailworker.decide.Progress;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.json.ProgressJson;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of mails, a file each: {@code <folder>/<bucket>/<key>.json}. A state's version is a hash of the
 * file. Thread-safe, across processes. A file that can't be understood is a {@link Kind#UNREADABLE} that names it with
 * line and column: what decisions rest on is not guessed.
 */
public final class FileProgressStore implements ProgressStore {
    private static final String MAIL = "mail";

    private final Path folder;
    private final ProcessLock lock;
    private final Identities identities;

    /** What tells the mails of one key from each other. */
    @FunctionalInterface
    interface Identities {
        /** {@return what the mail of a key is known by; empty if that can't be told} */
        Optional<String> of(BlobRef ref);

        /** {@return whether what was written down is known to be another mail's} */
        default boolean isAnothers(BlobRef ref, String remembered) {
            Optional<String> now = of(ref);
            return now.isPresent() && !now.get().equals(remembered);
        }
    }

    /**
     * Uses a folder, where a key is never used for two mails.
     *
     * @param folder made if it isn't there
     * @throws PortException if it can't be made
     */
    public FileProgressStore(Path folder) {
        this(folder, ref -> Optional.empty());
    }

    /**
     * Uses a folder.
     *
     * @param identities tell a mail from an earlier one that had its key, whose progress is not to be taken for its own
     */
    FileProgressStore(Path folder, Identities identities) {
        this.identities = identities;
        this.folder = FileTrouble.reporting("make " + folder, () -> Files.createDirectories(folder));
        this.lock = new ProcessLock(folder.resolve(".lock"));
    }

    @Override
    public Optional<Versioned> load(BlobRef ref) {
        return FileTrouble.reporting("read the progress of " + ref, () -> read(ref));
    }

    @Override
    public Versioned create(BlobRef ref, Progress progress) {
        return changing(ref, () -> {
            if (read(ref).isPresent()) {
                throw conflict(ref, "there is some already");
            }
            return write(ref, progress);
        });
    }

    @Override
    public Versioned update(BlobRef ref, Versioned read, Progress progress) {
        return changing(ref, () -> {
            requireVersion(ref, read, version(file(ref)));
            return write(ref, progress);
        });
    }

    @Override
    public void remove(BlobRef ref, Versioned read) {
        changing(ref, () -> {
            Optional<String> now = version(file(ref));
            if (now.isPresent()) {
                requireVersion(ref, read, now);
                Files.delete(file(ref));
            }
            return true;
        });
    }

    private <T> T changing(BlobRef ref, FileTrouble.Step<T> step) {
        return FileTrouble.reporting("change the progress of " + ref, () -> lock.holding(held -> step.run()));
    }

    private static void requireVersion(BlobRef ref, Versioned read, Optional<String> now) {
        if (!now.equals(Optional.of(read.version()))) {
            throw conflict(ref, now.isPresent() ? "another worker changed it" : "it is gone");
        }
    }

    private static PortException conflict(BlobRef ref, String why) {
        return new PortException(Kind.CONFLICT, "can't change the progress of " + ref + ": " + why);
    }

    private Versioned write(BlobRef ref, Progress progress) throws IOException {
        Map<String, JsonValue> fields =
                new LinkedHashMap<>(ProgressJson.write(progress).asObject());
        identities.of(ref).ifPresent(identity -> fields.put(MAIL, JsonValue.of(identity)));
        byte[] content = Json.file(JsonValue.object(fields));
        Files.createDirectories(folder.resolve(FileNames.of(ref.bucket())));
        AtomicFiles.writeDurably(file(ref), content);
        return new Versioned(progress, hash(content));
    }

    private Optional<Versioned> read(BlobRef ref) throws IOException {
        Path file = file(ref);
        try {
            byte[] content = Json.content(file, Json.MAX_FILE);
            JsonValue document = Json.read(file.toString(), content);
            return isAnothers(ref, document)
                    ? Optional.empty()
                    : Optional.of(new Versioned(ProgressJson.read(document), hash(content)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonFormatException e) {
            throw new PortException(
                    Kind.UNREADABLE,
                    e.getMessage() + "; mend the file, or delete it to let the mail start anew, which may repeat what"
                            + " was done",
                    e);
        }
    }

    private boolean isAnothers(BlobRef ref, JsonValue document) {
        Optional<String> remembered = document.find(MAIL).map(JsonValue::asString);
        return remembered.isPresent() && identities.isAnothers(ref, remembered.get());
    }

    private static Optional<String> version(Path file) throws IOException {
        try {
            return Optional.of(hash(Json.content(file, Json.MAX_FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String hash(byte[] content) {
        return FileNames.hash(new String(content, StandardCharsets.UTF_8));
    }

    private Path file(BlobRef ref) {
        return folder.resolve(FileNames.of(ref.bucket())).resolve(FileNames.of(ref.key()) + ".json");
    }
}
