package dev.mailworker.aws.notification;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Notifications as AWS sends them, for tests. */
public final class Notifications {
    private Notifications() {}

    /** {@return an SES receipt notification about a mail that an S3 action stored} */
    public static JsonValue receipt(String bucket, String key, String source, List<String> recipients) {
        return receipt(
                source,
                recipients,
                new JsonFields()
                        .with("type", "S3")
                        .with("topicArn", "arn:aws:sns:us-east-2:123456789012:mail")
                        .with("bucketName", bucket)
                        .with("objectKeyPrefix", "")
                        .with("objectKey", key)
                        .build());
    }

    /** {@return an SES receipt notification with some action} */
    public static JsonValue receipt(String source, List<String> recipients, JsonValue action) {
        JsonValue mail = new JsonFields()
                .with("timestamp", "2026-02-03T04:05:06.789Z")
                .with("source", source)
                .with("messageId", "o3vrnil0e2ic28tr")
                .with("destination", List.of("somebody@else.example"))
                .with("headersTruncated", false)
                .with(
                        "headers",
                        JsonValue.list(List.of(new JsonFields()
                                .with("name", "Return-Path")
                                .with("value", "<" + source + ">")
                                .build())))
                .with("commonHeaders", new JsonFields().with("subject", "Hi").build())
                .build();
        JsonValue receipt = new JsonFields()
                .with("timestamp", "2026-02-03T04:05:06.789Z")
                .with("processingTimeMillis", 574)
                .with("recipients", recipients)
                .with("spamVerdict", status("PASS"))
                .with("virusVerdict", status("PROCESSING_FAILED"))
                .with("spfVerdict", status("GRAY"))
                .with("dkimVerdict", status("DISABLED"))
                .with("dmarcVerdict", status("FAIL"))
                .with("dmarcPolicy", "reject")
                .with("action", action)
                .build();
        return new JsonFields()
                .with("notificationType", "Received")
                .with("mail", mail)
                .with("receipt", receipt)
                .build();
    }

    private static JsonValue status(String verdict) {
        return new JsonFields().with("status", verdict).build();
    }

    /** {@return a notification in SNS's envelope} */
    public static JsonValue inEnvelope(String message) {
        return new JsonFields()
                .with("Type", "Notification")
                .with("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")
                .with("TopicArn", "arn:aws:sns:us-east-2:123456789012:mail")
                .with("Subject", "Amazon SES Email Receipt Notification")
                .with("Message", message)
                .with("Timestamp", "2026-02-03T04:05:07.000Z")
                .with("SignatureVersion", "1")
                .with("Signature", "c2lnbmF0dXJl")
                .with("SigningCertURL", "https://sns.us-east-2.amazonaws.com/cert.pem")
                .with("UnsubscribeURL", "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe")
                .build();
    }

    /** {@return an S3 event about an object} */
    public static JsonValue objectEvent(String name, String bucket, String key) {
        return new JsonFields()
                .with("Records", JsonValue.list(List.of(eventRecord(name, bucket, key))))
                .build();
    }

    static JsonValue eventRecord(String name, String bucket, String key) {
        JsonValue s3 = new JsonFields()
                .with("s3SchemaVersion", "1.0")
                .with("bucket", new JsonFields().with("name", bucket).build())
                .with(
                        "object",
                        new JsonFields()
                                .with("key", URLEncoder.encode(key, StandardCharsets.UTF_8))
                                .with("size", 1024)
                                .build())
                .build();
        return new JsonFields()
                .with("eventVersion", "2.1")
                .with("eventSource", "aws:s3")
                .with("awsRegion", "us-east-2")
                .with("eventName", name)
                .with("s3", s3)
                .build();
    }

    /** {@return a document as a queue carries it} */
    public static String body(JsonValue document) {
        return Json.compact(document);
    }
}
