package dev.mailworker.pipeline;

import dev.mailworker.decide.Table;
import dev.mailworker.port.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Since when each table can't be read. Says so once when it begins, when grace is over, and when it ends. Thread-safe. */
final class TableHealth {
    private static final Logger LOG = LoggerFactory.getLogger(TableHealth.class);

    private static final Set<Table> ASKED_ABOUT_EACH = EnumSet.of(Table.BLOCKLIST, Table.RULES);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final InstantSource time;
    private final Duration grace;
    private final Map<Table, Outage> outages = new ConcurrentHashMap<>();
    private final Map<Table, Instant> readableSince = new ConcurrentHashMap<>();

    private final Map<Table, Counts> counts = new EnumMap<>(Table.class);

    private record Counts(LongAdder answered, LongAdder failed, LongAdder passedOpen) {
        Counts() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private record Outage(Instant since, boolean passedOpen) {}

    TableHealth(InstantSource time, Duration grace) {
        this.time = time;
        this.grace = grace;
        for (Table table : Table.values()) {
            counts.put(table, new Counts());
        }
    }

    private Counts counts(Table table) {
        return Objects.requireNonNull(counts.get(table));
    }

    void readable(Table table) {
        counts(table).answered().increment();
        Outage ended = outages.remove(table);
        readableSince.computeIfAbsent(table, t -> time.instant());
        if (ended != null) {
            LOG.info(
                    "{} can be read again, after {} s",
                    table,
                    Duration.between(ended.since(), time.instant()).toSeconds());
        }
    }

    /**
     * Notes that a table can't be read.
     *
     * @return whether it has been so for longer than the grace, so that it counts as empty
     */
    boolean unreadable(Table table, Throwable cause) {
        Instant now = time.instant();
        Outage outage = outages.computeIfAbsent(table, t -> {
            LOG.warn("{} can't be read; mails wait for {} s: {}", t, grace.toSeconds(), cause.getMessage());
            return new Outage(now, false);
        });
        readableSince.remove(table);
        boolean over = Duration.between(outage.since(), now).compareTo(grace) >= 0;
        if (over && !outage.passedOpen() && outages.replace(table, outage, new Outage(outage.since(), true))) {
            LOG.error("{} can't be read since {}; it counts as empty until it can", table, outage.since());
        }
        (over ? counts(table).passedOpen() : counts(table).failed()).increment();
        return over;
    }

    /** {@return how look-ups have gone, table by table} */
    Map<Table, TableUse> uses() {
        Map<Table, TableUse> uses = new EnumMap<>(Table.class);
        counts.forEach((table, count) -> {
            Outage outage = outages.get(table);
            uses.put(
                    table,
                    new TableUse(
                            count.answered().sum(),
                            count.failed().sum(),
                            count.passedOpen().sum(),
                            outage == null ? null : outage.since()));
        });
        return uses;
    }

    Condition condition(Table table) {
        Outage outage = outages.get(table);
        if (outage == null) {
            Instant since = readableSince.get(table);
            return since == null ? Condition.UNKNOWN : Condition.up(since);
        }
        return Condition.down(
                outage.since(),
                outage.passedOpen() ? "it can't be read, and counts as empty" : "it can't be read, and mails wait");
    }

    /** {@return whether every mail has to wait now, because a table can't be read that is asked about each} */
    boolean holdsMailsUp() {
        Instant now = time.instant();
        return ASKED_ABOUT_EACH.stream()
                .map(outages::get)
                .filter(Objects::nonNull)
                .anyMatch(outage -> Duration.between(outage.since(), now).compareTo(grace) < 0);
    }

    /**
     * {@return when a mail that waits for a table should come back: twice at most before grace is over, since queues count how
     * often}
     */
    Duration pause() {
        Duration left = outages.values().stream()
                .map(outage -> grace.minus(Duration.between(outage.since(), time.instant())))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration pause = left.compareTo(grace.dividedBy(2)) > 0 ? left.dividedBy(2) : left;
        return pause.compareTo(SHORTEST_PAUSE) > 0 ? pause : SHORTEST_PAUSE;
    }
}
