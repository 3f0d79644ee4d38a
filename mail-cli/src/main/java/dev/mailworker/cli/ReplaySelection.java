package dev.mailworker.cli;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mails are meant. */
final class ReplaySelection {
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

    boolean includes(BlobRef ref) {
        return (keys.isEmpty() || keys.contains(ref.key()))
                && (prefix == null || ref.key().startsWith(prefix))
                && (domain == null || ref.bucket().equalsIgnoreCase(domain));
    }

    boolean includes(StoredAudit audit, Instant now) {
        String status = audit.value(AuditMetadata.STATUS).orElse("waiting");
        return (statuses.isEmpty() || statuses.contains(status))
                && (!passedOpen || audit.value(AuditMetadata.PASSED_OPEN).isPresent())
                && isInTime(audit, now);
    }

    private boolean isInTime(StoredAudit audit, Instant now) {
        if (since == null && until == null) {
            return true;
        }
        Instant from = since == null ? Instant.MIN : time(since, "--since", now);
        Instant to = until == null ? Instant.MAX : time(until, "--until", now);
        return audit.value(AuditMetadata.PROCESSED_AT)
                .flatMap(ReplaySelection::recorded)
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
