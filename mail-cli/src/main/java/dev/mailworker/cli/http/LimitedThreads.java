package dev.mailworker.cli.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A few daemon threads on which each task has so much time and no more: then it is interrupted, which closes the connection
 * that it waits for. Idle threads end. Thread-safe.
 */
final class LimitedThreads implements Executor {
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor alarms;
    private final Duration limit;

    LimitedThreads(String name, int most, Duration limit) {
        ThreadFactory daemons = daemons(name);
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), daemons);
        threads.allowCoreThreadTimeOut(true);
        this.alarms = new ScheduledThreadPoolExecutor(1, daemons);
        alarms.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        alarms.allowCoreThreadTimeOut(true);
        alarms.setRemoveOnCancelPolicy(true);
        this.limit = limit;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "mailworker-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> limited(task));
    }

    private void limited(Runnable task) {
        Turn turn = new Turn(Thread.currentThread());
        Future<?> alarm = alarms.schedule(turn::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            task.run();
        } finally {
            turn.end();
            alarm.cancel(false);
        }
    }

    /** One task's use of a thread: an alarm that comes late must not hit the next one. */
    private static final class Turn {
        private @Nullable Thread thread;

        Turn(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            thread = null;
        }
    }

    /** Takes no more tasks, and gives those that run some time to end. */
    void close(Duration patience) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        alarms.shutdownNow();
    }
}
