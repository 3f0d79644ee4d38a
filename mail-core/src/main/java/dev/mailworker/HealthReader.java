package dev.mailworker;

import dev.mailworker.Health.Domain;
import dev.mailworker.Health.Kind;
import dev.mailworker.Health.Part;
import dev.mailworker.consume.Consumption;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Table;
import dev.mailworker.pipeline.Surroundings;
import dev.mailworker.pipeline.Surroundings.Server;
import dev.mailworker.port.Condition;
import dev.mailworker.port.PortException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Puts a worker's health together from what its parts have seen. Thread-safe. */
final class HealthReader {
    private static final Comparator<Part> ORDER =
            Comparator.comparing(Part::kind).thenComparing(Part::name);

    private final Consumption consumption;
    private final Surroundings surroundings;
    private final Supplier<Set<String>> domains;
    private final SiteHealth site;
    private final InstantSource time;
    private Condition listing = Condition.UNKNOWN;
    private Set<String> listed = Set.of();

    HealthReader(
            Consumption consumption,
            Surroundings surroundings,
            Supplier<Set<String>> domains,
            SiteHealth site,
            InstantSource time) {
        this.consumption = consumption;
        this.surroundings = surroundings;
        this.domains = domains;
        this.site = site;
        this.time = time;
    }

    /** {@return the domains; if they can't be listed, those of the last time} */
    private Set<String> listed() {
        try {
            Set<String> now = new TreeSet<>(domains.get());
            listing = listing.then(Condition.up(time.instant()));
            listed = now;
        } catch (PortException e) {
            listing = listing.then(Condition.down(time.instant(), "it can't be read"));
        }
        return listed;
    }

    synchronized Health read() {
        Set<String> names = listed();
        Map<String, Condition> sources = consumption.sources();
        List<Part> parts = new ArrayList<>();
        surroundings.tables().forEach((table, condition) -> parts.add(new Part(Kind.TABLE, name(table), condition)));
        parts.addAll(servers());
        sources.forEach((name, condition) -> parts.add(new Part(Kind.QUEUE, name, condition)));
        parts.addAll(site.parts());
        parts.add(new Part(Kind.DOMAINS, "", listing));
        parts.sort(ORDER);
        List<Domain> each = names.stream()
                .map(domain -> new Domain(domain, condition(domain, sources)))
                .toList();
        return new Health(consumption.stage(), consumption.isStuck(), parts, each);
    }

    private static String name(Table table) {
        return table.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<Part> servers() {
        List<Part> parts = new ArrayList<>();
        for (Route route : Route.values()) {
            List<Server> its = surroundings.servers().stream()
                    .filter(server -> server.route() == route)
                    .toList();
            for (int i = 0; i < its.size(); i++) {
                parts.add(new Part(
                        kind(route), name(its.get(i), i + 1), its.get(i).condition()));
            }
        }
        return parts;
    }

    private static Kind kind(Route route) {
        return switch (route) {
            case LOCAL -> Kind.LOCAL;
            case INTERNAL -> Kind.INTERNAL;
            case OUTSIDE -> Kind.OUTSIDE;
        };
    }

    /** What may be an address is not told: those servers are counted. */
    private static String name(Server server, int number) {
        return server.name().matches("[a-z0-9-]*") ? server.name() : String.valueOf(number);
    }

    private Condition condition(String domain, Map<String, Condition> sources) {
        List<Condition> needed = new ArrayList<>();
        site.source(domain)
                .map(name -> sources.getOrDefault(name, Condition.UNKNOWN))
                .ifPresent(source -> needed.add(source.about("its queue")));
        needed.add(surroundings.server(domain).about("its mailboxes' server"));
        needed.add(surroundings.mailboxes(domain));
        site.partsOf(domain).forEach(part -> needed.add(part.condition()));
        return Condition.worst(needed);
    }
}
