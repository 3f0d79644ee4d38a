package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done with a mail, and why.
 *
 * @param actions everything to do, deliveries first, then forwards, deliveries that stand in, replies and reports
 * @param trace every rule's ruling on every recipient
 */
public record Plan(List<Action> actions, List<Ruling> trace) {
    /** Copies the lists. */
    public Plan {
        actions = List.copyOf(actions);
        trace = List.copyOf(trace);
    }

    /** {@return the copies for mailboxes} */
    public List<Action.Deliver> deliveries() {
        return of(Action.Deliver.class).toList();
    }

    /** {@return the copies for mailboxes that keep none unless nobody takes what they forward} */
    public List<Action.StandIn> standIns() {
        return of(Action.StandIn.class).toList();
    }

    /**
     * {@return the forwards for one recipient}
     *
     * @param recipient by whose rule
     */
    public List<ActionId> forwards(EmailAddress recipient) {
        return of(Action.Send.class)
                .map(Action.Send::id)
                .filter(id -> id.recipient().equals(recipient) && id.kind() == ActionId.Kind.FORWARD)
                .toList();
    }

    /**
     * {@return why nothing is forwarded for one recipient, in the words of the trace; if something is, that nobody took it}
     *
     * @param recipient by whose rule
     */
    public String whyNotForwarded(EmailAddress recipient) {
        if (!forwards(recipient).isEmpty()) {
            return "nobody took what is forwarded";
        }
        String rulings = trace(recipient).stream()
                .filter(ruling -> ruling.rule().equals(ForwardRule.NAME)
                        && (ruling.effect() instanceof Effect.Pass || ruling.effect() instanceof Effect.Withhold))
                .map(Ruling::because)
                .collect(Collectors.joining("; "));
        return rulings.isEmpty() ? "not forwarded" : rulings;
    }

    /** {@return the forwards and replies} */
    public List<Action.Send> sends() {
        return of(Action.Send.class).toList();
    }

    /** {@return who is told if a mailbox turns out not to exist} */
    public List<Action.Report> reports() {
        return of(Action.Report.class).toList();
    }

    /** {@return the recipients that get nothing} */
    public List<Action.Discard> discards() {
        return of(Action.Discard.class).toList();
    }

    /**
     * {@return the rulings on one recipient, in the order of the rules}
     *
     * @param recipient who
     */
    public List<Ruling> trace(EmailAddress recipient) {
        return trace.stream().filter(r -> r.recipient().equals(recipient)).toList();
    }

    private <A extends Action> Stream<A> of(Class<A> type) {
        return actions.stream().filter(type::isInstance).map(type::cast);
    }
}
