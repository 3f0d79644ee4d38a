package dev.mailworker.cli;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.Bounce;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.port.TraceLine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what would be decided about a mail that is a file. */
final class FileExplanationView {
    private final CommonOptions common;
    private final Terminal terminal;

    FileExplanationView(CommonOptions common) {
        this.common = common;
        this.terminal = common.terminal();
    }

    void show(Path file, Preview preview) {
        List<TraceLine> rulings =
                preview.plan().trace().stream().map(TraceLine::of).toList();
        if (common.isJson()) {
            terminal.line(Json.compact(json(file, preview, rulings)));
        } else {
            terminal.line(file + ": from " + preview.envelope().sender()
                    + preview.bounce().map(FileExplanationView::words).orElse(""));
            ExplanationView.table(terminal, rulings);
        }
    }

    private static String words(Bounce bounce) {
        String what = lower(bounce.kind());
        return ", " + (bounce.attributed() ? what + " of " : "perhaps a " + what + " of ")
                + (bounce.originalId().isEmpty() ? "a mail that it doesn't name" : bounce.originalId());
    }

    private static JsonValue json(Path file, Preview preview, List<TraceLine> rulings) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("file", JsonValue.of(file.toString()));
        fields.put(
                "from",
                JsonValue.of(preview.envelope()
                        .sender()
                        .address()
                        .map(Object::toString)
                        .orElse("")));
        fields.put("rulings", RunJson.trace(rulings));
        fields.put(
                "actions",
                JsonValue.list(preview.plan().actions().stream()
                        .map(FileExplanationView::json)
                        .toList()));
        preview.bounce().ifPresent(bounce -> fields.put("bounce", json(bounce)));
        return JsonValue.object(fields);
    }

    private static JsonValue json(Action action) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("recipient", JsonValue.of(action.recipient().toString()));
        if (action instanceof Action.Deliver) {
            fields.put("action", JsonValue.of("deliver"));
        } else if (action instanceof Action.StandIn) {
            fields.put("action", JsonValue.of("stand-in"));
        } else if (action instanceof Action.Send send) {
            fields.put("action", JsonValue.of(lower(send.message().kind())));
            fields.put("target", JsonValue.of(send.message().target().toString()));
        } else if (action instanceof Action.Report report) {
            fields.put("action", JsonValue.of("report"));
            fields.put("target", JsonValue.of(report.target().toString()));
        } else if (action instanceof Action.Discard discard) {
            fields.put("action", JsonValue.of(discard.status().word()));
        }
        return JsonValue.object(fields);
    }

    private static JsonValue json(Bounce bounce) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("kind", JsonValue.of(lower(bounce.kind())));
        fields.put("type", JsonValue.of(bounce.type()));
        fields.put("original_id", JsonValue.of(bounce.originalId()));
        fields.put("attributed", JsonValue.of(bounce.attributed()));
        fields.put("because", JsonValue.of(bounce.because()));
        fields.put(
                "recipients",
                JsonValue.list(bounce.recipients().stream()
                        .map(FileExplanationView::json)
                        .toList()));
        fields.put(
                "one_of",
                JsonValue.list(bounce.oneOf().stream()
                        .map(address -> JsonValue.of(address.toString()))
                        .toList()));
        return JsonValue.object(fields);
    }

    private static JsonValue json(Bounce.Recipient recipient) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("recipient", JsonValue.of(recipient.address().toString()));
        fields.put("action", JsonValue.of(recipient.action()));
        fields.put("status", JsonValue.of(recipient.status()));
        fields.put("diagnostic", JsonValue.of(recipient.diagnostic()));
        return JsonValue.object(fields);
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
