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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the audit of an attempt. */
final class AuditComposer {
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
                && attempt.mail().envelope().unreadable().isEmpty()
                && servedBefore(attempt).isEmpty();
    }

    /** {@return the results that this attempt brought} */
    static Map<ActionId, DeliveryResult> fresh(Outcome outcome) {
        return outcome.attempted().stream().collect(Collectors.toMap(id -> id, outcome::of));
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
                withServedBefore(attempt.mail().envelope()),
                recipients,
                deleted,
                because,
                attempts,
                passedOpen,
                attempt.plan().trace());
    }

    /** A second notice of the same mail, for other recipients, must not make the record forget the first ones. */
    private Envelope withServedBefore(Envelope envelope) {
        List<EmailAddress> all = new ArrayList<>(servedBefore(attempt));
        all.sort(Comparator.naturalOrder());
        all.addAll(envelope.recipients());
        return new Envelope(envelope.sender(), all, envelope.unreadable(), envelope.origin());
    }

    private static Set<EmailAddress> servedBefore(Recorder.Attempt attempt) {
        StoredAudit audit = attempt.fetched().audit();
        return audit.isProcessed() ? audit.recipients() : Set.of();
    }

    /** Those of this attempt, and those served before: the record must not forget how they stand. */
    private List<RecipientAudit> recipients() {
        Set<EmailAddress> now = Set.copyOf(attempt.mail().envelope().recipients());
        return withServedBefore(attempt.mail().envelope()).recipients().stream()
                .map(recipient -> now.contains(recipient) ? recipient(recipient) : servedBefore(recipient))
                .toList();
    }

    private RecipientAudit servedBefore(EmailAddress recipient) {
        Status status = attempt.fetched().audit().statusOf(recipient);
        return new RecipientAudit(recipient, status, "on record before", Map.of());
    }

    private RecipientAudit recipient(EmailAddress recipient) {
        for (Action.Discard discard : attempt.plan().discards()) {
            if (discard.recipient().equals(recipient)) {
                return new RecipientAudit(recipient, discard.status(), discard.because(), Map.of());
            }
        }
        Map<String, String> sends = new LinkedHashMap<>();
        for (Action.Send send : attempt.plan().sends()) {
            if (send.recipient().equals(recipient)) {
                DeliveryResult result = attempt.outcome().of(send.id());
                sends.put(send.message().target().key(), result.status().word() + ": " + result.reply());
            }
        }
        ActionId copy = ActionId.deliver(recipient);
        boolean keepsCopy = attempt.plan().deliveries().stream().anyMatch(d -> d.id().equals(copy));
        DeliveryResult result = attempt.outcome().of(copy);
        return keepsCopy
                ? new RecipientAudit(recipient, result.status(), result.reply(), sends)
                : new RecipientAudit(recipient, ofSends(recipient), "no copy is kept", sends);
    }

    private Status ofSends(EmailAddress recipient) {
        boolean open = attempt.plan().sends().stream()
                .filter(send -> send.recipient().equals(recipient))
                .anyMatch(send -> !attempt.outcome().of(send.id()).isFinal());
        return open ? Status.DEFERRED : Status.DELIVERED;
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
