package dev.mailworker.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A mail's bytes exactly as they were received, readable any number of times, by any thread, until closed. Small ones
 * are in memory, others in a private temporary file that {@link #close()} deletes.
 */
public abstract sealed class RawMail implements AutoCloseable {
    private RawMail() {}

    /**
     * {@return a mail in memory}
     *
     * @param bytes the mail; not copied, so it must not change any more
     */
    public static RawMail of(byte[] bytes) {
        return new InMemory(bytes, () -> {});
    }

    static RawMail temporary(byte[] bytes, Runnable whenClosed) {
        return new InMemory(bytes, whenClosed);
    }

    /**
     * {@return a mail in a file that stays when the mail is closed}
     *
     * @param file an existing file
     * @throws IOException if its size can't be read
     */
    public static RawMail of(Path file) throws IOException {
        return new InFile(file, Files.size(file), () -> {});
    }

    /** A mail in a file that goes when the mail is closed. */
    static RawMail temporary(Path file, long size, Runnable whenClosed) {
        return new InFile(file, size, () -> {
            TemporaryMails.delete(file);
            whenClosed.run();
        });
    }

    /** {@return the number of octets} */
    public abstract long size();

    /**
     * {@return a new stream over all octets, from the first}
     *
     * @throws IOException if the file can't be read
     */
    public abstract InputStream open() throws IOException;

    /**
     * Writes all octets, unchanged.
     *
     * @param out where to; not closed
     * @throws IOException if reading or writing fails
     */
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }

    /** Lets go of the bytes; a temporary file is deleted. May be called again. */
    @Override
    public abstract void close();

    private static final class InMemory extends RawMail {
        private final byte[] bytes;
        private final Runnable whenClosed;
        private final AtomicBoolean closed = new AtomicBoolean();

        InMemory(byte[] bytes, Runnable whenClosed) {
            this.bytes = bytes;
            this.whenClosed = whenClosed;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                whenClosed.run();
            }
        }
    }

    private static final class InFile extends RawMail {
        private final Path file;
        private final long size;
        private final Runnable whenClosed;
        private final AtomicBoolean closed = new AtomicBoolean();

        InFile(Path file, long size, Runnable whenClosed) {
            this.file = file;
            this.size = size;
            this.whenClosed = whenClosed;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                whenClosed.run();
            }
        }
    }
}
