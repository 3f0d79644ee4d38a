package dev.mailworker.smtp;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes sockets whose peer stopped reading: a blocked write has no time-out of its own in Java. One daemon thread for all
 * connections, which ends when nothing is written for a while. Thread-safe.
 */
final class Watchdog {
    private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor timer;

    Watchdog(String name) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(THREAD_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts to watch.
     *
     * @param socket what to close when the time is over
     * @param time how long it may take
     * @return cancel it when it's done
     */
    Future<?> closeAfter(Socket socket, Duration time) {
        return timer.schedule(() -> close(socket), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Whoever uses it gets an exception either way.
        }
    }
}
