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
import java.util.List;
import java.util.Optional;
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
        for (String folder : List.of("tmp", "new", "cur")) {
            makeIfMissing(mailbox.resolve(folder));
        }
        // Its own name in tmp/, so that two workers with the same mail don't write one file.
        Path written = mailbox.resolve("tmp").resolve(name + "." + UUID.randomUUID());
        try {
            write(written, content);
            return publish(written, name);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Under the first name that is free, unless the same mail is there already: another one may have had its name. */
    private DeliveryResult publish(Path written, String name) throws IOException {
        for (int n = 1; ; n++) {
            String numbered = n == 1 ? name : name + "-" + n;
            Path named = mailbox.resolve("new").resolve(numbered);
            if (find(numbered).isEmpty() && link(written, named)) {
                return DeliveryResult.delivered("250 2.0.0 stored as new/" + named.getFileName());
            }
            Optional<Path> there = find(numbered);
            if (there.isPresent() && Files.mismatch(written, there.get()) < 0) {
                return DeliveryResult.delivered("250 2.0.0 already there as " + numbered);
            }
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

    /** A mail program that takes a mail from new/ adds ":2," and its flags to the name. */
    private Optional<Path> find(String name) throws IOException {
        Path fresh = mailbox.resolve("new").resolve(name);
        return Files.exists(fresh) ? Optional.of(fresh) : seenMails.find(mailbox.resolve("cur"), name);
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

    private static boolean link(Path written, Path named) throws IOException {
        try {
            // A link, not a move: it refuses to take the place of a file that came there meanwhile.
            Files.createLink(named, written);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system has links. What a move may replace here is the same mail.
            Files.move(written, named, StandardCopyOption.ATOMIC_MOVE);
        }
        AtomicFiles.syncFolder(named.getParent());
        return true;
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
