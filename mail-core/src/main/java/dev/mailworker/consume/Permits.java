package dev.mailworker.consume;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The right to have mails in work. Who asks while none is free waits in line and gets a batch when its turn comes, so that
 * one flooded source delays another by a batch at most. Used by the poll thread alone.
 */
final class Permits {
    private final int total;
    private final Consumer<Runnable> soon;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private int free;
    private boolean patienceRuns;

    private record Waiting(int wanted, IntConsumer granted) {}

    /**
     * Makes permits.
     *
     * @param total how many
     * @param soon runs a task on the poll thread after a moment
     */
    Permits(int total, Consumer<Runnable> soon) {
        this.total = total;
        this.soon = soon;
        this.free = total;
    }

    int free() {
        return free;
    }

    /**
     * Asks for permits.
     *
     * @param wanted how many would be used
     * @param granted called with how many there are, now or later: at least 1
     */
    void ask(int wanted, IntConsumer granted) {
        line.add(new Waiting(Math.min(wanted, total), granted));
        serve(false);
    }

    void giveBack(int count) {
        free += count;
        serve(false);
    }

    /**
     * Grants what is free to who waits. A receive of one message costs as much as one of ten: it is worth a moment to let
     * a batch become free, but not more.
     */
    private void serve(boolean anyNumber) {
        while (!line.isEmpty() && free > 0) {
            Waiting first = line.element();
            if (free < first.wanted() && !anyNumber) {
                beginPatience();
                return;
            }
            line.remove();
            int count = Math.min(free, first.wanted());
            free -= count;
            first.granted().accept(count);
        }
    }

    private void beginPatience() {
        if (!patienceRuns) {
            patienceRuns = true;
            soon.accept(() -> {
                patienceRuns = false;
                serve(true);
            });
        }
    }

    /** Forgets who waits. */
    void clear() {
        line.clear();
    }
}
