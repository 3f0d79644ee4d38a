package dev.mailworker.consume;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which mails run. From Java 24 on they are virtual (JEP 491: a {@code synchronized} block no longer pins
 * the carrier); below, a bounded pool. How many mails run at once is the permits' business in both cases.
 */
final class MailThreads {
    private static final int VIRTUAL_FROM = 24;

    private MailThreads() {}

    static ExecutorService create(int most) {
        return Runtime.version().feature() >= VIRTUAL_FROM ? virtual() : pool(most);
    }

    /** By reflection, because the code is compiled for Java 17. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Java from 21 on has virtual threads", e);
        }
    }

    private static ExecutorService pool(int most) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("mailworker-mail-"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** {@return a factory of daemon threads, so that an embedder who forgets to close can still end} */
    static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
