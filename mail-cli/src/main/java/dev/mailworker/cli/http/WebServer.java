package dev.mailworker.cli.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/**
 * Answers at one address with a few pages, on a few daemon threads. Pages are found by their exact path; other paths get 404,
 * other methods than the page's 405. Every answer tells browsers neither to keep it nor to show it inside other sites. A
 * client that doesn't get its request in and its answer out within ten seconds is cut off, so that slow ones don't keep the
 * others out. Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    /** Requests answered at once; others wait. */
    static final int THREADS = 8;

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(1);

    static {
        // The JDK's server has no limit of its own, and takes one in no other way.
        if (System.getProperty("jdk.httpserver.maxConnections") == null) {
            System.setProperty("jdk.httpserver.maxConnections", "200");
        }
    }

    private final HttpServer server;
    private final LimitedThreads threads;

    private WebServer(HttpServer server, LimitedThreads threads) {
        this.server = server;
        this.threads = threads;
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
        return start(name, address, pages, Gate.OPEN);
    }

    /**
     * Starts one that doesn't let everybody in.
     *
     * @param name names its threads
     * @param address where it listens; port 0 takes any that is free
     * @param pages what it answers with, by path
     * @param gate decides who is let in
     * @return the server, to be closed
     * @throws IOException if it can't listen there
     */
    public static WebServer start(String name, InetSocketAddress address, Map<String, Page> pages, Gate gate)
            throws IOException {
        return start(name, address, pages, gate, LIMIT);
    }

    static WebServer start(String name, InetSocketAddress address, Map<String, Page> pages, Gate gate, Duration limit)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        LimitedThreads threads = new LimitedThreads(name, THREADS, limit);
        server.setExecutor(threads);
        server.createContext("/", new Pages(pages, gate));
        // Its own thread is a daemon only if a daemon starts it.
        threads.execute(server::start);
        return new WebServer(server, threads);
    }

    /** {@return the port on which it listens} */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers what is being asked, for a second at most, and listens no more. May be called again. */
    @Override
    public void close() {
        threads.close(STOP);
        server.stop(0);
    }
}
