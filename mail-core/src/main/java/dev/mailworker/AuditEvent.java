package dev.mailworker;

import dev.mailworker.json.AuditJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.Optional;

/**
 * That a mail was settled for good, and how: the same record that is stored with it, for who keeps audits elsewhere. What is
 * stored with a mail is gone when the mail is; an event is not.
 *
 * @param processed what came of the mail; its settlement is {@link Settlement.Done} or {@link Settlement.Dead}
 * @param at when
 * @param by the worker's name
 */
public record AuditEvent(Processed processed, Instant at, String by) {
    /** The name of the logger that gets every event as one line of JSON, at level INFO. */
    public static final String LOGGER = "dev.mailworker.audit";

    /**
     * {@return the event of an attempt; empty if the mail comes again}
     *
     * @param processed what came of the attempt
     * @param now the time, for attempts that ended before there was an audit
     * @param by the worker's name
     */
    public static Optional<AuditEvent> of(Processed processed, Instant now, String by) {
        return processed.settlement() instanceof Settlement.RetryAfter
                ? Optional.empty()
                : Optional.of(new AuditEvent(
                        processed, audit(processed).map(Audit::at).orElse(now), by));
    }

    private static Optional<Audit> audit(Processed processed) {
        return processed instanceof Processed.Decided decided ? Optional.of(decided.audit()) : Optional.empty();
    }

    /** {@return the record; empty if the mail was finished before, or set aside before there was a decision} */
    public Optional<Audit> audit() {
        return audit(processed);
    }

    /** {@return whether the record is stored with the mail too} */
    public boolean isStored() {
        return processed instanceof Processed.Decided decided && decided.auditStored();
    }

    /**
     * {@return the event as an object: {@code at}, {@code by}, {@code domain}, {@code bucket}, {@code key},
     * {@code settlement} ({@code done} or {@code dead}), {@code because}, {@code status}, {@code stored}, {@code attempt}, and
     * where there is an audit, everything that {@link AuditJson} has}
     */
    public JsonValue json() {
        BlobRef mail = processed.arrival().blob();
        Settlement settlement = processed.settlement();
        JsonFields fields = new JsonFields()
                .with("at", at.toString())
                .with("by", by)
                .with("domain", processed.arrival().domain())
                .with("bucket", mail.bucket())
                .with("key", mail.key())
                .with("settlement", settlement instanceof Settlement.Dead ? "dead" : "done")
                .with("because", settlement.because())
                .with("status", status())
                .with("stored", isStored())
                .with("attempt", processed.arrival().receiveCount());
        audit().ifPresent(audit ->
                AuditJson.write(audit, StoredAudit.NONE).asObject().forEach(fields::with));
        return fields.build();
    }

    private String status() {
        return audit().map(audit -> audit.status().word())
                .orElse(processed instanceof Processed.Skipped ? "skipped" : "dead");
    }

    /** {@return the event on one line} */
    public String line() {
        return Json.compact(json());
    }
}
