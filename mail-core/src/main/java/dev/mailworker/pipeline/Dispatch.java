package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands mails to transports, and makes a result for everybody of whatever happens there. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private final Map<Route, Transport> transports;

    Dispatch(Map<Route, Transport> transports) {
        this.transports = transports;
    }

    Map<EmailAddress, DeliveryResult> send(Route route, Outgoing mail) {
        Map<EmailAddress, DeliveryResult> results = new HashMap<>(answered(route, mail));
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
            return everybody(mail, "no transport is set for " + route + " mail");
        }
        try {
            return transport.send(mail);
        } catch (RuntimeException e) {
            LOG.error("the {} transport failed with {}", route, mail.id(), e);
            return everybody(mail, "the transport failed: " + e);
        }
    }

    private static Map<EmailAddress, DeliveryResult> everybody(Outgoing mail, String reply) {
        Map<EmailAddress, DeliveryResult> results = new HashMap<>();
        mail.recipients().forEach(r -> results.put(r, DeliveryResult.deferred(Cause.TEMPORARY, reply)));
        return results;
    }
}
