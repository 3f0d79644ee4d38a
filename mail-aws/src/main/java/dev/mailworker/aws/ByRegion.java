package dev.mailworker.aws;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Something for each region, made when it is first needed. Thread-safe. */
final class ByRegion<T> {
    private final Function<String, T> maker;
    private final Map<String, T> made = new TreeMap<>();

    ByRegion(Function<String, T> maker) {
        this.maker = maker;
    }

    T of(String region) {
        synchronized (made) {
            return made.computeIfAbsent(region, maker);
        }
    }

    Optional<T> ifMade(String region) {
        synchronized (made) {
            return Optional.ofNullable(made.get(region));
        }
    }

    /** {@return those that were needed so far, by region} */
    Map<String, T> byRegion() {
        synchronized (made) {
            return Map.copyOf(made);
        }
    }

    /** {@return those that were needed so far} */
    Collection<T> made() {
        synchronized (made) {
            return List.copyOf(made.values());
        }
    }
}
