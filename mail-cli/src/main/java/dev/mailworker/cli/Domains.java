package dev.mailworker.cli;

import dev.mailworker.mail.EmailAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mail domains as settings name them. */
final class Domains {
    private Domains() {}

    /**
     * {@return what gives the domains}
     *
     * @param settings those in force
     * @throws UsageException if they name none
     */
    static ManagedDomains of(Settings settings) {
        Set<String> fixed = listed(settings.text(Setting.DOMAINS)).stream()
                .flatMap(each -> domain(each).stream())
                .collect(Collectors.toUnmodifiableSet());
        Optional<String> file = settings.textIfSet(Setting.DOMAINS_FILE);
        Supplier<Set<String>> listed =
                file.isPresent() ? DomainsFile.open(Path.of(file.get()), fixed, WatchedFile.LOOK_EVERY) : () -> fixed;
        ManagedDomains all = new ManagedDomains(listed, settings.watched());
        if (all.get().isEmpty()) {
            throw new UsageException(
                    "there are no domains: set DOMAINS to them, separated by commas, or DOMAINS_FILE to a"
                            + " file of them, or name them in the file of settings; or work on a local site by"
                            + " --local DIR");
        }
        return all;
    }

    /** {@return the regions of domains that have their own, from {@code DOMAIN=REGION,…}} */
    static Map<String, String> regions(String text) {
        Map<String, String> regions = new HashMap<>();
        for (String each : listed(text)) {
            String[] parts = each.split("=", 2);
            domain(parts[0].strip()).ifPresent(domain -> regions.put(domain, parts[1].strip()));
        }
        return regions;
    }

    /** {@return the items of a list that is separated by commas} */
    static List<String> listed(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** {@return a domain as mail addresses have it, in lower case; empty if it can't stand in one} */
    static Optional<String> domain(String text) {
        return text.indexOf('@') >= 0
                ? Optional.empty()
                : EmailAddress.parse("postmaster@" + text).map(EmailAddress::domain);
    }
}
