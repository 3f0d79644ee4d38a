package dev.mailworker.aws.dynamodb;

import dev.mailworker.decide.SentMail;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads items of the sent-mail table. */
final class SentMailItem {
    /** Larger numbers are milliseconds: as seconds, this is the year 5138. */
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private SentMailItem() {}

    /** {@return the mail; empty if the item's time to live is over: DynamoDB deletes it days later} */
    static Optional<SentMail> read(Item item, Instant now) {
        if (time(item, "ttl").filter(end -> !end.isAfter(now)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new SentMail(
                item.key(),
                item.string("source").or(() -> item.string("original_source")).orElse(""),
                recipients(item),
                item.string("bounceType").orElse(""),
                item.string("bounceSubType").orElse(""),
                time(item, "timestamp").orElse(null)));
    }

    private static List<String> recipients(Item item) {
        List<String> recipients = item.strings("recipients");
        return recipients.isEmpty() ? item.strings("bouncedRecipients") : recipients;
    }

    private static Optional<Instant> time(Item item, String attribute) {
        Optional<String> text = item.numberOrString(attribute);
        Optional<Instant> time = text.flatMap(SentMailItem::time);
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
