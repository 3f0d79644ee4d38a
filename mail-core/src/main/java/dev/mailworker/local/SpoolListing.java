package dev.mailworker.local;

import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.mail.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one domain's folder, oldest first, listed again only when the folder changed. An entry is a complete
 * mail, or an audit whose mail was deleted: its worker was killed before it could say that it was done. Thread-safe.
 */
final class SpoolListing {
    private static final Logger log = LoggerFactory.getLogger(SpoolListing.class);

    /** File systems stamp changes this coarsely at worst; of a folder that changed so lately, the next change may not show. */
    private static final long COARSEST_MILLIS = 2_000;

    /** On a file system whose folders don't show changes, new mails are found this late. */
    private static final long LONGEST_TRUST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path folder;
    private final Set<String> warnedOf = new HashSet<>();
    private Set<String> keys = Set.of();
    private FileTime changed = FileTime.fromMillis(Long.MIN_VALUE);
    private boolean trusted;
    private long listedAt;

    private record Entry(String key, FileTime modified) {}

    SpoolListing(Path folder) {
        this.folder = folder;
    }

    /** {@return whether a new listing could be another one} */
    synchronized boolean mayHaveChanged() {
        try {
            return !trusted
                    || System.nanoTime() - listedAt > LONGEST_TRUST_NANOS
                    || !Files.getLastModifiedTime(folder).equals(changed);
        } catch (IOException e) {
            // The folder went away, or is about to come.
            return !keys.isEmpty() || !(e instanceof NoSuchFileException);
        }
    }

    /** {@return the keys, oldest first; not to be changed} */
    synchronized Set<String> keys() throws IOException {
        if (mayHaveChanged()) {
            list();
        }
        return keys;
    }

    private void list() throws IOException {
        long now = System.nanoTime();
        try {
            // Before the listing: a change that comes during it is seen by the next comparison.
            changed = Files.getLastModifiedTime(folder);
            // The system's clock, as in the file's time: the two are compared with each other only.
            trusted = System.currentTimeMillis() - changed.toMillis() > COARSEST_MILLIS;
            keys = read();
            listedAt = now;
        } catch (NoSuchFileException e) {
            keys = Set.of();
            trusted = false;
        }
    }

    private Set<String> read() throws IOException {
        List<Entry> mails = new ArrayList<>();
        List<Entry> audits = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(".")) {
                    continue;
                }
                if (name.endsWith(Part.MAIL.suffix())) {
                    add(mails, file, name, Part.MAIL);
                } else if (name.endsWith(Part.AUDIT.suffix())) {
                    add(audits, file, name, Part.AUDIT);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ordered(mails, audits);
    }

    private boolean isShown(String name, Path file) {
        try {
            return folder.resolve(name).equals(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void add(List<Entry> entries, Path file, String name, Part part) throws IOException {
        String key = name.substring(0, name.length() - part.suffix().length());
        // A name that this locale can't show comes back as another, which names no file.
        if (!FileNames.isKey(key) || !isShown(name, file)) {
            if (warnedOf.add(name)) {
                log.warn(
                        "{} in {} stays: its name is hidden, too long, ends in .audit, or can't be read. Rename it",
                        Printable.of(name),
                        folder);
            }
            return;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                entries.add(new Entry(key, attributes.lastModifiedTime()));
            } else if (warnedOf.add(name)) {
                log.warn("{} in {} stays: it is no file. A link is not followed", Printable.of(name), folder);
            }
        } catch (NoSuchFileException e) {
            // Another worker finished it between the listing and now.
        }
    }

    private static Set<String> ordered(List<Entry> mails, List<Entry> audits) {
        List<Entry> all = new ArrayList<>(mails);
        all.addAll(audits);
        all.sort(Comparator.comparing(Entry::modified).thenComparing(Entry::key));
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(entry -> keys.add(entry.key()));
        return keys;
    }
}
