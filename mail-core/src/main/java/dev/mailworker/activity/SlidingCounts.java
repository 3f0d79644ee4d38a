package dev.mailworker.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Counts in a ring of spans of equal length, of which the last one is running. Not thread-safe. */
final class SlidingCounts {
    private final long millis;
    private final @Nullable Counts[] ring;

    SlidingCounts(int spans, Duration length) {
        this.millis = length.toMillis();
        this.ring = new Counts[spans];
    }

    private long number(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), millis);
    }

    private int place(long number) {
        return Math.floorMod(number, ring.length);
    }

    void add(Instant at, Result result, int recipients) {
        long number = number(at);
        ring[place(number)] = span(number).plus(result, recipients);
    }

    /** {@return the spans up to now, the running one last} */
    List<Counts> spans(Instant now) {
        long last = number(now);
        return LongStream.rangeClosed(last - ring.length + 1, last)
                .mapToObj(this::span)
                .toList();
    }

    /** {@return all spans together} */
    Counts sum(Instant now) {
        return spans(now).stream().reduce(Counts::plus).orElseThrow();
    }

    /** What the ring still holds of an earlier round is over. */
    private Counts span(long number) {
        Instant from = Instant.ofEpochMilli(number * millis);
        Counts held = ring[place(number)];
        return held != null && held.from().equals(from) ? held : Counts.none(from);
    }
}
