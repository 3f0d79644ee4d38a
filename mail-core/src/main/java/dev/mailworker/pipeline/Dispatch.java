package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.pipeline.Surroundings.Server;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands mails to transports, and makes a result for everybody of whatever happens there. Each server that a transport knows
 * is spared by itself when it is in trouble. Thread-safe.
 */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Map<Route, Transport> transports;
    private final int mailsInFlight;
    private final InstantSource time;
    private final Map<Target, TargetGuard> guards = new ConcurrentHashMap<>();

    /** A server at the end of a route. */
    private record Target(Route route, String name) {
        @Override
        public String toString() {
            String words = route.name().toLowerCase(Locale.ROOT) + " server";
            return name.isEmpty() ? words : words + " " + name;
        }
    }

    Dispatch(Map<Route, Transport> transports, int mailsInFlight, InstantSource time) {
        this.transports = transports;
        this.mailsInFlight = mailsInFlight;
        this.time = time;
    }

    /** {@return why nobody in an envelope can be delivered to now; what is known before a mail is fetched saves fetching it} */
    Optional<String> refusal(Envelope envelope) {
        List<Optional<String>> refusals = envelope.recipients().stream()
                .map(recipient ->
                        guard(Route.LOCAL, envelope.sender(), recipient).refusal())
                .distinct()
                .toList();
        return refusals.isEmpty() || refusals.contains(Optional.<String>empty()) ? Optional.empty() : refusals.get(0);
    }

    /** {@return when a mail that there was no room for should come back} */
    Duration pause(Envelope envelope) {
        return longest(local(envelope.sender(), envelope.recipients().stream()));
    }

    /** {@return when a mail of which a part found no room should come back} */
    Duration pause(Mail mail, Plan plan) {
        Stream<TargetGuard> copies =
                local(mail.envelope().sender(), plan.deliveries().stream().map(Action.Deliver::recipient));
        Stream<TargetGuard> sends = plan.sends().stream()
                .map(Action.Send::message)
                .map(message -> guard(message.route(), message.sender(), message.target()));
        return longest(Stream.concat(copies, sends));
    }

    private Stream<TargetGuard> local(ReversePath sender, Stream<EmailAddress> recipients) {
        return recipients.map(recipient -> guard(Route.LOCAL, sender, recipient));
    }

    private static Duration longest(Stream<TargetGuard> guards) {
        return guards.map(TargetGuard::pause).max(Comparator.naturalOrder()).orElse(TargetGuard.SHORTEST_PAUSE);
    }

    /** {@return how many mails should be in work for the sake of the mailboxes' servers: of several, the one with most room} */
    int room() {
        return guards.entrySet().stream()
                .filter(guard -> guard.getKey().route() == Route.LOCAL)
                .mapToInt(guard -> guard.getValue().room())
                .max()
                .orElse(mailsInFlight);
    }

    /** {@return how it stands with each server that was used so far} */
    List<TargetUse> targets() {
        return guards.entrySet().stream()
                .map(guard -> guard.getValue()
                        .use(guard.getKey().route(), guard.getKey().name()))
                .sorted(Comparator.comparing(TargetUse::route).thenComparing(TargetUse::name))
                .toList();
    }

    /** {@return the servers, by route and name; of a route of which none was needed yet, one that stands for all} */
    List<Server> servers() {
        Stream<Server> known = guards.entrySet().stream()
                .filter(guard -> transports.containsKey(guard.getKey().route()))
                .map(guard -> new Server(
                        guard.getKey().route(),
                        guard.getKey().name(),
                        guard.getValue().condition()));
        Stream<Server> unused = transports.keySet().stream()
                .filter(route -> guards.keySet().stream().noneMatch(target -> target.route() == route))
                .map(route -> new Server(route, "", Condition.UNKNOWN));
        return Stream.concat(known, unused)
                .sorted(Comparator.comparing(Server::route).thenComparing(Server::name))
                .toList();
    }

    /** {@return how the server is that takes mail from somebody for somebody} */
    Condition condition(Route route, ReversePath sender, EmailAddress recipient) {
        TargetGuard guard = guards.get(target(route, sender, recipient));
        return guard == null ? Condition.UNKNOWN : guard.condition();
    }

    private TargetGuard guard(Route route, ReversePath sender, EmailAddress recipient) {
        return guard(target(route, sender, recipient));
    }

    private TargetGuard guard(Target target) {
        return guards.computeIfAbsent(target, t -> new TargetGuard(t.toString(), mailsInFlight, time));
    }

    private Target target(Route route, ReversePath sender, EmailAddress recipient) {
        Transport transport = transports.get(route);
        return new Target(route, transport == null ? "" : transport.target(sender, recipient));
    }

    Map<EmailAddress, DeliveryResult> send(Route route, Outgoing mail) {
        Map<Target, List<EmailAddress>> byTarget = mail.recipients().stream()
                .collect(Collectors.groupingBy(
                        recipient -> target(route, mail.sender(), recipient), LinkedHashMap::new, Collectors.toList()));
        Map<EmailAddress, DeliveryResult> results = new HashMap<>();
        byTarget.forEach((target, recipients) ->
                results.putAll(send(target, new Outgoing(mail.id(), mail.sender(), recipients, mail.content()))));
        return results;
    }

    private Map<EmailAddress, DeliveryResult> send(Target target, Outgoing mail) {
        TargetGuard guard = guard(target);
        TargetGuard.Entry entry = guard.enter();
        if (entry.refusal().isPresent()) {
            return everybody(mail, Cause.NOT_STARTED, entry.refusal().get());
        }
        Map<EmailAddress, DeliveryResult> results = Map.of();
        try {
            results = complete(mail, answered(target.route(), mail));
        } finally {
            guard.left(entry, results.values());
        }
        return results;
    }

    private static Map<EmailAddress, DeliveryResult> complete(
            Outgoing mail, Map<EmailAddress, DeliveryResult> answers) {
        Map<EmailAddress, DeliveryResult> results = new HashMap<>(answers);
        results.keySet().retainAll(mail.recipients());
        for (EmailAddress recipient : mail.recipients()) {
            results.computeIfAbsent(
                    recipient, r -> DeliveryResult.deferred(Cause.TEMPORARY, "the transport gave no result"));
        }
        return results;
    }

    private Map<EmailAddress, DeliveryResult> answered(Route route, Outgoing mail) {
        Transport transport = transports.get(route);
        if (transport == null) {
            return everybody(mail, Cause.TEMPORARY, "no transport is set for " + route + " mail");
        }
        try {
            return transport.send(mail);
        } catch (RuntimeException e) {
            LOG.error("the {} transport failed with {}", route, mail.id(), e);
            return everybody(mail, Cause.TEMPORARY, "the transport failed: " + e);
        }
    }

    private static Map<EmailAddress, DeliveryResult> everybody(Outgoing mail, Cause cause, String reply) {
        Map<EmailAddress, DeliveryResult> results = new HashMap<>();
        mail.recipients().forEach(r -> results.put(r, DeliveryResult.deferred(cause, reply)));
        return results;
    }
}
