package dev.mailworker.cli.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers GET and HEAD at one address with a few pages, on a few daemon threads. Pages are found by their exact path; other
 * paths get 404, other methods 405. Every answer tells browsers neither to keep it nor to show it inside other sites.
 * A client that doesn't get its request or its answer through is cut off after {@value #REQUEST_SECONDS} s or
 * {@value #ANSWER_SECONDS} s, so that slow ones can't keep the others out for longer. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    /** Requests answered at once; others wait. */
    static final int THREADS = 4;

    private static final String CONNECTIONS = "200";
    private static final String REQUEST_SECONDS = "5";
    private static final String ANSWER_SECONDS = "30";
    private static final Duration STOP = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(30);

    static {
        // The JDK's server has no limits of its own, and takes them in no other way.
        limit("jdk.httpserver.maxConnections", CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        limit("sun.net.httpserver.maxRspTime", ANSWER_SECONDS);
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private WebServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    private static void limit(String property, String most) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, most);
        }
    }

    /**
     * Starts one.
     *
     * @param name names its threads
     * @param address where it listens; port 0 takes any that is free
     * @param pages what it answers with, by path
     * @return the server, to be closed
     * @throws IOException if it can't listen there: {@link java.net.BindException} if something else does, or the address
     *     is not this machine's
     */
    public static WebServer start(String name, InetSocketAddress address, Map<String, Page> pages) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = threads(name);
        server.setExecutor(threads);
        server.createContext("/", new Pages(pages));
        // Its own thread is a daemon only if a daemon starts it.
        threads.execute(server::start);
        return new WebServer(server, threads);
    }

    private static ExecutorService threads(String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "mailworker-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** {@return the port on which it listens} */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers what is being asked, for a second at most, and listens no more. May be called again. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
