package dev.mailworker;

import java.util.List;
import java.util.Optional;

/**
 * What a site knows of its health that a worker can't see through the ports. Thread-safe; methods are quick, and ask nobody
 * outside.
 */
@FunctionalInterface
public interface SiteHealth {
    /**
     * {@return the name of the source that a domain's mails come from, as {@link dev.mailworker.port.MessageSource#name}}
     *
     * @param domain in lower case
     */
    Optional<String> source(String domain);

    /** {@return further parts that the site needs, such as buckets; by default none} */
    default List<Health.Part> parts() {
        return List.of();
    }

    /**
     * {@return what a domain needs besides its source and the server for its mailboxes; by default nothing}
     *
     * @param domain in lower case
     */
    default List<Health.Part> partsOf(String domain) {
        return List.of();
    }
}
