package dev.mailworker.aws.sqs;

import java.util.LinkedHashSet;
import java.util.Set;

/** Some ids, the latest ones: when there are too many, the oldest goes. Thread-safe. */
final class RecentIds {
    private final int most;
    private final Set<String> ids = new LinkedHashSet<>();

    RecentIds(int most) {
        this.most = most;
    }

    synchronized boolean contains(String id) {
        return ids.contains(id);
    }

    synchronized void add(String id) {
        ids.add(id);
        if (ids.size() > most) {
            ids.remove(ids.iterator().next());
        }
    }

    synchronized void remove(String id) {
        ids.remove(id);
    }
}
