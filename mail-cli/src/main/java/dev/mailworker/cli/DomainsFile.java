package dev.mailworker.cli;

import dev.mailworker.mail.Printable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Mail domains in a file, one a line, with comments behind {@code #}. */
final class DomainsFile implements WatchedFile.Content<Set<String>> {
    private final Path file;
    private final Set<String> fixed;

    private DomainsFile(Path file, Set<String> fixed) {
        this.file = file;
        this.fixed = fixed;
    }

    /**
     * Reads a file of domains.
     *
     * @param file where it is
     * @param fixed domains that there are besides
     * @param pause between two looks whether the file has changed, at least
     * @return gives the domains at the moment of asking
     * @throws UsageException if the file can't be read or understood, or there is no domain at all
     */
    static WatchedFile<Set<String>> open(Path file, Set<String> fixed, Duration pause) {
        return WatchedFile.open(file, new DomainsFile(file, fixed), pause);
    }

    @Override
    public Setting setting() {
        return Setting.DOMAINS_FILE;
    }

    @Override
    public String remedy() {
        return "write a mail domain on each line of it";
    }

    @Override
    public Set<String> read(String text) throws Unusable {
        Set<String> found = new LinkedHashSet<>(fixed);
        int number = 0;
        for (String line : text.split("\\R", -1)) {
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

    /** Whoever asks for the domains sees it. */
    @Override
    public void changed(Set<String> before, Set<String> now) {}
}
