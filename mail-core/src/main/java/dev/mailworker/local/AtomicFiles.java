package dev.mailworker.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes files so that a reader sees the old or the new content, whole, whenever the writer is killed. */
final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes what must outlive a power cut: the bytes reach the disk before the name does. */
    static void writeDurably(Path file, byte[] content) throws IOException {
        write(file, content, true);
    }

    /** Writes what may be lost with the power, but never be half there while the system runs. */
    static void write(Path file, byte[] content) throws IOException {
        write(file, content, false);
    }

    private static void write(Path file, byte[] content, boolean durably) throws IOException {
        // The leading dot hides it from everybody who lists the folder.
        Path temporary = file.resolveSibling(".tmp-" + UUID.randomUUID());
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writeAll(out, content);
                if (durably) {
                    out.force(true);
                }
            }
            keepPermissions(file, temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        if (durably) {
            syncFolder(file.getParent());
        }
    }

    private static void writeAll(FileChannel out, byte[] content) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    /** A table that only its owner could read stays so. */
    private static void keepPermissions(Path old, Path replacement) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(replacement, PosixFileAttributeView.class);
        if (view != null && Files.exists(old)) {
            view.setPermissions(Files.getPosixFilePermissions(old));
        }
    }

    /** Makes names in a folder reach the disk, where the system lets one do that. */
    static void syncFolder(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            // Windows can't open folders; there the name is as durable as the file system makes it.
        }
    }

    /** Moves a file, if it is there, over whatever has its name in the other folder. */
    static boolean moveIfThere(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            if (Files.exists(from)) {
                throw e;
            }
            return false;
        }
    }
}
