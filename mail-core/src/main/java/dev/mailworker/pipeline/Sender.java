package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.OutboundMessage;
import dev.mailworker.decide.Plan;
import dev.mailworker.mail.Mail;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ReplyLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends forwards and replies: each is claimed on record before, so that no other worker sends it too, and its result is on
 * record before the next one starts.
 */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private final Dispatch dispatch;
    private final ReplyLedger replies;
    private final Claims claims;
    private final InstantSource time;

    Sender(Dispatch dispatch, ReplyLedger replies, Claims claims, InstantSource time) {
        this.dispatch = dispatch;
        this.replies = replies;
        this.claims = claims;
        this.time = time;
    }

    void send(Mail mail, Plan plan, Journal journal, Lease lease, Performer.Results results) {
        List<Action.Send> ready = new ArrayList<>();
        for (Action.Send send : plan.sends()) {
            if (results.isOpen(send.id()) && isDue(send, plan, results)) {
                ready.add(send);
            }
        }
        if (ready.isEmpty()) {
            return;
        }
        if (!lease.allowsAction()) {
            ready.forEach(send -> results.notStarted(send.id(), "the lease is about to end"));
            return;
        }
        Set<ActionId> won =
                claims.take(mail, ready.stream().map(Action.Send::id).toList(), journal, lease, results);
        Iterator<Action.Send> next =
                ready.stream().filter(send -> won.contains(send.id())).iterator();
        while (next.hasNext()) {
            perform(mail, next.next(), lease, results);
            if (next.hasNext()) {
                claims.record(journal, results);
            }
        }
    }

    /** After the recipient's copy was accepted, or where the plan keeps none. */
    private static boolean isDue(Action.Send send, Plan plan, Performer.Results results) {
        ActionId copy = ActionId.deliver(send.recipient());
        boolean keepsCopy = plan.deliveries().stream().anyMatch(d -> d.id().equals(copy));
        if (!keepsCopy || results.of(copy).kind() == DeliveryResult.Kind.DELIVERED) {
            return true;
        }
        if (results.of(copy).isFinal()) {
            results.add(send.id(), DeliveryResult.rejected(Cause.NOT_NEEDED, "the mailbox did not take its copy"));
        } else {
            results.notStarted(send.id(), "waits for the mailbox to take its copy");
        }
        return false;
    }

    private void perform(Mail mail, Action.Send send, Lease lease, Performer.Results results) {
        if (!lease.allowsAction()) {
            results.notStarted(send.id(), "the lease is about to end");
            return;
        }
        if (send.message().kind() == ActionId.Kind.REPLY) {
            results.add(send.id(), reply(mail, send));
        } else {
            results.add(send.id(), dispatched(mail, send));
        }
    }

    private DeliveryResult reply(Mail mail, Action.Send send) {
        OutboundMessage message = send.message();
        ReplyLedger.Reply entry = new ReplyLedger.Reply(send.recipient(), message.target(), message.fingerprint());
        String owner = mail.ref().toString();
        Instant now = time.instant();
        try {
            if (!replies.enter(entry, owner, now, now.plus(message.quietPeriod()))) {
                return DeliveryResult.rejected(Cause.NOT_NEEDED, "this reply was given to the sender lately");
            }
        } catch (PortException e) {
            return DeliveryResult.deferred(Cause.NOT_STARTED, "the replies given can't be read: " + e.getMessage());
        }
        DeliveryResult result = dispatched(mail, send);
        if (result.kind() == DeliveryResult.Kind.REJECTED) {
            withdraw(entry, owner);
        }
        return result;
    }

    private void withdraw(ReplyLedger.Reply entry, String owner) {
        try {
            replies.withdraw(entry, owner);
        } catch (PortException e) {
            LOG.warn("{}: a refused reply stays entered as given: {}", owner, e.getMessage());
        }
    }

    private DeliveryResult dispatched(Mail mail, Action.Send send) {
        OutboundMessage message = send.message();
        String id = mail.ref() + " " + send.id();
        Outgoing outgoing = new Outgoing(id, message.sender(), List.of(message.target()), message.content());
        return dispatch.send(message.route(), outgoing).values().iterator().next();
    }
}
