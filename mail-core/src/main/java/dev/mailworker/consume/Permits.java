package dev.mailworker.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to have mails in work: so many at most, or fewer when there is room for fewer. Who asks while none is free waits
 * in line and gets a batch when its turn comes, so that one flooded source delays another by a batch at most. However slow
 * its mails are, a source never holds all permits: the fewer are free, the fewer it may hold. Used by the poll thread alone.
 */
final class Permits {
    /** How long one waits for a whole batch of permits before it takes what is free. */
    private static final Duration PATIENCE = Duration.ofMillis(20);
    /** How soon room is asked for again when there was none. */
    private static final Duration NEXT_LOOK = Duration.ofMillis(200);

    /** So many times what is free afterwards a source may hold: dynamic thresholds, as switches share their buffers by. */
    private static final int SHARE = 7;

    private final int total;
    private final IntSupplier room;
    private final BiConsumer<Duration, Runnable> later;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private int free;
    private boolean looksAgain;

    private record Waiting(Share share, int wanted, IntConsumer granted) {}

    /** What one source holds. */
    final class Share {
        private int held;

        /**
         * Asks for permits.
         *
         * @param wanted how many would be used
         * @param granted called with how many there are, now or later: at least 1
         */
        void ask(int wanted, IntConsumer granted) {
            line.add(new Waiting(this, Math.min(wanted, total), granted));
            serve(false);
        }

        void giveBack(int count) {
            held -= count;
            free += count;
            serve(false);
        }

        private int most(int available) {
            int fair = (SHARE * available - held) / (SHARE + 1);
            return total <= SHARE || (held == 0 && fair == 0) ? available : fair;
        }
    }

    Share share() {
        return new Share();
    }

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
     * Grants what is free to who waits. A receive of one message costs as much as one of ten: it is worth a moment to let
     * a batch become free, but not more.
     */
    private void serve(boolean anyNumber) {
        int available = free();
        for (Waiting first = firstOf(available); first != null; first = firstOf(available)) {
            int count = Math.min(first.share().most(available), first.wanted());
            if (count < first.wanted() && !anyNumber) {
                lookAgain(PATIENCE);
                return;
            }
            line.remove(first);
            free -= count;
            first.share().held += count;
            first.granted().accept(count);
            available = free();
        }
        if (!line.isEmpty()) {
            lookAgain(NEXT_LOOK);
        }
    }

    private @Nullable Waiting firstOf(int available) {
        return available == 0
                ? null
                : line.stream()
                        .filter(waiting -> waiting.share().most(available) > 0)
                        .findFirst()
                        .orElse(null);
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
