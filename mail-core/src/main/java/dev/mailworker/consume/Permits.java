package dev.mailworker.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * The right to have mails in work: so many at most, or fewer when there is room for fewer. Who asks while none is free waits in line and gets a batch when its turn comes, so that
 * one flooded source delays another by a batch at most. Used by the poll thread alone.
 */
final class Permits {
    /** How long one waits for a whole batch of permits before it takes what is free. */
    private static final Duration PATIENCE = Duration.ofMillis(20);
    /** How soon room is asked for again when there was none. */
    private static final Duration NEXT_LOOK = Duration.ofMillis(200);

    private final int total;
    private final IntSupplier room;
    private final BiConsumer<Duration, Runnable> later;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private int free;
    private boolean looksAgain;

    private record Waiting(int wanted, IntConsumer granted) {}

    /**
     * Makes permits.
     *
     * @param total how many
     * @param room how many should be in use now at most
     * @param later runs a task on the poll thread after a while
     */
    Permits(int total, IntSupplier room, BiConsumer<Duration, Runnable> later) {
        this.total = total;
        this.room = room;
        this.later = later;
        this.free = total;
    }

    int free() {
        int inUse = total - free;
        return Math.max(0, Math.min(free, room.getAsInt() - inUse));
    }

    /** {@return whether there is any room, be it in use or not} */
    boolean isOpen() {
        return room.getAsInt() > 0;
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
        while (!line.isEmpty()) {
            Waiting first = line.element();
            int count = Math.min(free(), first.wanted());
            if (count == 0 || (count < first.wanted() && !anyNumber)) {
                lookAgain(count == 0 ? NEXT_LOOK : PATIENCE);
                return;
            }
            line.remove();
            free -= count;
            first.granted().accept(count);
        }
    }

    /** Nobody tells when there is room again. */
    private void lookAgain(Duration wait) {
        if (free > 0 && !looksAgain) {
            looksAgain = true;
            later.accept(wait, () -> {
                looksAgain = false;
                serve(true);
            });
        }
    }

    /** Forgets who waits. */
    void clear() {
        line.clear();
    }
}
