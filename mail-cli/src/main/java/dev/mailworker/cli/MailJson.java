package dev.mailworker.cli;

import dev.mailworker.activity.RecentMail;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A mail on the status page, as docs/status-page.md describes it. */
final class MailJson {
    /** So many recipients are named in a list of mails. */
    private static final int FEW = 3;

    private MailJson() {}

    /** {@return a mail among others} */
    static JsonValue row(RecentMail mail) {
        int named = Math.min(FEW, mail.recipients().size());
        return fields(mail, named).build();
    }

    /** {@return a mail by itself, with its trace} */
    static JsonValue whole(RecentMail mail) {
        JsonFields fields = fields(mail, mail.recipients().size())
                .with("queued_at", time(mail.queuedAt()))
                .with("took_millis", mail.took().toMillis())
                .with("trace", RunJson.trace(mail.trace()));
        mail.againAt().ifPresent(again -> fields.with("again_at", time(again)));
        return fields.build();
    }

    private static JsonFields fields(RecentMail mail, int recipients) {
        JsonFields fields = new JsonFields()
                .with("bucket", mail.mail().bucket())
                .with("key", mail.mail().key())
                .with("domain", mail.domain())
                .with("at", time(mail.at()))
                .with("status", mail.status())
                .with("because", mail.because())
                .with("attempt", mail.attempt());
        mail.sender().ifPresent(sender -> fields.with("from", sender.toString()));
        return fields.with(
                        "recipients",
                        JsonValue.list(mail.recipients().stream()
                                .limit(recipients)
                                .map(one -> new JsonFields()
                                        .with("recipient", one.address())
                                        .with("status", one.status())
                                        .build())
                                .toList()))
                .with("more", mail.recipients().size() - recipients + mail.moreRecipients());
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
