package dev.mailworker.cli;

import java.util.Map;

/**
 * What a file of settings says.
 *
 * @param defaults what it sets for all domains
 * @param domains what it says of domains, by domain in lower case, in its order
 */
record ConfigFile(Map<Setting, Given> defaults, Map<String, OfDomain> domains) {
    /** What no file says. */
    static final ConfigFile NONE = new ConfigFile(Map.of(), Map.of());

    /**
     * What it says of one domain.
     *
     * @param named where it names the domain
     * @param given what differs there
     */
    record OfDomain(Origin named, Map<Setting, Given> given) {}
}
