package dev.mailworker.cli;

import dev.mailworker.cli.http.Gate;
import dev.mailworker.cli.http.Page;
import dev.mailworker.cli.http.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the servers for operators that the settings ask for. */
final class Servers {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    private Servers() {}

    /**
     * Starts one.
     *
     * @param name what it is for, in a word
     * @param settings those in force
     * @param port names its port; 0 turns it off
     * @param address names its address
     * @param pages what it answers with, by path
     * @return the server, to be closed; null if it is turned off
     * @throws UsageException if it can't listen there
     */
    static @Nullable WebServer start(
            String name, Settings settings, Setting port, Setting address, Map<String, Page> pages) {
        return start(name, settings, port, address, pages, Gate.OPEN);
    }

    /** Starts one that doesn't let everybody in. */
    static @Nullable WebServer start(
            String name, Settings settings, Setting port, Setting address, Map<String, Page> pages, Gate gate) {
        int number = settings.number(port);
        if (number == 0) {
            return null;
        }
        String host = settings.text(address);
        InetSocketAddress where = new InetSocketAddress(host, number);
        if (where.isUnresolved()) {
            throw new UsageException(
                    address + " is '" + host + "', which is not known: give an address of this machine");
        }
        try {
            WebServer server = WebServer.start(name, where, pages, gate);
            LOG.info("{}: answers on port {} of {}", name, number, host);
            return server;
        } catch (IOException e) {
            throw new UsageException(
                    "nobody can listen on " + port + " " + number + " of " + address + " " + host + ": "
                            + e.getMessage() + "; set " + port + " to a port that is free, or to 0 for no such service",
                    e);
        }
    }
}
