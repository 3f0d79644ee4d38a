package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.LoopHeader;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.NonDeliveryReport;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells senders of mailboxes that don't exist: one mail for all that come to light in an attempt, from the postmaster of
 * their domain. Each mailbox is claimed and kept on record by itself, so that nobody is told of it twice.
 */
final class Reporter {
    private final Dispatch dispatch;
    private final Claims claims;
    private final String siteId;
    private final InstantSource time;

    Reporter(Dispatch dispatch, Claims claims, String siteId, InstantSource time) {
        this.dispatch = dispatch;
        this.claims = claims;
        this.siteId = siteId;
        this.time = time;
    }

    /** Those who are told the same thing in one mail. */
    private record Letter(String domain, EmailAddress target, Route route) {
        static Letter of(Action.Report report) {
            return new Letter(report.recipient().domain(), report.target(), report.route());
        }
    }

    void report(Task task, Mail mail, Plan plan, Performer.Results results) {
        List<Action.Report> due = plan.reports().stream()
                .filter(report -> isInvalid(report, results))
                .toList();
        due.forEach(report -> results.takeFromRecord(report.id()));
        List<Action.Report> open =
                due.stream().filter(report -> results.isOpen(report.id())).toList();
        if (open.isEmpty()) {
            return;
        }
        if (!task.lease().allowsAction()) {
            open.forEach(report -> results.notStarted(report.id(), "the lease is about to end"));
            return;
        }
        List<ActionId> ids = open.stream().map(Action.Report::id).toList();
        Set<ActionId> won = claims.take(mail, ids, task.journal(), task.lease(), results);
        Map<Letter, List<Action.Report>> letters = open.stream()
                .filter(report -> won.contains(report.id()))
                .collect(Collectors.groupingBy(Letter::of, LinkedHashMap::new, Collectors.toList()));
        Iterator<Map.Entry<Letter, List<Action.Report>>> next =
                letters.entrySet().iterator();
        while (next.hasNext()) {
            Map.Entry<Letter, List<Action.Report>> letter = next.next();
            DeliveryResult result = sent(task, mail, letter.getKey(), letter.getValue(), results);
            letter.getValue().forEach(report -> results.add(report.id(), result));
            if (next.hasNext()) {
                claims.record(task.journal(), results);
            }
        }
    }

    private static boolean isInvalid(Action.Report report, Performer.Results results) {
        DeliveryResult copy = results.of(ActionId.deliver(report.recipient()));
        return copy.isFinal() && copy.cause() == Cause.INVALID_INBOX;
    }

    private DeliveryResult sent(
            Task task, Mail mail, Letter letter, List<Action.Report> reports, Performer.Results results) {
        if (!task.lease().allowsAction()) {
            return DeliveryResult.deferred(Cause.NOT_STARTED, "the lease is about to end");
        }
        Content content;
        try {
            content = content(task, mail, letter, reports, results);
        } catch (IOException e) {
            return DeliveryResult.deferred(Cause.NOT_STARTED, "the mail's header can't be read: " + e.getMessage());
        }
        String id = mail.ref() + reports.stream().map(r -> " " + r.id()).collect(Collectors.joining());
        Outgoing outgoing = new Outgoing(id, ReversePath.NULL, List.of(letter.target()), content);
        return dispatch.send(letter.route(), outgoing).values().iterator().next();
    }

    private Content content(Task task, Mail mail, Letter letter, List<Action.Report> reports, Performer.Results results)
            throws IOException {
        List<NonDeliveryReport.Failure> failures = reports.stream()
                .map(report -> new NonDeliveryReport.Failure(
                        report.recipient(),
                        results.of(ActionId.deliver(report.recipient())).reply()))
                .toList();
        return new NonDeliveryReport(
                        letter.domain(),
                        letter.target(),
                        failures,
                        task.arrival().queuedAt(),
                        time.instant())
                .compose(mail, LoopHeader.of(siteId));
    }
}
