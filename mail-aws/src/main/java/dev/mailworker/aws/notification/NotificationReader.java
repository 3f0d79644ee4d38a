package dev.mailworker.aws.notification;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.Printable;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the body of a queue's message: an SES receipt notification or an S3 event, bare or in an SNS envelope. Never fails:
 * what it can't understand is {@link Notice.Unreadable}. Thread-safe.
 */
public final class NotificationReader {
    /** What SES writes instead of a mail when a receipt rule is set up. */
    static final String SETUP = "AMAZON_SES_SETUP_NOTIFICATION";

    private static final String SOURCE = "the message";
    private static final int LONGEST_REASON = 500;
    private static final Set<String> SUBSCRIPTIONS = Set.of("SubscriptionConfirmation", "UnsubscribeConfirmation");

    private final Supplier<QueueScope> scope;

    /**
     * Makes a reader for one queue.
     *
     * @param scope what is known about the queue
     */
    public NotificationReader(QueueScope scope) {
        this(() -> scope);
    }

    /**
     * Makes a reader for one queue whose domains may change.
     *
     * @param scope what is known about the queue at the moment of asking
     */
    public NotificationReader(Supplier<QueueScope> scope) {
        this.scope = scope;
    }

    /**
     * {@return what a message says}
     *
     * @param body the message's body
     */
    public Notice read(String body) {
        try {
            return notice(Json.read(SOURCE, body), true);
        } catch (JsonFormatException | IllegalArgumentException e) {
            return unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Notice unreadable(String because) {
        return new Notice.Unreadable(Printable.of(because, LONGEST_REASON));
    }

    private Notice notice(JsonValue document, boolean mayBeEnvelope) {
        if (mayBeEnvelope && document.find("Type").isPresent()) {
            return inEnvelope(document);
        }
        if (document.find("notificationType").isPresent()) {
            return new ReceiptReader(scope.get()).read(document);
        }
        if (document.find("Event").filter(ObjectEventReader::isTest).isPresent()) {
            return new Notice.Ignorable("S3's test event for a bucket notification");
        }
        if (document.find("Records").isPresent()) {
            return new ObjectEventReader(scope.get()).read(document.get("Records"));
        }
        return unreadable("neither an SES receipt notification nor an S3 event, but " + guess(document));
    }

    private Notice inEnvelope(JsonValue envelope) {
        String type = envelope.get("Type").asString();
        if (SUBSCRIPTIONS.contains(type)) {
            return new Notice.Ignorable(Printable.of(
                    "SNS " + type + " of " + text(envelope, "TopicArn")
                            + ": whoever owns the topic has to confirm it, this worker doesn't follow links",
                    LONGEST_REASON));
        }
        if (!type.equals("Notification")) {
            return unreadable("an SNS envelope of type '" + type + "', not Notification");
        }
        String message = envelope.get("Message").asString();
        if (isSetup(message)) {
            return new Notice.Ignorable("a note of SES that the topic was set up");
        }
        return notice(Json.read("Message in the SNS envelope", message), false);
    }

    private static boolean isSetup(String message) {
        return message.strip().equals(SETUP) || message.startsWith("Successfully validated SNS topic for Amazon SES");
    }

    /** What a shape that isn't accepted looks like, so that whoever reads the reason knows what to change. */
    private static String guess(JsonValue document) {
        if (document.find("detail-type").isPresent()) {
            return "an EventBridge event: have SES or S3 notify SNS or SQS without EventBridge";
        }
        return document.find("eventType").isPresent()
                ? "an SES event about sent mail (" + text(document, "eventType") + "): publish those elsewhere"
                : "an object with the fields " + document.asObject().keySet();
    }

    private static String text(JsonValue document, String name) {
        return document.find(name).map(JsonValue::toString).orElse("(none)");
    }
}
