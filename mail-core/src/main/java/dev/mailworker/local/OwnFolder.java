package dev.mailworker.local;

import dev.mailworker.mail.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for this process's temporary files, which it holds a lock on as long as it lives. Folders of processes that
 * are gone are deleted when the next one comes. Thread-safe.
 */
public final class OwnFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OwnFolder.class);
    private static final String LOCK = ".owner";

    /** Trying the lock of a folder of our own would drop it: to the system, the whole process holds it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OwnFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes a folder below another, and sweeps those left behind there.
     *
     * @param parent must be there, and have nothing else in it
     * @return the folder, to be closed
     * @throws IOException if it can't be made
     */
    public static OwnFolder in(Path parent) throws IOException {
        // One at a time: a folder that is not locked yet looks left behind.
        return new ProcessLock(parent.resolve(".lock")).holding(held -> {
            sweep(parent);
            Path folder = Files.createDirectory(parent.toAbsolutePath()
                    .normalize()
                    .resolve(UUID.randomUUID().toString()));
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            OURS.add(folder);
            return new OwnFolder(folder, channel);
        });
    }

    /** {@return where it is} */
    public Path path() {
        return folder;
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(parent.toAbsolutePath().normalize(), Files::isDirectory)) {
            for (Path folder : folders) {
                if (!OURS.contains(folder)) {
                    sweepIfLeft(folder);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void sweepIfLeft(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                delete(folder);
            }
        } catch (IOException e) {
            log.warn("Can't sweep {}: {}", Printable.of(folder.toString()), FileTrouble.words(e));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Lets go of the lock, and deletes the folder with what is in it. May be called again. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            delete(folder);
            channel.close();
        } catch (IOException e) {
            log.warn("Can't delete {}, the next start does: {}", folder, FileTrouble.words(e));
        } finally {
            OURS.remove(folder);
        }
    }
}
