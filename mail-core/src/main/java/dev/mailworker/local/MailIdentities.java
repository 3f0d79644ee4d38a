package dev.mailworker.local;

import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.mail.BlobRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Tells a spool's mail from another that had its key, by its bytes: they stay the same wherever the mail is moved or copied,
 * and whoever touches it. Of a large one the two ends stand for all, which with the size is enough for mails that somebody
 * received. Thread-safe.
 */
final class MailIdentities implements FileProgressStore.Identities {
    /** So many octets of each end are read. */
    private static final int END = 64 * 1024;
    /** What identities have that earlier versions wrote down: the size, and the time when the file was last modified. */
    private static final String BY_TIME = " octets of ";

    private final SpoolFolders folders;

    MailIdentities(SpoolFolders folders) {
        this.folders = folders;
    }

    @Override
    public Optional<String> of(BlobRef ref) {
        for (Path file : folders.places(ref, Part.MAIL)) {
            try (FileChannel mail = FileChannel.open(file, StandardOpenOption.READ)) {
                return Optional.of(mail.size() + " octets, " + hash(mail));
            } catch (NoSuchFileException e) {
                // It is at another place, or on its way there.
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String hash(FileChannel mail) throws IOException {
        return FileNames.hash(read(mail, 0), read(mail, Math.max(END, mail.size() - END)));
    }

    private static String read(FileChannel mail, long from) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(END);
        int read = 0;
        while (octets.hasRemaining() && read >= 0) {
            read = mail.read(octets, from + octets.position());
        }
        return new String(octets.array(), 0, octets.position(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean isAnothers(BlobRef ref, String remembered) {
        Optional<String> now = remembered.contains(BY_TIME) ? byTime(ref) : of(ref);
        return now.isPresent() && !now.get().equals(remembered);
    }

    private Optional<String> byTime(BlobRef ref) {
        return folders.find(ref, Part.MAIL).flatMap(file -> {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(attributes.size()
                        + BY_TIME
                        + attributes.lastModifiedTime().toInstant());
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }
}
