package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Action;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a replay would do, mail by mail. */
final class ReplayPreview {
    private final CommonOptions common;
    private final MailWorker worker;
    private final ReplayEnvelopes envelopes;
    private final Mode mode;
    private final LeftAlone leftAlone;

    ReplayPreview(CommonOptions common, MailWorker worker, ReplayEnvelopes envelopes, Mode mode, LeftAlone leftAlone) {
        this.common = common;
        this.worker = worker;
        this.envelopes = envelopes;
        this.mode = mode;
        this.leftAlone = leftAlone;
    }

    private record Row(SiteMail mail, EmailAddress recipient, String would, String because) {}

    /** Shows what would become of mails: in JSON each at once, in a table all at the end. */
    void show(Iterator<SiteMail> mails) throws IOException, InterruptedException {
        List<List<String>> table = new ArrayList<>();
        while (mails.hasNext()) {
            for (Row row : rows(mails.next())) {
                if (common.isJson()) {
                    common.terminal().line(Json.compact(json(row)));
                } else {
                    table.add(List.of(row.mail().toString(), row.recipient().toString(), row.would(), row.because()));
                }
            }
        }
        if (!common.isJson()) {
            common.terminal().table(List.of("MAIL", "RECIPIENT", "WOULD", "BECAUSE"), table);
        }
    }

    private List<Row> rows(SiteMail mail) throws IOException, InterruptedException {
        try {
            Optional<Arrival> notice = envelopes.notice(mail);
            if (notice.isPresent()) {
                return rows(mail, worker.preview(notice.get(), mode));
            }
            leftAlone.addWithoutEnvelope(mail);
        } catch (PortException e) {
            leftAlone.add(mail, e);
        }
        return List.of();
    }

    private List<Row> rows(SiteMail mail, Preview preview) {
        List<Row> rows = new ArrayList<>();
        for (Action action : preview.plan().actions()) {
            EmailAddress recipient = action.recipient();
            if (mode != Mode.FORCED_REPLAY && preview.isDone(action)) {
                String done = action instanceof Action.Send ? "is done, by what is on record" : "has a copy on record";
                rows.add(new Row(mail, recipient, "nothing", done));
            } else if (action instanceof Action.Discard discard) {
                rows.add(new Row(mail, recipient, discard.status().word(), discard.because()));
            } else if (action instanceof Action.Send send) {
                rows.add(new Row(mail, recipient, "send", "to " + send.message().target()));
            } else if (action instanceof Action.Deliver) {
                rows.add(new Row(mail, recipient, "deliver", "nothing stands against it"));
            } else if (action instanceof Action.StandIn) {
                rows.add(new Row(mail, recipient, "stand-in", "if nobody takes what is forwarded"));
            }
        }
        return rows;
    }

    private static JsonValue json(Row row) {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("key", JsonValue.of(row.mail().ref().key()));
        fields.put("domain", JsonValue.of(row.mail().domain()));
        fields.put("recipient", JsonValue.of(row.recipient().toString()));
        fields.put("would", JsonValue.of(row.would()));
        fields.put("because", JsonValue.of(row.because()));
        return JsonValue.object(fields);
    }
}
