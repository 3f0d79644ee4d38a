package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.port.ConnectionUse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections to use them again, the one used last first, so that those not needed grow old. Opens no more than its
 * limit; who comes then waits for their turn. Thread-safe.
 */
final class ConnectionPool implements AutoCloseable {
    /** Opens connections. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens one.
         *
         * @param now when its age begins
         */
        SmtpConnection open(Instant now) throws SessionException;
    }

    private record Idle(SmtpConnection connection, Instant since) {}

    private final PoolLimits limits;
    private final InstantSource clock;
    private final Opener opener;
    private final Turns turns;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private boolean closed;

    ConnectionPool(PoolLimits limits, InstantSource clock, Opener opener) {
        this.limits = limits;
        this.clock = clock;
        this.opener = opener;
        this.turns = new Turns(limits.size());
    }

    /**
     * Takes a connection, waiting for one to be free if all are in use.
     *
     * @param domain for whose mail: those of each domain wait in a line of their own, and the lines take turns
     * @throws SessionException if none can be opened, or the pool is closed
     * @throws InterruptedException if interrupted while waiting
     */
    Lease lease(String domain) throws SessionException, InterruptedException {
        beginTurn(domain);
        boolean leased = false;
        try {
            SmtpConnection living = takeLiving();
            Lease lease = living == null ? new Lease(open(), false) : new Lease(living, true);
            leased = true;
            return lease;
        } finally {
            if (!leased) {
                turns.end();
            }
        }
    }

    private void beginTurn(String domain) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (turns.tryBegin()) {
            return;
        }
        waits.increment();
        waiting.incrementAndGet();
        long began = System.nanoTime();
        try {
            turns.begin(domain);
        } finally {
            waitedNanos.add(System.nanoTime() - began);
            waiting.decrementAndGet();
        }
    }

    /** {@return how the connections are used} */
    ConnectionUse use() {
        int idling;
        synchronized (this) {
            idling = idle.size();
        }
        return new ConnectionUse(
                limits.size() - turns.free(),
                idling,
                waiting.get(),
                opened.sum(),
                waits.sum(),
                Duration.ofNanos(waitedNanos.sum()));
    }

    private @Nullable SmtpConnection takeLiving() {
        for (Idle candidate = poll(); candidate != null; candidate = poll()) {
            SmtpConnection connection = candidate.connection();
            Instant now = clock.instant();
            boolean isGood = connection.isGoodAt(now);
            if (isGood && (isFresh(candidate, now) || connection.isAlive())) {
                return connection;
            }
            connection.quit();
            if (isGood) {
                dropIdle();
            }
        }
        return null;
    }

    /** Where one connection has died the others hardly live, and a server that hangs lets each question wait. */
    private void dropIdle() {
        for (Idle other = poll(); other != null; other = poll()) {
            other.connection().quit();
        }
    }

    private boolean isFresh(Idle candidate, Instant now) {
        return now.isBefore(candidate.since().plus(limits.idleCheck()));
    }

    private synchronized @Nullable Idle poll() {
        return idle.pollFirst();
    }

    private SmtpConnection open() throws SessionException {
        if (isClosed()) {
            throw new SessionException(
                    DeliveryResult.deferred(Cause.NOT_STARTED, "the connections to this server are being closed"));
        }
        SmtpConnection fresh = opener.open(clock.instant());
        opened.increment();
        return fresh;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void giveBack(SmtpConnection connection) {
        Instant now = clock.instant();
        List<SmtpConnection> finished = new ArrayList<>();
        synchronized (this) {
            if (closed || !connection.isGoodAt(now)) {
                finished.add(connection);
            } else {
                idle.addFirst(new Idle(connection, now));
            }
            while (!idle.isEmpty() && !idle.getLast().connection().isGoodAt(now)) {
                finished.add(idle.removeLast().connection());
            }
        }
        finished.forEach(SmtpConnection::quit);
    }

    /** Takes leave of the server on all idle connections; those in use are closed when they come back. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        dropIdle();
    }

    /** A connection in use; closing gives it back. For one thread. */
    final class Lease implements AutoCloseable {
        private @Nullable SmtpConnection connection;
        private boolean reused;

        private Lease(SmtpConnection connection, boolean reused) {
            this.connection = connection;
            this.reused = reused;
        }

        SmtpConnection connection() {
            if (connection == null) {
                throw new IllegalStateException("given back");
            }
            return connection;
        }

        /** {@return whether others used it before, so that the server may have closed it meanwhile} */
        boolean isReused() {
            return reused;
        }

        /** Has a new connection instead of this one. */
        void renew() throws SessionException {
            connection().abort();
            connection = null;
            connection = open();
            reused = false;
        }

        @Override
        public void close() {
            try {
                if (connection != null) {
                    giveBack(connection);
                }
            } finally {
                connection = null;
                turns.end();
            }
        }
    }
}
