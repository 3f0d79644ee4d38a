package dev.mailworker.local;

import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a site's spool: it does what touches the spool's files, and looks for those who wait, as long as
 * somebody does. Looking beats being told of changes: watches are limited in number, and don't see what comes over NFS.
 */
final class SpoolPoller implements AutoCloseable {
    /** How often it is looked for new mails. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(SpoolPoller.class);

    private final ScheduledThreadPoolExecutor thread;
    /** Used by the thread only. */
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    private Future<?> nextRound = CompletableFuture.completedFuture(true);

    /** Somebody who waits. */
    interface Waiting {
        /** {@return whether the wait is over: it was answered, or nobody wants the answer any more} */
        boolean look();

        /** The thread is about to end. */
        void end();
    }

    SpoolPoller() {
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "mailworker-spool");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Does something on the thread. The answer comes, whatever goes wrong: somebody waits for it. */
    <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!execute(() -> complete(answer, work))) {
            answer.completeExceptionally(new PortException(Kind.TEMPORARY, "the spool is closed"));
        }
        return answer;
    }

    /** Does something on the thread, and says whether there still is one. */
    boolean execute(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private static <T> void complete(CompletableFuture<T> answer, Callable<T> work) {
        try {
            answer.complete(work.call());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** Looks for somebody until it is answered. To be called on the thread. */
    void await(Waiting one) {
        waiting.add(one);
        if (nextRound.isDone()) {
            scheduleRound();
        }
    }

    private void scheduleRound() {
        if (!thread.isShutdown()) {
            nextRound = thread.schedule(this::round, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void round() {
        try {
            // A copy: an answer may lead to a new wait at once.
            for (Waiting one : List.copyOf(waiting)) {
                if (one.look()) {
                    waiting.remove(one);
                }
            }
        } catch (Throwable e) {
            log.error("A round over the spool ended early; the next one starts as usual", e);
        }
        if (!waiting.isEmpty()) {
            scheduleRound();
        }
    }

    /** Ends the waits, and lets what is under way come to its end. May be called again. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(this::endAll);
            thread.shutdown();
        }
    }

    private void endAll() {
        nextRound.cancel(false);
        waiting.forEach(Waiting::end);
        waiting.clear();
    }
}
