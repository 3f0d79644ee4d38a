package dev.mailworker.json;

import dev.mailworker.decide.Status;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.port.TraceLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An audit as a JSON document: {@code metadata} as S3 would hold it, {@code recipients} with their details, and the whole
 * {@code trace}, outcomes included. Unknown fields are ignored.
 */
public final class AuditJson {
    /** The version that this worker writes. Later ones may only add. */
    public static final int VERSION = 1;

    private static final String METADATA = "metadata";
    private static final String TRACE = "trace";

    private AuditJson() {}

    /**
     * {@return an audit as a document}
     *
     * @param audit what to put on record
     * @param earlier what is on record; its metadata that is not ours is kept, the rest is replaced
     */
    public static JsonValue write(Audit audit, StoredAudit earlier) {
        Map<String, String> metadata = new LinkedHashMap<>(AuditMetadata.of(audit, AuditMetadata.MAX_OCTETS));
        metadata.putAll(new TreeMap<>(AuditMetadata.foreign(earlier.metadata())));
        return new JsonFields()
                .with("version", VERSION)
                .with(METADATA, metadata)
                .with("attempts", audit.attempts())
                .with(
                        "recipients",
                        JsonValue.list(audit.recipients().stream()
                                .map(AuditJson::recipient)
                                .toList()))
                .with(
                        TRACE,
                        JsonValue.list(
                                audit.lines().stream().map(AuditJson::line).toList()))
                .build();
    }

    private static JsonValue recipient(RecipientAudit recipient) {
        return new JsonFields()
                .with("recipient", recipient.recipient().key())
                .with("status", recipient.status().word())
                .with("because", recipient.because())
                .with("sends", new TreeMap<>(recipient.sends()))
                .build();
    }

    private static JsonValue line(TraceLine line) {
        return new JsonFields()
                .with("rule", line.rule())
                .with("recipient", line.recipient())
                .with("effect", line.effect())
                .with("because", line.because())
                .build();
    }

    /**
     * {@return a document that says besides that the mail was set aside, and why; everything else in it stays}
     *
     * @param document an audit's document without a reason
     * @param reason why
     */
    public static JsonValue withReason(JsonValue document, String reason) {
        Map<String, JsonValue> metadata = new LinkedHashMap<>(
                document.find(METADATA).map(JsonValue::asObject).orElse(Map.of()));
        metadata.put(AuditMetadata.STATUS, JsonValue.of(Status.DEAD.word()));
        metadata.put(AuditMetadata.REASON, JsonValue.of(reason));
        Map<String, JsonValue> fields = new LinkedHashMap<>(document.asObject());
        fields.put(METADATA, JsonValue.object(metadata));
        return JsonValue.object(fields);
    }

    /**
     * {@return what is on record as a document, without the details that only an {@link Audit} has}
     *
     * @param stored what is on record
     */
    public static JsonValue of(StoredAudit stored) {
        return new JsonFields()
                .with("version", VERSION)
                .with(METADATA, new TreeMap<>(stored.metadata()))
                .with(
                        TRACE,
                        JsonValue.list(
                                stored.trace().stream().map(AuditJson::line).toList()))
                .build();
    }

    /**
     * Reads a document.
     *
     * @param document what {@link #write} made, or a person did: {@code metadata} and {@code trace} may be missing
     * @return what is on record
     * @throws JsonFormatException if a field is of the wrong kind
     */
    public static StoredAudit read(JsonValue document) {
        Map<String, String> metadata =
                document.find(METADATA).map(JsonValue::asObject).orElse(Map.of()).entrySet().stream()
                        .collect(Collectors.toMap(
                                field -> field.getKey().toLowerCase(Locale.ROOT),
                                field -> field.getValue().asString(),
                                (one, other) -> one));
        List<TraceLine> trace = document.find(TRACE).map(JsonValue::asList).orElse(List.of()).stream()
                .map(AuditJson::line)
                .toList();
        return new StoredAudit(metadata, trace);
    }

    private static TraceLine line(JsonValue line) {
        return new TraceLine(
                line.get("rule").asString(),
                line.get("recipient").asString(),
                line.get("effect").asString(),
                line.get("because").asString());
    }
}
