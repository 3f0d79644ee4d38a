package dev.mailworker.cli;

import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mails are meant. */
final class MailSelection {
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    @Option(names = "--key", paramLabel = "KEY", description = "Only the mail of this key; may be given several times.")
    private List<String> keys = List.of();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only mails whose key begins so.")
    private @Nullable String prefix;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only this domain's mails.")
    private @Nullable String domain;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only mails with this status on record (deferred ones have 'waiting'); may be given several"
                    + " times.")
    private List<String> statuses = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only mails last worked on since then: 2026-01-31T09:00:00Z, or 7d, 12h, 30m ago.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only mails last worked on until then.")
    private @Nullable String until;

    @Option(names = "--passed-open", description = "Only mails that passed while a table could not be read.")
    private boolean passedOpen;

    /** Refuses a selection that would mean everything by mistake. */
    void check() {
        boolean any = !keys.isEmpty()
                || prefix != null
                || !statuses.isEmpty()
                || since != null
                || until != null
                || passedOpen;
        if (!any) {
            throw new UsageException("say which mails: --key, --prefix, --status, --since, --until or --passed-open");
        }
    }

    /** From now on, what was left open means this domain, and unless mails are named, this time. */
    void orElse(String ofDomain, String sinceThen) {
        domain = domain == null ? ofDomain : domain;
        boolean isOpen = keys.isEmpty() && since == null && until == null;
        since = isOpen ? sinceThen : since;
    }

    /** {@return the mails that are meant, of those that a site has} */
    Stream<SiteMail> of(Mails mails, Instant now) {
        Instant from = since == null ? Instant.MIN : time(since, "--since", now);
        Instant to = until == null ? Instant.MAX : time(until, "--until", now);
        Instant changedSince = since == null ? Instant.MIN : from.minus(CLOCKS_DIFFER);
        Mails.Wanted wanted = new Mails.Wanted(
                Optional.ofNullable(domain),
                new LinkedHashSet<>(keys),
                Optional.ofNullable(prefix).orElse(""),
                changedSince);
        return mails.list(wanted).filter(mail -> includes(mail.audit())).filter(mail -> isBetween(from, to, mail));
    }

    private boolean includes(StoredAudit audit) {
        String status = audit.value(AuditMetadata.STATUS).orElse("waiting");
        return (statuses.isEmpty() || statuses.contains(status))
                && (!passedOpen || audit.value(AuditMetadata.PASSED_OPEN).isPresent());
    }

    /** By the audit, where it tells: that an audit was written is a change of what is stored too. */
    private boolean isBetween(Instant from, Instant to, SiteMail mail) {
        return (since == null && until == null)
                || mail.audit()
                        .value(AuditMetadata.PROCESSED_AT)
                        .flatMap(MailSelection::recorded)
                        .or(mail::changedAt)
                        .filter(at -> !at.isBefore(from) && !at.isAfter(to))
                        .isPresent();
    }

    /** People and other programs write metadata too: what is no time is not known. */
    private static Optional<Instant> recorded(String epochSeconds) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(epochSeconds)));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant time(String text, String option, Instant now) {
        try {
            String last = text.substring(text.length() - 1).toLowerCase(Locale.ROOT);
            return switch (last) {
                case "d", "h", "m" -> now.minus(Duration.parse(last.equals("d") ? "P" + text : "PT" + text));
                default -> Instant.parse(text);
            };
        } catch (DateTimeException | StringIndexOutOfBoundsException e) {
            throw new UsageException(
                    option + " is '" + text + "': give a time such as 2026-01-31T09:00:00Z, or 7d, 12h or 30m ago", e);
        }
    }

    /** {@return what to say when nothing is found} */
    String words() {
        return keys.isEmpty()
                ? "no mail fits the selection"
                : "no mail with the key '" + String.join("', '", keys) + "'";
    }
}
