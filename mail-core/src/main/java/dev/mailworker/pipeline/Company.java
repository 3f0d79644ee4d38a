package dev.mailworker.pipeline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets mails be in work beside each other, except for one that may bring the process down: it is tried alone, so that no
 * other suffers with it. While it waits for that, nothing else begins; so it waits briefly, and one at a time. Thread-safe.
 */
final class Company {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final AtomicBoolean isWaitedFor = new AtomicBoolean();

    /** {@return a place beside others, to be unlocked in the end} */
    Lock beside() throws InterruptedException {
        return taken(lock.readLock(), Duration.ofDays(1));
    }

    /**
     * Waits a little until nobody else is in work, unless another mail waits for that already.
     *
     * @return the only place, to be unlocked in the end
     * @throws NotAlone if that doesn't happen
     */
    Lock alone() throws InterruptedException {
        if (!isWaitedFor.compareAndSet(false, true)) {
            throw new NotAlone();
        }
        try {
            return taken(lock.writeLock(), PATIENCE);
        } finally {
            isWaitedFor.set(false);
        }
    }

    private static Lock taken(Lock lock, Duration patience) throws InterruptedException {
        if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new NotAlone();
        }
        return lock;
    }

    /** Others are in work for too long. */
    static final class NotAlone extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAlone() {
            super("it is to be tried alone, and other mails are in work");
        }
    }
}
