package dev.mailworker.port;

import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is stored with a mail about its processing.
 *
 * @param metadata the stored names and values (S3 user metadata), names in lower case; includes foreign ones
 * @param trace the rulings, if the store has room for them; else empty
 */
public record StoredAudit(Map<String, String> metadata, List<TraceLine> trace) {
    /** Nothing is stored. */
    public static final StoredAudit NONE = new StoredAudit(Map.of(), List.of());

    /** Copies both. */
    public StoredAudit {
        metadata = Map.copyOf(metadata);
        trace = List.copyOf(trace);
    }

    /** {@return whether some worker has finished with this mail} */
    public boolean isProcessed() {
        return "true".equalsIgnoreCase(metadata.getOrDefault(AuditMetadata.PROCESSED, ""));
    }

    /** {@return whether this worker's kind wrote the audit, and not the earlier one, which knows no envelope} */
    public boolean isOurs() {
        return metadata.containsKey(AuditMetadata.ENVELOPE_DIGEST);
    }

    /**
     * {@return whether the mail passed while a table could not be read, by the record}
     *
     * @param table which
     */
    public boolean passedOpen(Table table) {
        return Stream.of(value(AuditMetadata.PASSED_OPEN).orElse("").split(","))
                .anyMatch(table.name().toLowerCase(Locale.ROOT)::equals);
    }

    /**
     * The recipients that are on record as served, one way or another. Where the list had to be shortened, those that
     * are left of it, unless the given ones are exactly all that it had.
     *
     * @param asked recipients that a mail has now
     * @return those of them that are on record
     */
    public Set<EmailAddress> served(Collection<EmailAddress> asked) {
        if (value(AuditMetadata.ENVELOPE_DIGEST)
                .filter(AuditMetadata.digest(asked)::equals)
                .isPresent()) {
            return Set.copyOf(asked);
        }
        Set<EmailAddress> served = new HashSet<>(recipients());
        served.retainAll(asked);
        return served;
    }

    /**
     * The recipients that have a copy, by the record: those served, without those on a list that says why they have none.
     *
     * @param asked recipients that a mail has now
     * @return those of them that have a copy
     */
    public Set<EmailAddress> delivered(Collection<EmailAddress> asked) {
        boolean anyDelivered = value(AuditMetadata.STATUS)
                .filter(status -> status.equals(Status.DELIVERED.word()) || status.equals(Status.PARTIAL.word()))
                .isPresent();
        Set<EmailAddress> delivered = new HashSet<>(anyDelivered ? served(asked) : Set.of());
        AuditMetadata.LISTS_WITHOUT_COPY.keySet().forEach(list -> delivered.removeAll(listed(list)));
        return delivered;
    }

    /**
     * {@return as what a recipient ended, by the record}
     *
     * @param recipient one of {@link #recipients()}
     */
    public Status statusOf(EmailAddress recipient) {
        return AuditMetadata.LISTS_WITHOUT_COPY.entrySet().stream()
                .filter(list -> listed(list.getKey()).contains(recipient))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Status.DELIVERED);
    }

    /** {@return the recipients on record, as far as they can be read; some are missing where the list was shortened} */
    public Set<EmailAddress> recipients() {
        return listed(AuditMetadata.ENVELOPE_TO);
    }

    private Set<EmailAddress> listed(String name) {
        return Stream.of(value(name).orElse("").split(","))
                // A replaced character: which address it was can't be told any more.
                .filter(text -> text.indexOf(AuditMetadata.REPLACEMENT) < 0)
                .flatMap(text -> EmailAddress.parse(text).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * {@return a stored value, if it is there}
     *
     * @param name one of {@link AuditMetadata}'s names
     */
    public Optional<String> value(String name) {
        return Optional.ofNullable(metadata.get(name));
    }
}
