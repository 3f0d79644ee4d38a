package dev.mailworker.aws.notification;

import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Printable;
import dev.mailworker.mail.Verdicts;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads S3 event notifications (S3 user guide, notification-content-structure). */
final class ObjectEventReader {
    /** Those by which a mail can come. Not Copy: that is our own audit being written. */
    private static final Set<String> ARRIVALS =
            Set.of("ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:CompleteMultipartUpload");

    private static final String TEST = "s3:TestEvent";

    private final QueueScope scope;

    ObjectEventReader(QueueScope scope) {
        this.scope = scope;
    }

    static boolean isTest(JsonValue event) {
        return event.kind() == JsonValue.Kind.STRING && event.asString().equals(TEST);
    }

    Notice read(JsonValue records) {
        List<JsonValue> all = records.asList();
        if (all.size() != 1) {
            // S3 sends one. A message is done or not as a whole, so that it can't stand for several mails.
            throw records.bad("one record is expected here, not " + all.size());
        }
        return event(all.get(0));
    }

    private Notice event(JsonValue entry) {
        if (entry.find("s3").isEmpty()) {
            throw entry.bad("a record without 's3': only S3 events are understood in 'Records', not what a Lambda"
                    + " function is called with");
        }
        String name = entry.get("eventName").asString();
        String event = name.startsWith("s3:") ? name.substring("s3:".length()) : name;
        JsonValue s3 = entry.get("s3");
        String bucket = s3.get("bucket").get("name").asString();
        String key = decoded(s3.get("object").get("key"));
        if (!ARRIVALS.contains(event)) {
            return ignorable("the S3 event " + event + ", by which no mail comes: " + bucket + "/" + key);
        }
        if (key.startsWith(scope.ownPrefix()) && !scope.ownPrefix().isEmpty()) {
            return ignorable("the worker's own object " + bucket + "/" + key
                    + ": limit the bucket's notifications to the prefix of the mails");
        }
        if (key.equals(NotificationReader.SETUP) || key.endsWith("/" + NotificationReader.SETUP)) {
            return ignorable("the object that SES writes when a receipt rule is set up: " + bucket + "/" + key);
        }
        return new Notice.Mail(
                scope.domainOfBucket(bucket), new BlobRef(bucket, key), Envelope.UNSTATED, Verdicts.NONE, List.of());
    }

    private static Notice ignorable(String because) {
        return new Notice.Ignorable(Printable.of(because, 500));
    }

    /** Keys come as a form would send them: a plus is a space. */
    private static String decoded(JsonValue key) {
        try {
            return URLDecoder.decode(key.asString(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw key.bad("the object's key is not URL-encoded: " + e.getMessage());
        }
    }
}
