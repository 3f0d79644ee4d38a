package dev.mailworker.local;

import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The domains of a spool: its folders. Thread-safe. */
final class SpoolDomains {
    private static final Logger log = LoggerFactory.getLogger(SpoolDomains.class);

    private final SpoolFolders folders;
    private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();

    SpoolDomains(SpoolFolders folders) {
        this.folders = folders;
    }

    /** {@return the domains that have a folder now, sorted} */
    List<String> list() {
        Path spool = folders.root(Place.SPOOL);
        return FileTrouble.reporting("list the domains of " + spool, () -> FileNames.in(spool).stream()
                .filter(name -> Files.isDirectory(spool.resolve(name)))
                .filter(this::isDomain)
                .toList());
    }

    private boolean isDomain(String name) {
        if (name.startsWith(".")) {
            return false;
        }
        boolean domain = FileNames.isDomain(name);
        if (!domain && warnedOf.add(name)) {
            String lower = name.toLowerCase(Locale.ROOT);
            log.warn(
                    "Folder {} of {} is not a domain name: its mails stay. {}",
                    Printable.of(name),
                    folders.root(Place.SPOOL),
                    FileNames.isDomain(lower)
                            ? "Rename it to " + lower
                            : "Name it like example.com, in lower case and US-ASCII");
        }
        return domain;
    }
}
