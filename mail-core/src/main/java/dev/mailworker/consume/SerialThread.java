package dev.mailworker.consume;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread that runs tasks one after the other. A task that throws is logged, and the others go on; after the
 * end, tasks are dropped.
 */
final class SerialThread {
    private static final Logger LOG = LoggerFactory.getLogger(SerialThread.class);

    private final ScheduledThreadPoolExecutor executor;

    SerialThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, MailThreads.named(name));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void run(Runnable task) {
        later(Duration.ZERO, task);
    }

    void later(Duration delay, Runnable task) {
        scheduled(() -> executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Runs a task now and again and again, with a pause between an end and the next start. */
    void every(Duration pause, Runnable task) {
        long millis = pause.toMillis();
        scheduled(() -> executor.scheduleWithFixedDelay(guarded(task), 0, millis, TimeUnit.MILLISECONDS));
    }

    /** Runs a task here when an answer has come: with the answer, or with the failure unwrapped. */
    <T> void when(CompletionStage<T> answer, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> task) {
        var unused = answer.whenComplete((value, failure) -> run(() -> task.accept(value, unwrapped(failure))));
    }

    static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void scheduled(Supplier<Future<?>> scheduling) {
        try {
            Future<?> unused = scheduling.get();
        } catch (RejectedExecutionException e) {
            LOG.trace("a task comes after the end", e);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.error("a task failed; the others go on", e);
            }
        };
    }

    boolean isEnded() {
        return executor.isShutdown();
    }

    void end() {
        executor.shutdownNow();
    }
}
