package dev.mailworker.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Guards a fake's state, and lets tests wait for what it comes to. */
final class Guard {
    private static final long PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    <T> T get(Supplier<T> access) {
        lock.lock();
        try {
            return access.get();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    void run(Runnable access) {
        lock.lock();
        try {
            access.run();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Waits until the state is so; what didn't happen is said if it doesn't come to that. */
    void await(BooleanSupplier state, Supplier<String> missing) {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (!state.getAsBoolean()) {
                if (left <= 0) {
                    throw new IllegalStateException("waited " + PATIENCE_SECONDS + " s in vain: " + missing.get());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting: " + missing.get(), e);
        } finally {
            lock.unlock();
        }
    }
}
