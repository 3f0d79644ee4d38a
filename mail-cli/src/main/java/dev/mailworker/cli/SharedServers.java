package dev.mailworker.cli;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.ConnectionUse;
import dev.mailworker.port.Outgoing;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Connections to mail servers, shared by all who want one server in the same way. Those that are no longer wanted are closed
 * when the last mail is through. Thread-safe.
 */
final class SharedServers implements AutoCloseable {
    private final Map<SmtpSettings, Server> open = new HashMap<>();
    private Set<SmtpSettings> wanted = Set.of();

    /** Counts who sends, under the lock of the whole. */
    private static final class Server {
        private final SmtpTransport transport;
        private int senders;

        Server(SmtpTransport transport) {
            this.transport = transport;
        }
    }

    Map<EmailAddress, DeliveryResult> send(SmtpSettings settings, Outgoing mail) {
        Server server = enter(settings);
        try {
            return server.transport.send(mail);
        } finally {
            left(settings, server);
        }
    }

    private synchronized Server enter(SmtpSettings settings) {
        Server server = open.computeIfAbsent(settings, missing -> new Server(new SmtpTransport(missing)));
        server.senders++;
        return server;
    }

    private void left(SmtpSettings settings, Server server) {
        boolean last;
        synchronized (this) {
            server.senders--;
            last = server.senders == 0 && !wanted.contains(settings);
            if (last) {
                open.remove(settings);
            }
        }
        if (last) {
            server.transport.close();
        }
    }

    /**
     * Says which servers are wanted from now on.
     *
     * @param settings those; connections to others are closed
     */
    void keepOnly(Set<SmtpSettings> settings) {
        List<Server> idle = new ArrayList<>();
        synchronized (this) {
            wanted = Set.copyOf(settings);
            open.entrySet().removeIf(entry -> {
                boolean over = entry.getValue().senders == 0 && !wanted.contains(entry.getKey());
                return over && idle.add(entry.getValue());
            });
        }
        idle.forEach(server -> server.transport.close());
    }

    /** {@return the servers to which there may be connections} */
    synchronized Set<SmtpSettings> open() {
        return Set.copyOf(open.keySet());
    }

    /** {@return how the connections to each server are used, by host and port; of several ways to one, the sum} */
    synchronized Map<String, ConnectionUse> connections() {
        Map<String, ConnectionUse> uses = new HashMap<>();
        open.forEach((settings, server) -> uses.merge(
                settings.host() + ":" + settings.port(), server.transport.connections(), ConnectionUse::plus));
        return uses;
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }
}
