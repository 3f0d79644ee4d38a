package dev.mailworker.local;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** One mailbox in the form of Maildir (cr.yp.to/proto/maildir.html): a mail appears in {@code new/} whole, or not. */
final class Maildir {
    private final Path mailbox;
    private final SeenMails seenMails;

    Maildir(Path mailbox, SeenMails seenMails) {
        this.mailbox = mailbox;
        this.seenMails = seenMails;
    }

    DeliveryResult deliver(String name, Content content) throws IOException {
        Path fresh = mailbox.resolve("new");
        Path seen = mailbox.resolve("cur");
        for (Path folder : new Path[] {mailbox.resolve("tmp"), fresh, seen}) {
            makeIfMissing(folder);
        }
        if (Files.exists(fresh.resolve(name)) || seenMails.has(seen, name)) {
            return alreadyThere(name);
        }
        // Its own name in tmp/, so that two workers with the same mail don't write one file.
        Path written = mailbox.resolve("tmp").resolve(name + "." + UUID.randomUUID());
        try {
            write(written, content);
            return publish(written, fresh.resolve(name));
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void makeIfMissing(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectory(folder, mode(folder, "rwxrwx---"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
    }

    private static void write(Path file, Content content) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode(file, "rw-rw----"));
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    private static DeliveryResult publish(Path written, Path named) throws IOException {
        try {
            // A link, not a move: it refuses to take the place of a file that came there meanwhile.
            Files.createLink(named, written);
        } catch (FileAlreadyExistsException e) {
            return alreadyThere(String.valueOf(named.getFileName()));
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has links. What a move may replace here is the same mail.
            Files.move(written, named, StandardCopyOption.ATOMIC_MOVE);
        }
        AtomicFiles.syncFolder(named.getParent());
        return DeliveryResult.delivered("250 2.0.0 stored as new/" + named.getFileName());
    }

    private static DeliveryResult alreadyThere(String name) {
        return DeliveryResult.delivered("250 2.0.0 already there as " + name);
    }

    /** The mode besides what the umask takes away: mail is its owner's and their mail server's, nobody else's. */
    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
