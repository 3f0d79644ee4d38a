package dev.mailworker.pipeline;

import dev.mailworker.decide.Route;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Condition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How what a mail's path needs is, as the mails so far have shown. Asks nobody. Thread-safe. */
public final class Surroundings {
    private final TableHealth tables;
    private final Dispatch dispatch;
    private final InvalidInboxWatch inboxes;

    Surroundings(TableHealth tables, Dispatch dispatch, InvalidInboxWatch inboxes) {
        this.tables = tables;
        this.dispatch = dispatch;
        this.inboxes = inboxes;
    }

    /**
     * A server that takes mail, or several that nobody has used yet.
     *
     * @param route for which mail
     * @param name what its transport calls it; empty if there is only one
     * @param condition how it is
     */
    public record Server(Route route, String name, Condition condition) {}

    /** {@return the tables} */
    public Map<Table, Condition> tables() {
        Map<Table, Condition> all = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            all.put(table, tables.condition(table));
        }
        return all;
    }

    /** {@return the servers that take mail, by route and name} */
    public List<Server> servers() {
        return dispatch.servers();
    }

    /**
     * {@return the server that takes mail for a domain's mailboxes}
     *
     * @param domain in lower case
     */
    public Condition server(String domain) {
        return dispatch.condition(Route.LOCAL, ReversePath.NULL, EmailAddress.of("postmaster@" + domain));
    }

    /**
     * {@return a domain's mailboxes: in trouble if they all seem to be gone}
     *
     * @param domain in lower case
     */
    public Condition mailboxes(String domain) {
        return inboxes.condition(domain);
    }
}
