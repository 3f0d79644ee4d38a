package dev.mailworker.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes in mails from streams: small ones to memory, larger ones to files of mode 0600 in a folder of this worker's own.
 * Thread-safe.
 */
public final class TemporaryMails {
    /** Up to this many octets a mail stays in memory, unless said otherwise. */
    public static final int DEFAULT_MEMORY_LIMIT = 256 * 1024;

    /** So many octets all mails together may take in memory, unless said otherwise. */
    public static final long DEFAULT_MEMORY_BUDGET = 32 * 1024 * 1024;

    private static final String PREFIX = "mail-";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final int memoryLimit;
    private final long memoryBudget;
    private final AtomicLong memoryLeft;
    private final AtomicLong inFiles = new AtomicLong();

    /**
     * Uses a folder, with {@link #DEFAULT_MEMORY_BUDGET}.
     *
     * @param folder made when it's needed and not there. Only one process may use it at a time
     * @param memoryLimit the largest mail to keep in memory, in octets
     */
    public TemporaryMails(Path folder, int memoryLimit) {
        this(folder, memoryLimit, DEFAULT_MEMORY_BUDGET);
    }

    /**
     * Uses a folder.
     *
     * @param folder made when it's needed and not there. Only one process may use it at a time
     * @param memoryLimit the largest mail to keep in memory, in octets
     * @param memoryBudget what all mails together may take in memory, in octets; what doesn't fit goes into files
     */
    public TemporaryMails(Path folder, int memoryLimit, long memoryBudget) {
        this.folder = folder;
        this.memoryLimit = memoryLimit;
        this.memoryBudget = memoryBudget;
        this.memoryLeft = new AtomicLong(memoryBudget);
    }

    /**
     * Deletes what an earlier process of this worker left behind when it was killed. To be called once, before the first
     * {@link #read}.
     *
     * @throws UncheckedIOException if the folder can't be listed
     */
    public void sweep() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
            left.forEach(TemporaryMails::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("can't sweep " + folder, e);
        }
    }

    /**
     * Reads a mail to its end.
     *
     * @param in the mail; not closed
     * @return its bytes, to be closed by the caller
     * @throws IOException if reading fails, or the file can't be written (a full disk); nothing is left behind then
     */
    public RawMail read(InputStream in) throws IOException {
        int most = (int) Math.min(memoryLimit, Integer.MAX_VALUE - 16L);
        byte[] head = in.readNBytes(most + 1);
        return head.length <= most && takeMemory(head.length)
                ? RawMail.temporary(head, () -> memoryLeft.addAndGet(head.length))
                : toFile(head, in);
    }

    /** {@return the octets of mails in memory that are not closed yet} */
    public long bytesInMemory() {
        return memoryBudget - memoryLeft.get();
    }

    /** {@return the octets of mails in files that are not closed yet} */
    public long bytesInFiles() {
        return inFiles.get();
    }

    private boolean takeMemory(int octets) {
        if (memoryLeft.addAndGet(-octets) >= 0) {
            return true;
        }
        memoryLeft.addAndGet(octets);
        return false;
    }

    private RawMail toFile(byte[] head, InputStream rest) throws IOException {
        Files.createDirectories(folder);
        Path file = createPrivately();
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head);
            long size = head.length + rest.transferTo(out);
            inFiles.addAndGet(size);
            return RawMail.temporary(file, size, () -> inFiles.addAndGet(-size));
        } catch (IOException | RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private Path createPrivately() throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? Files.createTempFile(folder, PREFIX, ".eml", PosixFilePermissions.asFileAttribute(PRIVATE))
                : Files.createTempFile(folder, PREFIX, ".eml");
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Swept at the next start; a mail's fate must not hang on it.
            file.toFile().deleteOnExit();
        }
    }
}
