package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands mails to transports, and makes a result for everybody of whatever happens there. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Map<Route, Transport> transports;
    private final Map<Route, TargetGuard> guards = new EnumMap<>(Route.class);

    Dispatch(Map<Route, Transport> transports, int mailsInFlight, InstantSource time) {
        this.transports = transports;
        for (Route route : Route.values()) {
            guards.put(route, new TargetGuard(route.name().toLowerCase(Locale.ROOT), mailsInFlight, time));
        }
    }

    /** {@return why a route is not to be used now; what is known before a mail is fetched saves fetching it} */
    Optional<String> refusal(Route route) {
        return guard(route).refusal();
    }

    /** {@return when a mail that a route had no room for should come back} */
    Duration pause(Route route) {
        return guard(route).pause();
    }

    /** {@return when a mail that one of the routes had no room for should come back} */
    Duration pause() {
        return guards.values().stream()
                .map(TargetGuard::pause)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** {@return how many mails should be in work for the mailboxes' server's sake} */
    int room() {
        return guard(Route.LOCAL).room();
    }

    private TargetGuard guard(Route route) {
        return Objects.requireNonNull(guards.get(route));
    }

    Map<EmailAddress, DeliveryResult> send(Route route, Outgoing mail) {
        TargetGuard.Entry entry = guard(route).enter();
        if (entry.refusal().isPresent()) {
            return everybody(mail, Cause.NOT_STARTED, entry.refusal().get());
        }
        Map<EmailAddress, DeliveryResult> results = Map.of();
        try {
            results = complete(mail, answered(route, mail));
        } finally {
            guard(route).left(entry, results.values());
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
