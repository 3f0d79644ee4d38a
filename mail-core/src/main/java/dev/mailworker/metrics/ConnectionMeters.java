package dev.mailworker.metrics;

import dev.mailworker.port.ConnectionUse;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows how the connections to mail servers are used. A server that is gone keeps its series, at rest. Thread-safe. */
final class ConnectionMeters {
    private static final int MOST = 100;

    private final Readings readings;
    private final Supplier<Map<String, ConnectionUse>> uses;
    private final Labels labels = new Labels(MOST);
    private final Map<String, ConnectionUse> current = new ConcurrentHashMap<>();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    ConnectionMeters(Readings readings, Supplier<Map<String, ConnectionUse>> uses) {
        this.readings = readings;
        this.uses = uses;
    }

    synchronized void refresh() {
        Map<String, ConnectionUse> now = new ConcurrentHashMap<>();
        uses.get().forEach((server, use) -> now.merge(labels.of(server), use, ConnectionUse::plus));
        current.replaceAll((server, use) -> atRest(use));
        current.putAll(now);
        now.keySet().stream().filter(shown::add).forEach(this::show);
    }

    private static ConnectionUse atRest(ConnectionUse use) {
        return new ConnectionUse(0, 0, 0, use.opened(), use.waits(), use.waited());
    }

    private void show(String server) {
        Tags tags = Tags.of("server", server);
        gauge("smtp.connections", "Open connections", tags.and("state", "in_use"), server, ConnectionUse::inUse);
        gauge("smtp.connections", "Open connections", tags.and("state", "idle"), server, ConnectionUse::idle);
        gauge("smtp.pool.waiting", "Mails that wait for a connection now", tags, server, ConnectionUse::waiting);
        counter("smtp.connections.opened", "Connections that were opened", tags, server, ConnectionUse::opened);
        counter("smtp.pool.waits", "Mails that had to wait for a connection", tags, server, ConnectionUse::waits);
        counter(
                "smtp.pool.wait.seconds",
                "For how long mails waited for a connection, all together",
                tags,
                server,
                use -> use.waited().toMillis() / 1000.0);
    }

    private void gauge(
            String name, String description, Tags tags, String server, ToDoubleFunction<ConnectionUse> value) {
        readings.gauge(name, description, tags, () -> value.applyAsDouble(use(server)));
    }

    private void counter(
            String name, String description, Tags tags, String server, ToDoubleFunction<ConnectionUse> value) {
        readings.counter(name, description, tags, () -> value.applyAsDouble(use(server)));
    }

    private ConnectionUse use(String server) {
        return current.getOrDefault(server, new ConnectionUse(0, 0, 0, 0, 0, Duration.ZERO));
    }
}
