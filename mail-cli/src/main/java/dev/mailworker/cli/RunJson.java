package dev.mailworker.cli;

import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Audit;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.TraceLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON that docs/output.md describes. */
final class RunJson {
    private RunJson() {}

    static JsonValue of(Processed processed) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("key", JsonValue.of(processed.arrival().blob().key()));
        fields.put("domain", JsonValue.of(processed.arrival().domain()));
        fields.put("status", JsonValue.of(RunReport.word(processed)));
        fields.put("settlement", JsonValue.of(settlement(processed.settlement())));
        fields.put("because", JsonValue.of(processed.settlement().because()));
        if (processed.settlement() instanceof Settlement.RetryAfter retry) {
            fields.put("retry_after_seconds", JsonValue.of(retry.delay().toSeconds()));
        }
        if (processed instanceof Processed.Decided decided) {
            Audit audit = decided.audit();
            fields.put("attempt", JsonValue.of(audit.attempts()));
            fields.put("octets", JsonValue.of(decided.size()));
            fields.put(
                    "from",
                    JsonValue.of(audit.envelope()
                            .sender()
                            .address()
                            .map(Object::toString)
                            .orElse("")));
            fields.put(
                    "recipients",
                    JsonValue.list(
                            audit.recipients().stream().map(RunJson::recipient).toList()));
        }
        return JsonValue.object(fields);
    }

    static JsonValue unreadable(String source, String because) {
        return withoutMail(source, "dead", "dead", because);
    }

    static JsonValue notSetAside(String source, String because) {
        return withoutMail(source, "deferred", "retry", because);
    }

    private static JsonValue withoutMail(String source, String status, String settlement, String because) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("source", JsonValue.of(source));
        fields.put("status", JsonValue.of(status));
        fields.put("settlement", JsonValue.of(settlement));
        fields.put("because", JsonValue.of(because));
        return JsonValue.object(fields);
    }

    static JsonValue stopped(Map<String, Integer> counts, List<BlobRef> unfinished) {
        Map<String, JsonValue> byStatus = new LinkedHashMap<>();
        counts.forEach((status, count) -> byStatus.put(status, JsonValue.of(count)));
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("event", JsonValue.of("stopped"));
        fields.put(
                "mails",
                JsonValue.of(
                        counts.values().stream().mapToInt(Integer::intValue).sum()));
        fields.put("by_status", JsonValue.object(byStatus));
        fields.put(
                "unfinished",
                JsonValue.list(unfinished.stream().map(RunJson::mail).toList()));
        return JsonValue.object(fields);
    }

    private static JsonValue mail(BlobRef ref) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("key", JsonValue.of(ref.key()));
        fields.put("bucket", JsonValue.of(ref.bucket()));
        return JsonValue.object(fields);
    }

    private static String settlement(Settlement settlement) {
        if (settlement instanceof Settlement.Done) {
            return "done";
        }
        return settlement instanceof Settlement.RetryAfter ? "retry" : "dead";
    }

    private static JsonValue recipient(RecipientAudit one) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("recipient", JsonValue.of(one.recipient().toString()));
        fields.put("status", JsonValue.of(one.status().word()));
        fields.put("because", JsonValue.of(one.because()));
        if (!one.sends().isEmpty()) {
            Map<String, JsonValue> sends = new LinkedHashMap<>();
            one.sends().forEach((target, result) -> sends.put(target, JsonValue.of(result)));
            fields.put("sends", JsonValue.object(sends));
        }
        return JsonValue.object(fields);
    }

    static JsonValue trace(List<TraceLine> lines) {
        return JsonValue.list(lines.stream().map(RunJson::line).toList());
    }

    private static JsonValue line(TraceLine line) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("recipient", JsonValue.of(line.recipient()));
        fields.put("rule", JsonValue.of(line.rule()));
        fields.put("ruling", JsonValue.of(line.effect()));
        fields.put("because", JsonValue.of(line.because()));
        return JsonValue.object(fields);
    }
}
