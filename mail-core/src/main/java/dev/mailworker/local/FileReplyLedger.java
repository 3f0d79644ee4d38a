package dev.mailworker.local;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ReplyLedger;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The auto-replies given lately, a file each in a folder, named by a hash. Expired ones are swept away by and by.
 * Thread-safe, across processes.
 */
public final class FileReplyLedger implements ReplyLedger {
    private final Path folder;
    private final ProcessLock lock;

    private record Entry(String owner, Instant until) {}

    /**
     * Uses a folder.
     *
     * @param folder made if it isn't there
     * @throws PortException if it can't be made
     */
    public FileReplyLedger(Path folder) {
        this.folder = FileTrouble.reporting("make " + folder, () -> Files.createDirectories(folder));
        this.lock = new ProcessLock(folder.resolve(".lock"));
    }

    @Override
    public boolean enter(Reply reply, String owner, Instant now, Instant until) {
        return FileTrouble.reporting(
                "enter a reply of " + reply.mailbox(),
                () -> lock.holding(held -> {
                    String hash = hash(reply);
                    Path file = file(hash);
                    boolean taken = read(file)
                            .filter(entry ->
                                    entry.until().isAfter(now) && !entry.owner().equals(owner))
                            .isPresent();
                    if (!taken) {
                        sweep(Files.createDirectories(folder.resolve(prefix(hash))), now);
                        AtomicFiles.writeDurably(file, Json.file(document(reply, owner, until)));
                    }
                    return !taken;
                }));
    }

    @Override
    public void withdraw(Reply reply, String owner) {
        FileTrouble.reporting(
                "withdraw a reply of " + reply.mailbox(),
                () -> lock.holding(held -> {
                    Path file = file(hash(reply));
                    boolean ours = read(file)
                            .filter(entry -> entry.owner().equals(owner))
                            .isPresent();
                    return ours && Files.deleteIfExists(file);
                }));
    }

    private static JsonValue document(Reply reply, String owner, Instant until) {
        return new JsonFields()
                .with("version", 1)
                .with("mailbox", reply.mailbox().key())
                .with("sender", reply.sender().key())
                .with("owner", owner)
                .with("until", until.toString())
                .build();
    }

    private static Optional<Entry> read(Path file) throws IOException {
        try {
            JsonValue document = Json.read(file);
            return Optional.of(new Entry(
                    document.get("owner").asString(),
                    Instant.parse(document.get("until").asString())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonFormatException | DateTimeException e) {
            throw new PortException(
                    Kind.UNREADABLE,
                    e.getMessage() + "; delete " + file + ", and the sender may get the reply again",
                    e);
        }
    }

    /** One of 256 small folders at a time, so that entering stays cheap and nothing else has to sweep. */
    private static void sweep(Path folder, Instant now) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                if (isExpired(file, now)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isExpired(Path file, Instant now) throws IOException {
        try {
            return read(file).filter(entry -> !entry.until().isAfter(now)).isPresent();
        } catch (PortException e) {
            // Another's broken entry is that reply's trouble.
            return false;
        }
    }

    private static String hash(Reply reply) {
        return FileNames.hash(reply.mailbox().key(), reply.sender().key(), reply.fingerprint());
    }

    private Path file(String hash) {
        return folder.resolve(prefix(hash)).resolve(hash + ".json");
    }

    private static String prefix(String hash) {
        return hash.substring(0, 2);
    }
}
