package dev.mailworker.port;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One end of the time in which a mailbox answers, as an attribute of the rules table has it: a day, or a time of a day, in
 * UTC where it names no zone.
 *
 * @param time when; null: there is no end on that side
 * @param fault why it can't be read; empty if it can
 */
record PeriodEnd(@Nullable Instant time, String fault) {
    private static final PeriodEnd NONE = new PeriodEnd(null, "");

    static PeriodEnd firstDay(TableAttributes item, String name) {
        return read(item, name, 0);
    }

    /** The day itself belongs to it: it ends with the next one. */
    static PeriodEnd lastDay(TableAttributes item, String name) {
        return read(item, name, 1);
    }

    private static PeriodEnd read(TableAttributes item, String name, int daysAfter) {
        if (!item.has(name)) {
            return NONE;
        }
        Optional<String> text = item.numberOrString(name).map(String::strip);
        if (text.isEmpty()) {
            return new PeriodEnd(null, name + " has no text");
        }
        if (text.get().isEmpty()) {
            return NONE;
        }
        try {
            return new PeriodEnd(time(text.get(), daysAfter), "");
        } catch (DateTimeException e) {
            return new PeriodEnd(
                    null,
                    name + " is '" + text.get()
                            + "', neither a date like 2026-07-01 nor a time like 2026-07-01T18:00:00Z");
        }
    }

    private static Instant time(String text, int daysAfter) {
        if (text.length() <= "2026-07-01".length()) {
            return LocalDate.parse(text)
                    .plusDays(daysAfter)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
        // Some programs write a blank where the standard has a T.
        TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
        return time instanceof ZonedDateTime zoned
                ? zoned.toInstant()
                : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    }
}
