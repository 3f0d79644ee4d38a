package dev.mailworker.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail domains that settings and files name, at the moment of asking. A site is never left with none: mails in work would
 * be nobody's. Thread-safe.
 */
final class ManagedDomains implements Supplier<Set<String>> {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedDomains.class);

    private final Supplier<Set<String>> listed;
    private final Supplier<ConfigFile> file;
    private Set<String> known = Set.of();
    private Set<String> knownListed = Set.of();
    private ConfigFile knownFile = ConfigFile.NONE;

    /**
     * @param listed those that a list names
     * @param file those that the file of settings names
     */
    ManagedDomains(Supplier<Set<String>> listed, Supplier<ConfigFile> file) {
        this.listed = listed;
        this.file = file;
    }

    /** {@return the domains, in lower case; the same set as long as it is equal} */
    @Override
    public synchronized Set<String> get() {
        Set<String> nowListed = listed.get();
        ConfigFile nowFile = file.get();
        if (!nowListed.equals(knownListed) || !nowFile.equals(knownFile)) {
            knownListed = nowListed;
            knownFile = nowFile;
            Set<String> now = new LinkedHashSet<>(nowListed);
            now.addAll(nowFile.domains().keySet());
            take(Set.copyOf(now));
        }
        return known;
    }

    private void take(Set<String> now) {
        if (now.isEmpty() && !known.isEmpty()) {
            LOG.warn("no domain is named any more: those that were named before stay in force");
        } else if (!now.equals(known)) {
            known = now;
        }
    }

    /** Reads lists and file again even if they look unchanged. */
    void readAgain() {
        for (Object source : new Object[] {listed, file}) {
            if (source instanceof WatchedFile<?> watched) {
                watched.readAgain();
            }
        }
    }
}
