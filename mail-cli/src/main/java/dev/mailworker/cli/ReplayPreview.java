package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Action;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.Received.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what a replay would do, mail by mail. */
final class ReplayPreview {
    private final CommonOptions common;
    private final MailWorker worker;
    private final ReplayEnvelopes envelopes;
    private final Mode mode;

    ReplayPreview(CommonOptions common, MailWorker worker, ReplayEnvelopes envelopes, Mode mode) {
        this.common = common;
        this.worker = worker;
        this.envelopes = envelopes;
        this.mode = mode;
    }

    private record Row(BlobRef mail, EmailAddress recipient, String would, String because) {}

    void show(List<BlobRef> mails) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (BlobRef ref : mails) {
            Arrival arrival = envelopes.arrival(ref);
            rows.addAll(rows(worker.preview(arrival, mode)));
        }
        if (common.isJson()) {
            rows.forEach(row -> common.terminal().line(Json.compact(json(row))));
        } else {
            common.terminal()
                    .table(
                            List.of("MAIL", "RECIPIENT", "WOULD", "BECAUSE"),
                            rows.stream()
                                    .map(row -> List.of(
                                            row.mail().toString(),
                                            row.recipient().toString(),
                                            row.would(),
                                            row.because()))
                                    .toList());
        }
    }

    private List<Row> rows(Preview preview) {
        Set<EmailAddress> served = mode == Mode.FORCED_REPLAY ? Set.of() : preview.haveCopies();
        List<Row> rows = new ArrayList<>();
        for (Action action : preview.plan().actions()) {
            EmailAddress recipient = action.recipient();
            if (served.contains(recipient)) {
                rows.add(new Row(preview.ref(), recipient, "nothing", "has a copy on record"));
            } else if (action instanceof Action.Discard discard) {
                rows.add(new Row(preview.ref(), recipient, discard.status().word(), discard.because()));
            } else if (action instanceof Action.Send send) {
                rows.add(new Row(
                        preview.ref(), recipient, "send", "to " + send.message().target()));
            } else if (action instanceof Action.Deliver) {
                rows.add(new Row(preview.ref(), recipient, "deliver", "nothing stands against it"));
            }
        }
        return rows;
    }

    private static JsonValue json(Row row) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("key", JsonValue.of(row.mail().key()));
        fields.put("domain", JsonValue.of(row.mail().bucket()));
        fields.put("recipient", JsonValue.of(row.recipient().toString()));
        fields.put("would", JsonValue.of(row.would()));
        fields.put("because", JsonValue.of(row.because()));
        return JsonValue.object(fields);
    }
}
