package dev.mailworker.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A time that stands still until a test moves it. Timers that come due are run by the thread that moves the time, one
 * after the other, each at its own time.
 */
public final class SettableTime implements InstantSource {
    /** The time at which a new one stands: 2026-01-01, noon UTC. */
    public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final Guard guard = new Guard();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(timer -> timer.number));
    private Instant now;
    private long count;

    /** Something to do at a time. */
    public final class Timer {
        private final Instant due;
        private final long number;
        private final Runnable task;

        private Timer(Instant due, long number, Runnable task) {
            this.due = due;
            this.number = number;
            this.task = task;
        }

        /** {@return when it is due} */
        public Instant due() {
            return due;
        }

        /** {@return whether this kept it from running} */
        public boolean cancel() {
            return guard.get(() -> timers.remove(this));
        }
    }

    /** Stands at {@link #START}. */
    public SettableTime() {
        this(START);
    }

    /**
     * Stands at a time.
     *
     * @param now the time
     */
    public SettableTime(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return guard.get(() -> now);
    }

    /**
     * Moves on, and runs the timers that come due.
     *
     * @param duration by how much; not negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not advance by " + duration + "; set() puts it back");
        }
        set(instant().plus(duration));
    }

    /**
     * Moves to a time, which may lie in the past, and runs the timers that come due.
     *
     * @param time when
     */
    public void set(Instant time) {
        for (Optional<Timer> due = nextUntil(time); due.isPresent(); due = nextUntil(time)) {
            due.get().task.run();
        }
        guard.run(() -> now = time);
    }

    private Optional<Timer> nextUntil(Instant time) {
        return guard.get(() -> {
            Timer first = timers.peek();
            if (first == null || first.due.isAfter(time)) {
                return Optional.empty();
            }
            timers.remove(first);
            now = first.due.isAfter(now) ? first.due : now;
            return Optional.of(first);
        });
    }

    /**
     * Has something done at a time.
     *
     * @param due when; what is due already runs when the time moves next
     * @param task what
     * @return what was set up
     */
    public Timer at(Instant due, Runnable task) {
        return guard.get(() -> {
            Timer timer = new Timer(due, count++, task);
            timers.add(timer);
            return timer;
        });
    }

    /**
     * Has something done after a while.
     *
     * @param delay how long from now
     * @param task what
     * @return what was set up
     */
    public Timer after(Duration delay, Runnable task) {
        return at(instant().plus(delay), task);
    }

    /** {@return how many timers have not run yet} */
    public int timers() {
        return guard.get(timers::size);
    }

    /**
     * Waits until timers are set up, so that the time can be moved past them.
     *
     * @param atLeast how many there must be
     */
    public void awaitTimers(int atLeast) {
        guard.await(() -> timers.size() >= atLeast, () -> timers.size() + " timers, not " + atLeast);
    }
}
