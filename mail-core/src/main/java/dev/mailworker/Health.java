package dev.mailworker;

import dev.mailworker.consume.Stage;
import dev.mailworker.consume.Stage.Phase;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Condition.State;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a worker is, and what it needs outside, at one moment. All of it comes from what work has shown: a part that nobody
 * needed yet is unknown, and one in trouble is seen to be well when the next mail or poll gets through. Holds no addresses, of
 * people or of servers, and nothing that a peer said: what is wrong is said in the worker's own words, and in the log with
 * the peer's. Immutable.
 *
 * @param stage where the worker is between start and stop
 * @param isStuck whether the worker hangs, which only a new process mends
 * @param parts the parts outside, by kind and name
 * @param domains the site's domains, by name
 */
public record Health(Stage stage, boolean isStuck, List<Part> parts, List<Domain> domains) {
    /** Copies the lists. */
    public Health {
        parts = List.copyOf(parts);
        domains = List.copyOf(domains);
    }

    /** What a part is. */
    public enum Kind {
        /** A table of look-ups: the blocklist, the rules, the sent mails. */
        TABLE,
        /** A server that takes mail for the mailboxes. */
        LOCAL,
        /** A server that takes mail to managed domains, past the site's transport maps. */
        INTERNAL,
        /** What takes mail to the rest of the world. */
        OUTSIDE,
        /** A source of mails. */
        QUEUE,
        /** Where mails lie, and their audits are written. */
        BUCKET,
        /** The list of the site's domains. */
        DOMAINS,
        /** What lets mail of one of the site's domains out into the world. */
        SENDER
    }

    /**
     * Something outside that the worker needs.
     *
     * @param kind what it is
     * @param name tells it from others of its kind; empty if there is only one
     * @param condition how it is
     */
    public record Part(Kind kind, String name, Condition condition) {}

    /**
     * A domain of the site: as well as what its mails need for themselves, and the server for its mailboxes. Tables, which
     * all domains share, don't count.
     *
     * @param name the domain, in lower case
     * @param condition how it is: the worst of what it needs
     */
    public record Domain(String name, Condition condition) {}

    /** {@return whether it was started, its sources were asked, and it was not told to stop} */
    public boolean isReady() {
        return stage.phase() == Phase.RUNNING;
    }

    /**
     * {@return whether mails get through, as far as is known: it is ready and doesn't hang, and of the sources, of the servers for
     * the mailboxes and of the domains some at least are not down}
     */
    public boolean works() {
        return isReady()
                && !isStuck
                && !allDown(conditions(Kind.QUEUE))
                && !allDown(conditions(Kind.LOCAL))
                && !allDown(domains.stream().map(Domain::condition).toList());
    }

    /** {@return the whole in a word: down if it doesn't work, degraded if anything is in trouble, else up} */
    public State state() {
        if (!works()) {
            return State.DOWN;
        }
        boolean trouble = Stream.concat(
                        parts.stream().map(Part::condition), domains.stream().map(Domain::condition))
                .anyMatch(Condition::isTrouble);
        return trouble ? State.DEGRADED : State.UP;
    }

    private List<Condition> conditions(Kind kind) {
        return parts.stream()
                .filter(part -> part.kind() == kind)
                .map(Part::condition)
                .toList();
    }

    private static boolean allDown(Collection<Condition> conditions) {
        Predicate<Condition> isDown = condition -> condition.state() == State.DOWN;
        return !conditions.isEmpty() && conditions.stream().allMatch(isDown);
    }
}
