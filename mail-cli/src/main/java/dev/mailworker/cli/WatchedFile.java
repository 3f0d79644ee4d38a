package dev.mailworker.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, read again when it changes. While it is broken or gone, which is a warning, what it said before stays in
 * force. Thread-safe.
 *
 * @param <T> what it says
 */
final class WatchedFile<T> implements Supplier<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    /** A change is seen within this time. Every mail asks what the file says: more often would be a look for each. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** Some file systems tell times no finer, so that a second change could look like the first. */
    private static final long COARSEST_MILLIS = 2_000;

    private final Path file;
    private final Content<T> content;
    private final long pauseNanos;
    private T said;
    private long looked;
    private @Nullable String stamp;
    private String text;
    private @Nullable Unusable fault;
    private String trouble = "";

    /**
     * What is in a file.
     *
     * @param <T> what it says
     */
    interface Content<T> {
        /** {@return the setting that names the file} */
        Setting setting();

        /** {@return what has to be done about a file that is not there} */
        String remedy();

        /**
         * {@return what it says}
         *
         * @throws Unusable if it can't be understood
         */
        T read(String text) throws Unusable;

        /** Hears that the file says something else now. */
        void changed(T before, T now);
    }

    private WatchedFile(Path file, Content<T> content, Duration pause, String text, T said) {
        this.file = file;
        this.content = content;
        this.pauseNanos = pause.toNanos();
        this.looked = System.nanoTime() - pauseNanos;
        this.text = text;
        this.said = said;
    }

    /**
     * Reads a file for the first time.
     *
     * @param pause between two looks whether it is another by now, at least
     * @throws UsageException if it can't be read or understood
     */
    static <T> WatchedFile<T> open(Path file, Content<T> content, Duration pause) {
        try {
            String text = text(file, content);
            return new WatchedFile<>(file, content, pause, text, content.read(text));
        } catch (Unusable e) {
            throw new UsageException(content.setting() + ": " + e.getMessage(), e);
        }
    }

    /** {@return what it says at the moment; the same object as long as it is equal} */
    @Override
    public synchronized T get() {
        long time = System.nanoTime();
        if (time - looked < pauseNanos) {
            return said;
        }
        looked = time;
        try {
            String now = stampNow();
            if (!now.equals(stamp)) {
                read(text(file, content));
                stamp = now.isEmpty() ? null : now;
                trouble = "";
            }
        } catch (Unusable e) {
            if (!trouble.equals(e.getMessage())) {
                trouble = String.valueOf(e.getMessage());
                LOG.warn("{}: {}. What it said before stays in force", content.setting(), trouble);
            }
        }
        return said;
    }

    /** The same text is not read a second time, however often the file's time says that it may be another. */
    private void read(String now) throws Unusable {
        if (!now.equals(text)) {
            text = now;
            fault = null;
            try {
                take(content.read(now));
            } catch (Unusable e) {
                fault = e;
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    private void take(T read) {
        if (!read.equals(said)) {
            T before = said;
            said = read;
            content.changed(before, read);
        }
    }

    /** Reads it again even if it looks unchanged, and says again what is wrong with it. */
    synchronized void readAgain() {
        stamp = null;
        trouble = "";
        looked = System.nanoTime() - pauseNanos;
        T unused = get();
    }

    /** What shows that the file is another by now; empty if a change could leave no trace. */
    private String stampNow() throws Unusable {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean fresh =
                    System.currentTimeMillis() - attributes.lastModifiedTime().toMillis() <= COARSEST_MILLIS;
            return fresh ? "" : attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            throw unreadable(file, content, e);
        }
    }

    private static String text(Path file, Content<?> content) throws Unusable {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, content, e);
        }
    }

    private static Unusable unreadable(Path file, Content<?> content, IOException e) {
        return e instanceof NoSuchFileException
                ? new Unusable(file + " is not there: " + content.remedy())
                : new Unusable("can't read " + file + ": " + e);
    }
}
