package dev.mailworker.cli;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.port.TraceLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints explanations. */
final class ExplanationView {
    private static final List<String> COLUMNS = List.of("RECIPIENT", "RULE", "RULING", "BECAUSE");

    private final CommonOptions common;
    private final Terminal terminal;

    ExplanationView(CommonOptions common) {
        this.common = common;
        this.terminal = common.terminal();
    }

    void show(Explanation explanation) {
        if (common.isJson()) {
            terminal.line(Json.compact(json(explanation)));
        } else {
            text(explanation);
        }
    }

    private void text(Explanation explanation) {
        terminal.line(explanation.mail() + ": " + state(explanation));
        List<TraceLine> recorded = explanation.recorded();
        if (!recorded.isEmpty()) {
            table(recorded);
        } else if (explanation.mail().audit().metadata().isEmpty()
                && !explanation.progress().deleted()) {
            terminal.line("Nothing is on record yet.");
        }
        boolean comparable = !explanation.mail().audit().trace().isEmpty();
        List<TraceLine> today = comparable ? explanation.differing() : explanation.today();
        if (!today.isEmpty()) {
            terminal.line("");
            terminal.line(comparable ? "Where today's tables would rule otherwise:" : "Today's tables would rule:");
            table(today);
        }
    }

    private static String state(Explanation explanation) {
        StoredAudit audit = explanation.mail().audit();
        String at = audit.value(AuditMetadata.PROCESSED_AT)
                .map(ExplanationView::time)
                .orElse("");
        String by = audit.value(AuditMetadata.PROCESSED_BY)
                .map(name -> ", by " + name)
                .orElse("");
        int attempts = explanation.progress().attempts();
        String tried = attempts == 0 ? "" : attempts == 1 ? ", tried once" : ", tried " + attempts + " times";
        String reason = audit.value(AuditMetadata.REASON).map(why -> ": " + why).orElse("");
        String status = audit.value(AuditMetadata.STATUS)
                .orElse(
                        explanation.progress().deleted()
                                ? "deleted, because all its recipients blocked it"
                                : "waiting");
        return status + at + by + from(explanation) + tried + reason;
    }

    private static String from(Explanation explanation) {
        StoredAudit audit = explanation.mail().audit();
        Envelope envelope = explanation.envelope();
        Optional<String> sender = audit.value(AuditMetadata.ENVELOPE_FROM)
                .or(() -> envelope.origin() == Envelope.Origin.UNSTATED
                        ? Optional.empty()
                        : Optional.of(envelope.sender().toString()));
        boolean guessed = envelope.origin() == Envelope.Origin.GUESSED
                || audit.value(AuditMetadata.ENVELOPE).isPresent();
        return sender.map(s -> ", from " + s + (guessed ? " (envelope=guessed)" : ""))
                .orElse("");
    }

    private static String time(String epochSeconds) {
        try {
            return " at " + Instant.ofEpochSecond(Long.parseLong(epochSeconds));
        } catch (NumberFormatException | DateTimeException e) {
            return " at " + epochSeconds;
        }
    }

    private void table(List<TraceLine> lines) {
        table(terminal, lines);
    }

    static void table(Terminal terminal, List<TraceLine> lines) {
        terminal.table(
                COLUMNS,
                byRecipient(lines).stream()
                        .map(line -> List.of(line.recipient(), line.rule(), line.effect(), line.because()))
                        .toList());
    }

    /** What concerns one recipient stands together, in the order in which the rules were asked. */
    private static List<TraceLine> byRecipient(List<TraceLine> lines) {
        Map<String, List<TraceLine>> grouped = lines.stream()
                .collect(Collectors.groupingBy(TraceLine::recipient, LinkedHashMap::new, Collectors.toList()));
        return grouped.values().stream().flatMap(List::stream).toList();
    }

    private static JsonValue json(Explanation explanation) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("key", JsonValue.of(explanation.mail().ref().key()));
        fields.put("domain", JsonValue.of(explanation.mail().domain()));
        fields.put("attempts", JsonValue.of(explanation.progress().attempts()));
        Map<String, JsonValue> metadata = new LinkedHashMap<>();
        new TreeMap<>(explanation.mail().audit().metadata())
                .forEach((name, value) -> metadata.put(name, JsonValue.of(value)));
        fields.put("metadata", JsonValue.object(metadata));
        fields.put("recorded", RunJson.trace(explanation.recorded()));
        fields.put("today", RunJson.trace(explanation.today()));
        return JsonValue.object(fields);
    }
}
