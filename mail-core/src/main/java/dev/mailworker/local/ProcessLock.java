package dev.mailworker.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock file that one thread of one process holds at a time. The system lets go of it when its holder dies.
 *
 * <p>File locks belong to the whole process, and closing any channel on the file drops them; so the threads of this
 * process take turns by a lock of their own before any of them opens the file.
 */
final class ProcessLock {
    private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threads;

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Body<T> {
        T run(Held held) throws IOException;
    }

    /** The lock, held: it also keeps a number that all holders see. */
    static final class Held {
        private final FileChannel channel;

        private Held(FileChannel channel) {
            this.channel = channel;
        }

        /** {@return how often {@link #count} was called by any holder, ever} */
        long counted() throws IOException {
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
            int read = channel.read(number, 0);
            return read < Long.BYTES ? 0 : number.getLong(0);
        }

        /** Counts one up. */
        long count() throws IOException {
            long next = counted() + 1;
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, next), 0);
            return next;
        }
    }

    ProcessLock(Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.threads = THREADS.computeIfAbsent(this.file, path -> new ReentrantLock());
    }

    /** Waits for the lock, and does something while holding it. Its folder must be there. Not to be nested. */
    <T> T holding(Body<T> body) throws IOException {
        threads.lock();
        try (FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock on " + file + " was lost at once");
            }
            return body.run(new Held(channel));
        } finally {
            threads.unlock();
        }
    }
}
