package dev.mailworker.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * So many may be served at once; who comes then waits in a line for their kind, and the lines take turns. Many of one kind
 * delay one of another by a turn at most. Thread-safe.
 */
final class Turns {
    private final Map<String, Deque<CountDownLatch>> lines = new LinkedHashMap<>();
    private int free;

    Turns(int atOnce) {
        this.free = atOnce;
    }

    /**
     * Waits for a turn; {@link #end} has to follow.
     *
     * @param kind the line to wait in
     * @throws InterruptedException if interrupted while waiting: there is no turn then
     */
    void begin(String kind) throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        synchronized (this) {
            if (tryBegin()) {
                return;
            }
            lines.computeIfAbsent(kind, k -> new ArrayDeque<>()).add(called);
        }
        boolean served = false;
        try {
            called.await();
            served = true;
        } finally {
            if (!served) {
                giveUp(kind, called);
            }
        }
    }

    /** {@return whether a turn began at once: it does unless somebody has to wait} */
    synchronized boolean tryBegin() {
        if (free == 0) {
            return false;
        }
        free--;
        return true;
    }

    synchronized int free() {
        return free;
    }

    /** Whose turn came just then passes it on. */
    private synchronized void giveUp(String kind, CountDownLatch called) {
        Deque<CountDownLatch> line = lines.getOrDefault(kind, new ArrayDeque<>());
        if (line.remove(called)) {
            if (line.isEmpty()) {
                lines.remove(kind);
            }
        } else {
            end();
        }
    }

    /** Ends a turn: the first in the line that has waited longest for one is next, and its line goes to the end. */
    synchronized void end() {
        Iterator<Map.Entry<String, Deque<CountDownLatch>>> next =
                lines.entrySet().iterator();
        if (!next.hasNext()) {
            free++;
            return;
        }
        Map.Entry<String, Deque<CountDownLatch>> line = next.next();
        String kind = line.getKey();
        Deque<CountDownLatch> waiting = line.getValue();
        next.remove();
        waiting.remove().countDown();
        if (!waiting.isEmpty()) {
            lines.put(kind, waiting);
        }
    }
}
