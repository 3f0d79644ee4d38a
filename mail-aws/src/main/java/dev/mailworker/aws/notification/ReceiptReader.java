package dev.mailworker.aws.notification;

import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Printable;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads SES receipt notifications (SES developer guide, receiving-email-notifications-contents). */
final class ReceiptReader {
    private final QueueScope scope;

    ReceiptReader(QueueScope scope) {
        this.scope = scope;
    }

    Notice read(JsonValue notification) {
        JsonValue type = notification.get("notificationType");
        if (type.asString().equals(NotificationReader.SETUP)
                || type.asString().equals("AmazonSnsSubscriptionSucceeded")) {
            return new Notice.Ignorable("a note of SES that the topic was set up");
        }
        if (!type.asString().equals("Received")) {
            return new Notice.Unreadable("an SES notification of type "
                    + Printable.of(type.asString(), 60)
                    + ", not Received: it is about sent mail, publish those elsewhere");
        }
        Optional<String> messageId = notification.find("mail").flatMap(mail -> text(mail, "messageId"));
        if (messageId.filter(NotificationReader.SETUP::equals).isPresent()) {
            return new Notice.Ignorable("a note of SES that a receipt rule was set up");
        }
        return mail(notification.get("mail"), notification.get("receipt"));
    }

    private Notice mail(JsonValue mail, JsonValue receipt) {
        Envelope envelope = Envelope.parse(
                mail.find("source").map(JsonValue::asString).orElse(""),
                // Not mail.destination: that is the header's To and Cc, whoever they are.
                receipt.get("recipients").asStrings());
        String domain = scope.domainOf(envelope.recipients());
        return new Notice.Mail(domain, blob(mail, receipt, domain), envelope, verdicts(receipt), addressees(mail));
    }

    private static List<EmailAddress> addressees(JsonValue mail) {
        return mail
                .find("destination")
                .filter(value -> isKind(value, JsonValue.Kind.LIST))
                .map(JsonValue::asList)
                .orElse(List.of())
                .stream()
                .filter(value -> isKind(value, JsonValue.Kind.STRING))
                .flatMap(value -> EmailAddress.parse(value.asString()).stream())
                .toList();
    }

    private BlobRef blob(JsonValue mail, JsonValue receipt, String domain) {
        Optional<JsonValue> stored = receipt.find("action").filter(action -> isKind(action, JsonValue.Kind.OBJECT));
        // The topic of another action knows where the mail lies only by the site's rule for names.
        Optional<JsonValue> s3 =
                stored.filter(action -> text(action, "type").orElse("S3").equalsIgnoreCase("S3"));
        String bucket = s3.flatMap(action -> text(action, "bucketName"))
                .orElseGet(() -> scope.bucketOf().apply(domain));
        String key = s3.flatMap(action -> text(action, "objectKey"))
                .or(() -> text(mail, "messageId"))
                .orElseThrow(() -> mail.bad("neither mail.messageId nor receipt.action.objectKey names the mail"));
        return new BlobRef(bucket, key);
    }

    private static Verdicts verdicts(JsonValue receipt) {
        Verdicts verdicts = Verdicts.NONE;
        for (Check check : Check.values()) {
            String field = check.name().toLowerCase(Locale.ROOT) + "Verdict";
            Optional<Verdict> verdict = receipt.find(field)
                    .filter(value -> isKind(value, JsonValue.Kind.OBJECT))
                    .flatMap(value -> text(value, "status"))
                    .map(Verdict::of);
            if (verdict.isPresent()) {
                verdicts = verdicts.with(check, verdict.get());
            }
        }
        return verdicts;
    }

    /** A text that says something. */
    private static Optional<String> text(JsonValue object, String name) {
        return object.find(name)
                .filter(value -> isKind(value, JsonValue.Kind.STRING))
                .map(JsonValue::asString)
                .filter(text -> !text.isBlank());
    }

    private static boolean isKind(JsonValue value, JsonValue.Kind kind) {
        return value.kind() == kind;
    }
}
