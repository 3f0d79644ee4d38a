package dev.mailworker.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What mail programs have taken from {@code new/} to {@code cur/}, where they add ":2," and flags to its name. A folder is
 * listed again only when it changed: a mailbox with years of mail in it would cost more for each delivery than all else.
 * Thread-safe.
 */
final class SeenMails {
    /** How many mailboxes are remembered, those used last: four octets for each of their mails. */
    private static final int MAILBOXES = 64;

    /** On a file system whose folders don't show changes, what was taken is noticed this late. */
    private static final long LONGEST_TRUST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<Path, Folder> folders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Folder> eldest) {
            return size() > MAILBOXES;
        }
    };

    /** {@return the file of this name in a folder, whatever its flags} */
    Optional<Path> find(Path seen, String name) throws IOException {
        return folder(seen).mayHave(name) ? listed(seen, name) : Optional.empty();
    }

    private synchronized Folder folder(Path seen) {
        return folders.computeIfAbsent(seen, Folder::new);
    }

    private static Optional<Path> listed(Path seen, String name) throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(seen, file -> plain(file).equals(name))) {
            for (Path file : found) {
                return Optional.of(file);
            }
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** A file's name without its flags. */
    private static String plain(Path file) {
        String name = String.valueOf(file.getFileName());
        int flags = name.indexOf(":2,");
        return flags < 0 ? name : name.substring(0, flags);
    }

    /** One folder's names, as their hash codes: what isn't among them isn't there. */
    private static final class Folder {
        private final Path folder;
        private @Nullable FileStamp listed;
        private long listedAt;
        private int[] hashes = {};

        Folder(Path folder) {
            this.folder = folder;
        }

        synchronized boolean mayHave(String name) throws IOException {
            // Before the listing: a change that comes during it is seen by the next comparison.
            FileStamp now = FileStamp.of(folder);
            if (!now.equals(listed) || System.nanoTime() - listedAt > LONGEST_TRUST_NANOS) {
                listedAt = System.nanoTime();
                hashes = list();
                listed = now.isFresh() ? null : now;
            }
            return Arrays.binarySearch(hashes, name.hashCode()) >= 0;
        }

        private int[] list() throws IOException {
            IntStream.Builder found = IntStream.builder();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                files.forEach(file -> found.add(plain(file).hashCode()));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return found.build().sorted().toArray();
        }
    }
}
