package dev.mailworker.local;

import dev.mailworker.decide.SentMail;
import dev.mailworker.port.SentMailStore;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The mails that the site sent, from {@code tables/<name>.json}. The file is read again when it changes. Items whose
 * {@code ttl} (epoch seconds) is over count as absent: DynamoDB deletes them days later. {@link LocalSite#sentMail} makes
 * it. Thread-safe.
 */
public final class SentMailFile implements SentMailStore {
    /** Larger numbers are milliseconds: as seconds, this is the year 5138. */
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private final TableFile<Row> table;
    private final InstantSource time;

    private record Row(SentMail mail, Instant expires) {}

    SentMailFile(TableFolder folder, String name, InstantSource time) {
        this.table = new TableFile<>(folder, name, "MessageId", false, SentMailFile::parse);
        this.time = time;
    }

    /** Reads the table now, so that a file that breaks later has a good one before it. */
    void preload() {
        table.preload();
    }

    @Override
    public CompletionStage<Optional<SentMail>> find(String messageId) {
        return TableLookup.answer(() -> Optional.ofNullable(table.rows().get(messageId))
                .filter(row -> row.expires().isAfter(time.instant()))
                .map(Row::mail));
    }

    private static Row parse(TableItem item) {
        SentMail mail = new SentMail(
                item.key(),
                item.string("source").or(() -> item.string("original_source")).orElse(""),
                recipients(item),
                item.string("bounceType").orElse(""),
                item.string("bounceSubType").orElse(""),
                time(item, "timestamp").orElse(null));
        return new Row(mail, time(item, "ttl").orElse(Instant.MAX));
    }

    private static List<String> recipients(TableItem item) {
        List<String> recipients = item.strings("recipients");
        return recipients.isEmpty() ? item.strings("bouncedRecipients") : recipients;
    }

    private static Optional<Instant> time(TableItem item, String attribute) {
        Optional<String> text = item.numberOrString(attribute);
        Optional<Instant> time = text.flatMap(SentMailFile::time);
        if (text.isPresent() && time.isEmpty()) {
            item.warn(attribute + " is '" + text.get() + "', which is no time, and counts as absent");
        }
        return time;
    }

    private static Optional<Instant> time(String text) {
        try {
            if (text.matches("[0-9]{1,15}(\\.[0-9]*)?")) {
                long number = Long.parseLong(text.split("\\.", 2)[0]);
                return Optional.of(
                        number > LARGEST_SECONDS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number));
            }
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
