package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.OutboundMessage;
import dev.mailworker.decide.Plan;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.Mail;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ReplyLedger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

    /** Sends the forwards, and the replies that wait for a copy. */
    void send(Mail mail, Plan plan, Journal journal, Lease lease, Performer.Results results) {
        round(mail, plan.sends().stream().filter(send -> !isLate(send, plan)).toList(), plan, journal, lease, results);
    }

    /** Sends the replies that wait for a forward, or for the copy that stands in for it. */
    void sendLate(Mail mail, Plan plan, Journal journal, Lease lease, Performer.Results results) {
        round(mail, plan.sends().stream().filter(send -> isLate(send, plan)).toList(), plan, journal, lease, results);
    }

    private static boolean isLate(Action.Send send, Plan plan) {
        return !keepsCopy(send, plan) && send.message().kind() == Kind.REPLY;
    }

    private void round(
            Mail mail, List<Action.Send> sends, Plan plan, Journal journal, Lease lease, Performer.Results results) {
        List<Action.Send> ready = sends.stream()
                .filter(send -> results.isOpen(send.id()) && isDue(send, plan, results))
                .toList();
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

    private static boolean keepsCopy(Action.Send send, Plan plan) {
        return plan.deliveries().stream()
                .anyMatch(delivery -> delivery.recipient().equals(send.recipient()));
    }

    /** After the recipient's copy was accepted; where the plan keeps none, a forward at once and a reply after that. */
    private static boolean isDue(Action.Send send, Plan plan, Performer.Results results) {
        if (keepsCopy(send, plan)) {
            return follows(send, List.of(ActionId.deliver(send.recipient())), "the mailbox", results);
        }
        List<ActionId> before = new ArrayList<>(plan.forwards(send.recipient()));
        plan.standIns().stream()
                .filter(standIn -> standIn.recipient().equals(send.recipient()))
                .forEach(standIn -> before.add(standIn.id()));
        return send.message().kind() == Kind.FORWARD || follows(send, before, "the forward's target", results);
    }

    /** One accepted is enough; where nothing goes before, nothing is waited for. */
    private static boolean follows(Action.Send send, List<ActionId> before, String whose, Performer.Results results) {
        if (before.isEmpty()
                || before.stream().anyMatch(id -> results.of(id).kind() == DeliveryResult.Kind.DELIVERED)) {
            return true;
        }
        if (before.stream().allMatch(id -> results.of(id).isFinal())) {
            results.add(send.id(), DeliveryResult.rejected(Cause.NOT_NEEDED, whose + " did not take its copy"));
        } else {
            results.notStarted(send.id(), "waits for " + whose + " to take its copy");
        }
        return false;
    }

    private void perform(Mail mail, Action.Send send, Lease lease, Performer.Results results) {
        if (!lease.allowsAction()) {
            results.notStarted(send.id(), "the lease is about to end");
            return;
        }
        if (send.message().kind() == Kind.REPLY) {
            results.add(send.id(), reply(mail, send));
        } else {
            results.add(send.id(), forward(mail, send, lease));
        }
    }

    /** What the peer finally refuses for what is in it is made up for by a notice, if there is one. */
    private DeliveryResult forward(Mail mail, Action.Send send, Lease lease) {
        DeliveryResult result = dispatched(mail, send);
        Optional<Content> instead = send.message().contentInstead();
        if (result.kind() != DeliveryResult.Kind.REJECTED || result.cause() != Cause.REFUSED || instead.isEmpty()) {
            return result;
        }
        if (!lease.allowsAction()) {
            return DeliveryResult.deferred(
                    Cause.TEMPORARY, "refused, and no time is left for a notice: " + result.reply());
        }
        DeliveryResult notice = dispatched(mail, send, " notice", instead.get());
        String words = notice.kind() == DeliveryResult.Kind.DELIVERED
                ? "refused, a notice went instead (" + notice.reply() + "): " + result.reply()
                : "refused (" + result.reply() + "), and so far no notice went instead: " + notice.reply();
        return new DeliveryResult(notice.kind(), notice.cause(), words);
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
        return dispatched(mail, send, "", send.message().content());
    }

    private DeliveryResult dispatched(Mail mail, Action.Send send, String which, Content content) {
        OutboundMessage message = send.message();
        String id = mail.ref() + " " + send.id() + which;
        Outgoing outgoing = new Outgoing(id, message.sender(), List.of(message.target()), content);
        return dispatch.send(message.route(), outgoing).values().iterator().next();
    }
}
