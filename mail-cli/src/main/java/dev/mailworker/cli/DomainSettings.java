package dev.mailworker.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What is in force for each domain: what the file says of it, and the settings for all domains besides. Asks the file anew
 * each time. Thread-safe.
 */
final class DomainSettings {
    private final Settings all;
    private final Supplier<Map<String, Settings>> differing;

    DomainSettings(Settings all) {
        this.all = all;
        this.differing = new Derived<>(all.watched(), this::views);
    }

    /**
     * {@return what is in force for a domain}
     *
     * @param domain in lower case
     */
    Settings of(String domain) {
        return differing().getOrDefault(domain, all);
    }

    /** {@return what is in force for those domains for which it is not just what is in force for all; the same map as long as
     * it stays so} */
    Map<String, Settings> differing() {
        return differing.get();
    }

    private Map<String, Settings> views(ConfigFile file) {
        Map<String, String> regions = Domains.regions(all.text(Setting.DOMAIN_REGIONS));
        TreeSet<String> domains = new TreeSet<>(regions.keySet());
        domains.addAll(file.domains().keySet());
        Map<String, Settings> views = new LinkedHashMap<>();
        for (String domain : domains) {
            Map<Setting, Given> own = new EnumMap<>(Setting.class);
            if (file.domains().containsKey(domain)) {
                own.putAll(file.domains().get(domain).given());
            }
            String region = regions.get(domain);
            if (region != null) {
                place(own, new Given(region, all.origin(Setting.DOMAIN_REGIONS)));
            }
            keepPasswordAtHome(own);
            views.put(domain, all.with(own));
        }
        return views;
    }

    /** Two say where a domain is: the environment wins, but only over files. */
    private static void place(Map<Setting, Given> own, Given region) {
        if (region.origin().isAboveFiles()) {
            own.put(Setting.AWS_REGION, region);
        } else {
            own.putIfAbsent(Setting.AWS_REGION, region);
        }
    }

    /** The site's password is for the site's server: a domain with a server of its own has its own, or none. */
    private void keepPasswordAtHome(Map<Setting, Given> own) {
        Given host = own.get(Setting.SMTP_HOST);
        if (host != null && !host.value().equalsIgnoreCase(all.text(Setting.SMTP_HOST))) {
            own.putIfAbsent(Setting.SMTP_USER, new Given("", host.origin()));
            own.putIfAbsent(Setting.SMTP_PASS, new Given("", host.origin()));
        }
    }
}
