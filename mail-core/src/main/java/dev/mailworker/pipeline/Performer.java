package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.Outgoing;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Does what a plan asks for and earlier attempts left undone: first all copies, then forwards, then the copies that stand in
 * for those that nobody took, then replies, then reports of mailboxes that don't exist.
 */
final class Performer {
    private final Dispatch dispatch;
    private final Sender sender;
    private final Claims claims;
    private final Reporter reporter;
    private final InvalidInboxWatch invalidInboxes;

    Performer(Dispatch dispatch, Sender sender, Claims claims, Reporter reporter, InvalidInboxWatch invalidInboxes) {
        this.dispatch = dispatch;
        this.sender = sender;
        this.claims = claims;
        this.reporter = reporter;
        this.invalidInboxes = invalidInboxes;
    }

    Outcome perform(Task task, Mail mail, Plan plan, Facts facts) {
        Results results = new Results(facts.progress());
        plan.deliveries().forEach(delivery -> results.takeFromRecord(delivery.id()));
        plan.sends().forEach(send -> results.takeFromRecord(send.id()));
        task.watch().begin(Step.DELIVER);
        deliver(mail, plan, facts, task.lease(), results);
        task.watch().begin(Step.SEND);
        sender.send(mail, plan, task.journal(), task.lease(), results);
        standIn(task, mail, plan, facts, results);
        sender.sendLate(mail, plan, task.journal(), task.lease(), results);
        reporter.report(task, mail, plan, results);
        return results.outcome();
    }

    private void deliver(Mail mail, Plan plan, Facts facts, Lease lease, Results results) {
        Map<Content, List<EmailAddress>> copies = plan.deliveries().stream()
                .filter(delivery -> results.isOpen(delivery.id()))
                .collect(Collectors.groupingBy(
                        Action.Deliver::content,
                        LinkedHashMap::new,
                        Collectors.mapping(Action.Deliver::recipient, Collectors.toList())));
        deliver(mail, copies, plan, facts, lease, results);
    }

    /** The refusals go on record before: else a worker that dies in between would forward all over again. */
    private void standIn(Task task, Mail mail, Plan plan, Facts facts, Results results) {
        List<Action.StandIn> due = plan.standIns().stream()
                .filter(standIn -> nobodyTook(plan.forwards(standIn.recipient()), results))
                .toList();
        due.forEach(standIn -> results.takeFromRecord(standIn.id()));
        Map<Content, List<EmailAddress>> copies = due.stream()
                .filter(standIn -> results.isOpen(standIn.id()))
                .collect(Collectors.groupingBy(
                        Action.StandIn::content,
                        LinkedHashMap::new,
                        Collectors.mapping(Action.StandIn::recipient, Collectors.toList())));
        if (!copies.isEmpty()) {
            claims.record(task.journal(), results);
            deliver(mail, copies, plan, facts, task.lease(), results);
        }
    }

    private static boolean nobodyTook(List<ActionId> forwards, Results results) {
        return forwards.stream()
                .map(results::of)
                .allMatch(result -> result.isFinal() && result.kind() != DeliveryResult.Kind.DELIVERED);
    }

    /** Recipients whose copies are the same share one transaction. */
    private void deliver(
            Mail mail, Map<Content, List<EmailAddress>> copies, Plan plan, Facts facts, Lease lease, Results results) {
        copies.forEach((content, recipients) -> {
            if (lease.allowsAction()) {
                List<EmailAddress> going = recipients.stream()
                        .filter(recipient -> mayGo(recipient, facts, results))
                        .toList();
                if (going.isEmpty()) {
                    return;
                }
                Outgoing copy =
                        new Outgoing(mail.ref().toString(), mail.envelope().sender(), going, content);
                dispatch.send(Route.LOCAL, copy)
                        .forEach((recipient, result) ->
                                results.add(ActionId.deliver(recipient), judged(recipient, result, plan, facts)));
            } else {
                recipients.forEach(r -> results.notStarted(ActionId.deliver(r), "the lease is about to end"));
            }
        });
    }

    /** Where a domain is paused, the result is there without sending anything. */
    private boolean mayGo(EmailAddress recipient, Facts facts, Results results) {
        Optional<DeliveryResult> refusal =
                facts.rules(recipient).onlyForwards() ? Optional.empty() : invalidInboxes.refusal(recipient);
        refusal.ifPresent(result -> results.add(ActionId.deliver(recipient), result));
        return refusal.isEmpty();
    }

    private DeliveryResult judged(EmailAddress recipient, DeliveryResult result, Plan plan, Facts facts) {
        if (facts.rules(recipient).onlyForwards()) {
            // That it has no mailbox says nothing about the server's list of mailboxes.
            return result.cause() == Cause.INVALID_INBOX ? kept(recipient, result, plan) : result;
        }
        return unlessRulesUnknown(invalidInboxes.judge(recipient, result), facts);
    }

    private static DeliveryResult kept(EmailAddress recipient, DeliveryResult result, Plan plan) {
        String words = plan.whyNotForwarded(recipient)
                + "; the address has no mailbox, so the mail stays in the store: " + result.reply();
        return DeliveryResult.rejected(Cause.NOT_FORWARDED, Printable.of(words, 1000));
    }

    /** An address that only forwards needs no mailbox: as long as nobody knows the rules, it may be one. */
    private static DeliveryResult unlessRulesUnknown(DeliveryResult result, Facts facts) {
        return result.cause() == Cause.INVALID_INBOX && facts.unknown().contains(Table.RULES)
                ? DeliveryResult.deferred(Cause.TEMPORARY, "rules can't be read; the server said: " + result.reply())
                : result;
    }

    /** The results while a plan is performed. */
    static final class Results {
        private final Progress record;
        private final Map<ActionId, DeliveryResult> all = new LinkedHashMap<>();
        private final Map<ActionId, DeliveryResult> fresh = new LinkedHashMap<>();
        private final Set<ActionId> repeated = new LinkedHashSet<>();

        Results(Progress record) {
            this.record = record;
        }

        void takeFromRecord(ActionId id) {
            record.finalResult(id).ifPresent(result -> all.put(id, result));
            if (isOpen(id) && record.mayHaveBeenDone(id)) {
                repeated.add(id);
            }
        }

        boolean isOpen(ActionId id) {
            return !all.containsKey(id);
        }

        DeliveryResult of(ActionId id) {
            return all.getOrDefault(id, DeliveryResult.deferred(Cause.NOT_STARTED, "not tried"));
        }

        void add(ActionId id, DeliveryResult result) {
            if (result.cause() == Cause.NOT_STARTED) {
                notStarted(id, result.reply());
            } else {
                all.put(id, result);
                fresh.put(id, result);
            }
        }

        void notStarted(ActionId id, String because) {
            all.put(id, DeliveryResult.deferred(Cause.NOT_STARTED, because));
            repeated.remove(id);
        }

        /** {@return the results of this attempt} */
        Map<ActionId, DeliveryResult> fresh() {
            return fresh;
        }

        Outcome outcome() {
            return new Outcome(all, fresh.keySet(), repeated);
        }
    }
}
