package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the audit of an attempt. */
final class AuditComposer {
    static final String ON_RECORD_BEFORE = "on record before";

    private final Recorder.Attempt attempt;
    private final String by;
    private final Instant at;

    AuditComposer(Recorder.Attempt attempt, String by, Instant at) {
        this.attempt = attempt;
        this.by = by;
        this.at = at;
    }

    /** {@return whether every recipient blocks the mail, nobody was served before, and nobody was left out} */
    static boolean isBlockedByAll(Recorder.Attempt attempt) {
        return attempt.plan().deliveries().isEmpty()
                && attempt.plan().sends().isEmpty()
                && attempt.plan().discards().stream().allMatch(d -> d.status() == Status.BLOCKED)
                && attempt.plan().discards().stream().noneMatch(d -> hasCopy(attempt, d.recipient()))
                && attempt.mail().envelope().unreadable().isEmpty()
                && others(attempt).isEmpty();
    }

    /** {@return the results that this attempt brought, and the deliveries to others that only the stored audit knows} */
    static Map<ActionId, DeliveryResult> known(Recorder.Attempt attempt) {
        Map<ActionId, DeliveryResult> known = new LinkedHashMap<>();
        StoredAudit audit = attempt.fetched().audit();
        others(attempt).stream()
                .filter(recipient -> audit.statusOf(recipient) == Status.DELIVERED)
                .forEach(recipient ->
                        known.put(ActionId.deliver(recipient), DeliveryResult.delivered(ON_RECORD_BEFORE)));
        attempt.outcome()
                .attempted()
                .forEach(id -> known.put(id, attempt.outcome().of(id)));
        return known;
    }

    Audit finished(boolean deleted) {
        List<RecipientAudit> recipients = recipients();
        return audit(
                true,
                overall(recipients),
                recipients,
                deleted,
                "",
                attempt.facts().progress().attempts() + 1);
    }

    Audit unfinished(Status status, String because, int attempts) {
        return audit(false, status, recipients(), false, because, attempts);
    }

    private Audit audit(
            boolean processed,
            Status status,
            List<RecipientAudit> recipients,
            boolean deleted,
            String because,
            int attempts) {
        Set<Table> passedOpen = new LinkedHashSet<>(attempt.facts().unknown());
        passedOpen.addAll(attempt.facts().progress().passedOpen());
        return new Audit(
                processed,
                at,
                by,
                status,
                withOthers(attempt.mail().envelope()),
                recipients,
                deleted,
                because,
                attempts,
                passedOpen,
                attempt.plan().trace());
    }

    /** A second notice of the same mail, for other recipients, must not make the record forget the first ones. */
    private Envelope withOthers(Envelope envelope) {
        List<EmailAddress> all = new ArrayList<>(others(attempt));
        all.addAll(envelope.recipients());
        return new Envelope(envelope.sender(), all, envelope.unreadable(), envelope.origin());
    }

    /** {@return the recipients that an earlier attempt finished with, and this one has nothing to do with} */
    static List<EmailAddress> others(Recorder.Attempt attempt) {
        StoredAudit audit = attempt.fetched().audit();
        Set<EmailAddress> now = Set.copyOf(attempt.mail().envelope().recipients());
        return audit.isProcessed()
                ? audit.recipients().stream()
                        .filter(r -> !now.contains(r))
                        .sorted()
                        .toList()
                : List.of();
    }

    private List<RecipientAudit> recipients() {
        return Stream.concat(
                        others(attempt).stream().map(this::finishedBefore),
                        attempt.mail().envelope().recipients().stream().map(this::recipient))
                .toList();
    }

    private RecipientAudit finishedBefore(EmailAddress recipient) {
        Status status = attempt.fetched().audit().statusOf(recipient);
        return new RecipientAudit(recipient, status, ON_RECORD_BEFORE, Map.of());
    }

    private RecipientAudit recipient(EmailAddress recipient) {
        for (Action.Discard discard : attempt.plan().discards()) {
            if (discard.recipient().equals(recipient)) {
                return hasCopy(attempt, recipient)
                        ? new RecipientAudit(
                                recipient,
                                Status.DELIVERED,
                                ON_RECORD_BEFORE + "; by today's tables "
                                        + discard.status().word() + ": " + discard.because(),
                                Map.of())
                        : new RecipientAudit(recipient, discard.status(), discard.because(), Map.of());
            }
        }
        Map<String, String> sends = new LinkedHashMap<>();
        for (Action.Send send : attempt.plan().sends()) {
            if (send.recipient().equals(recipient)) {
                DeliveryResult result = attempt.outcome().of(send.id());
                String words = result.status().word() + ": " + result.reply();
                // Who writes to a mailbox can be the one to whom it forwards.
                sends.merge(send.message().target().key(), words, (forward, reply) -> forward + "; " + reply);
            }
        }
        for (Action.Report report : attempt.plan().reports()) {
            DeliveryResult result = attempt.outcome().results().get(report.id());
            if (report.recipient().equals(recipient) && result != null) {
                sends.put(report.target().key(), "report " + result.status().word() + ": " + result.reply());
            }
        }
        ActionId copy = ActionId.deliver(recipient);
        boolean keepsCopy = attempt.plan().deliveries().stream().anyMatch(d -> d.id().equals(copy));
        DeliveryResult result = attempt.outcome().of(copy);
        if (keepsCopy) {
            return new RecipientAudit(recipient, result.status(), result.reply(), sends);
        }
        if (!attempt.outcome().results().containsKey(copy)) {
            return new RecipientAudit(recipient, ofForwards(recipient), "no copy is kept", sends);
        }
        String why = result.status() == Status.KEPT ? "" : attempt.plan().whyNotForwarded(recipient) + ": ";
        return new RecipientAudit(recipient, result.status(), why + result.reply(), sends);
    }

    private static boolean hasCopy(Recorder.Attempt attempt, EmailAddress recipient) {
        return attempt.facts()
                .progress()
                .finalResult(ActionId.deliver(recipient))
                .filter(result -> result.kind() == DeliveryResult.Kind.DELIVERED)
                .isPresent();
    }

    /** Where no copy is kept, the forwards are what the recipient gets; one is enough. */
    private Status ofForwards(EmailAddress recipient) {
        List<DeliveryResult> forwards = attempt.plan().forwards(recipient).stream()
                .map(attempt.outcome()::of)
                .toList();
        if (!forwards.stream().allMatch(DeliveryResult::isFinal)) {
            return Status.DEFERRED;
        }
        boolean isTaken = forwards.stream().anyMatch(result -> result.kind() == DeliveryResult.Kind.DELIVERED);
        return isTaken ? Status.DELIVERED : Status.REJECTED;
    }

    private Status overall(List<RecipientAudit> recipients) {
        Set<Status> statuses = recipients.stream().map(RecipientAudit::status).collect(Collectors.toSet());
        boolean uniform =
                statuses.size() == 1 && attempt.mail().envelope().unreadable().isEmpty();
        return uniform ? statuses.iterator().next() : Status.PARTIAL;
    }

    /** {@return how it stands, in a few words: {@code delivered 2, blocked 1}} */
    static String summary(Audit audit) {
        Map<Status, Long> counts = audit.recipients().stream()
                .collect(Collectors.groupingBy(RecipientAudit::status, LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> e.getKey().word() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
