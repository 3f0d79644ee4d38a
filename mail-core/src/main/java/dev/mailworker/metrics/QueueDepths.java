package dev.mailworker.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How many messages wait for each domain, as last heard. Each is asked for anew when its answer is five minutes old, a few at a
 * time, so that a site of 10,000 domains is gone round in the course of the scrapes. Thread-safe; never waits.
 */
final class QueueDepths {
    static final Duration HOLDS = Duration.ofMinutes(5);
    /** So many are asked at a time. */
    static final int AT_ONCE = 50;

    private final Supplier<? extends Collection<String>> domains;
    private final Function<String, ? extends CompletionStage<Long>> depth;
    private final InstantSource time;
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();

    QueueDepths(
            Supplier<? extends Collection<String>> domains,
            Function<String, ? extends CompletionStage<Long>> depth,
            InstantSource time) {
        this.domains = domains;
        this.depth = depth;
        this.time = time;
    }

    /** {@return how many domains there are} */
    int domains() {
        return domains.get().size();
    }

    /** Asks for some of what is old, those first that were never asked; and {@return what is known} */
    synchronized Map<String, Long> read() {
        Set<String> current = new LinkedHashSet<>(domains.get());
        known.keySet().retainAll(current);
        asked.keySet().retainAll(current);
        Instant due = time.instant().minus(HOLDS);
        List<String> old = current.stream()
                .filter(domain -> !asked.getOrDefault(domain, Instant.MIN).isAfter(due))
                .sorted((one, other) ->
                        asked.getOrDefault(one, Instant.MIN).compareTo(asked.getOrDefault(other, Instant.MIN)))
                .limit(AT_ONCE)
                .toList();
        old.forEach(this::ask);
        return Map.copyOf(known);
    }

    /** Of a queue that can't be asked nothing is known. */
    private void ask(String domain) {
        asked.put(domain, time.instant());
        var unused = depth.apply(domain).whenComplete((messages, failure) -> {
            if (failure == null) {
                known.put(domain, messages);
            } else {
                known.remove(domain);
            }
        });
    }
}
