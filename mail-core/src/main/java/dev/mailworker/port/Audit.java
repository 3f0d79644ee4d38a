package dev.mailworker.port;

import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is put on record about a mail: for people and audits. {@link AuditMetadata} gives it the form that S3 can hold.
 *
 * @param processed whether the worker is finished with the mail
 * @param at when
 * @param by the worker's name
 * @param status how it stands with the mail as a whole
 * @param envelope who sent it to whom
 * @param recipients how it stands with each recipient, in the envelope's order
 * @param deleted whether the mail is about to be deleted
 * @param because why the mail was set aside; empty if it wasn't
 * @param attempts how many attempts it took so far
 * @param passedOpen tables that could not be read and counted as empty
 * @param trace every rule's ruling on every recipient
 */
public record Audit(
        boolean processed,
        Instant at,
        String by,
        Status status,
        Envelope envelope,
        List<RecipientAudit> recipients,
        boolean deleted,
        String because,
        int attempts,
        Set<Table> passedOpen,
        List<Ruling> trace) {
    /** Copies the lists. */
    public Audit {
        recipients = List.copyOf(recipients);
        passedOpen = Set.copyOf(passedOpen);
        trace = List.copyOf(trace);
    }

    /**
     * How it stands with one recipient.
     *
     * @param recipient who
     * @param status how
     * @param because the deciding reason or the peer's words
     * @param sends what was forwarded, replied or reported on the recipient's behalf, by target, with the peer's words
     */
    public record RecipientAudit(EmailAddress recipient, Status status, String because, Map<String, String> sends) {
        /** Copies the map. */
        public RecipientAudit {
            sends = Map.copyOf(sends);
        }
    }

    /**
     * {@return how it stands with one recipient, if it is one}
     *
     * @param recipient who
     */
    public Optional<RecipientAudit> of(EmailAddress recipient) {
        return recipients.stream().filter(r -> r.recipient().equals(recipient)).findFirst();
    }

    /**
     * {@return the whole story in lines: each rule's rulings, then what came of each recipient under the rule name
     * {@code outcome}, forwards and replies included}
     */
    public List<TraceLine> lines() {
        List<TraceLine> lines = new ArrayList<>();
        trace.forEach(ruling -> lines.add(TraceLine.of(ruling)));
        for (RecipientAudit one : recipients) {
            String key = one.recipient().key();
            lines.add(new TraceLine(TraceLine.OUTCOME, key, one.status().word(), one.because()));
            one.sends()
                    .forEach((target, result) ->
                            lines.add(new TraceLine(TraceLine.OUTCOME, key, "to " + target, result)));
        }
        return lines;
    }

    /** The recipients with a status. */
    List<RecipientAudit> with(Status wanted) {
        return recipients.stream().filter(r -> r.status() == wanted).toList();
    }
}
