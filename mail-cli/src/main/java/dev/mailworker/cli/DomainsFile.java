package dev.mailworker.cli;

import dev.mailworker.mail.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail domains in a file, one a line, with comments behind {@code #}. The file is read again when it changes; one that is
 * broken, empty or gone is a warning, and the list that was read before stays in force. Thread-safe.
 */
final class DomainsFile implements Supplier<Set<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(DomainsFile.class);
    /** Some file systems tell times no finer, so that a second change could look like the first. */
    private static final long COARSEST_MILLIS = 2_000;

    private final Path file;
    private final Set<String> fixed;
    private Set<String> domains = Set.of();
    private @Nullable String stamp;
    private String trouble = "";

    private DomainsFile(Path file, Set<String> fixed) {
        this.file = file;
        this.fixed = fixed;
    }

    /**
     * Reads a file of domains.
     *
     * @param file where it is
     * @param fixed domains that there are besides
     * @return gives the domains at the moment of asking
     * @throws UsageException if the file can't be read or understood, or there is no domain at all
     */
    static DomainsFile open(Path file, Set<String> fixed) {
        DomainsFile opened = new DomainsFile(file, fixed);
        try {
            opened.domains = opened.read();
        } catch (Unusable e) {
            throw new UsageException("DOMAINS_FILE: " + e.getMessage(), e);
        }
        return opened;
    }

    @Override
    public synchronized Set<String> get() {
        try {
            String now = stampNow();
            if (!now.equals(stamp)) {
                Set<String> read = read();
                // The same set as long as it is equal: who compares it with what was before is done at once.
                domains = read.equals(domains) ? domains : read;
                stamp = now.isEmpty() ? null : now;
                trouble = "";
            }
        } catch (Unusable e) {
            if (!trouble.equals(e.getMessage())) {
                trouble = String.valueOf(e.getMessage());
                LOG.warn("DOMAINS_FILE: {}. The domains that it named before stay in force", trouble);
            }
        }
        return domains;
    }

    /** What shows that the file is another by now; empty if a change could leave no trace. */
    private String stampNow() throws Unusable {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean fresh =
                    System.currentTimeMillis() - attributes.lastModifiedTime().toMillis() <= COARSEST_MILLIS;
            return fresh ? "" : attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Set<String> read() throws Unusable {
        Set<String> found = new LinkedHashSet<>(fixed);
        int number = 0;
        for (String line : text().split("\\R", -1)) {
            number++;
            String bare = line.replaceFirst("#.*", "").strip();
            if (!bare.isEmpty()) {
                found.add(domain(bare, number));
            }
        }
        if (found.isEmpty()) {
            throw new Unusable(file + " names no domain: write one on each line");
        }
        return Set.copyOf(found);
    }

    private String domain(String text, int line) throws Unusable {
        return Domains.domain(text)
                .orElseThrow(() -> new Unusable(file + ":" + line + ": '" + Printable.of(text, 80)
                        + "' is no mail domain: write one on each line, such as example.com"));
    }

    private String text() throws Unusable {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Unusable unreadable(IOException e) {
        return e instanceof NoSuchFileException
                ? new Unusable(file + " is not there: write a mail domain on each line of it")
                : new Unusable("can't read " + file + ": " + e);
    }

    /** The file can't be used as it is. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }
}
