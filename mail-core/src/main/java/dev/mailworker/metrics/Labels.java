package dev.mailworker.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of a label of which there may be many, domains above all: the first so many have series of their own for good,
 * and all others share one. A series that moved from one to the other would look like mails that came or went. Thread-safe.
 */
final class Labels {
    static final String OTHER = "other";

    private final int most;
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    Labels(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("the number of domains with series of their own can't be " + most);
        }
        this.most = most;
    }

    String of(String value) {
        if (own.contains(value)) {
            return value;
        }
        return own.size() < most && enter(value) ? value : OTHER;
    }

    /** {@return the same, without giving a value a series that has none, unless there is room for all that there are} */
    String ofOne(String value, int all) {
        return all <= most || own.contains(value) ? of(value) : OTHER;
    }

    private synchronized boolean enter(String value) {
        return own.contains(value) || (own.size() < most && own.add(value));
    }
}
