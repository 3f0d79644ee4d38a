package dev.mailworker.aws.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps answers for a short time, of items that are absent too; never failures. Thread-safe. */
final class AnswerCache {
    private static final int MOST = 10_000;

    private final Duration time;
    private final InstantSource clock;
    private final List<String> tables;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Answers answers, Instant until) {}

    /**
     * @param time for how long; zero for not at all
     */
    AnswerCache(Duration time, InstantSource clock, List<String> tables) {
        this.time = time;
        this.clock = clock;
        this.tables = tables;
    }

    @Nullable
    Answers get(String key) {
        Kept found = kept.get(key);
        return found != null && found.until().isAfter(clock.instant()) ? found.answers() : null;
    }

    void put(String key, Answers answers) {
        boolean isKnown =
                tables.stream().allMatch(table -> answers.of(table, key).failure() == null);
        if (time.isZero() || !isKnown) {
            return;
        }
        if (kept.size() >= MOST) {
            Instant now = clock.instant();
            kept.values().removeIf(old -> !old.until().isAfter(now));
        }
        if (kept.size() < MOST) {
            kept.put(key, new Kept(answers, clock.instant().plus(time)));
        }
    }

    void clear() {
        kept.clear();
    }
}
