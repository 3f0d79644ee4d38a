package dev.mailworker.cli.rehearsal;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A queue with one notice for each of a number of mails. Thread-safe. */
final class PretendedQueue {
    private final int mails;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private int given;

    PretendedQueue(int mails) {
        this.mails = mails;
    }

    /** {@return what SQS answers to a request} */
    JsonValue answer(String operation, JsonValue request) throws InterruptedException {
        return switch (operation) {
            case "GetQueueUrl" ->
                new JsonFields()
                        .with(
                                "QueueUrl",
                                "http://127.0.0.1/000000000000/"
                                        + request.get("QueueName").asString())
                        .build();
            case "ReceiveMessage" -> received(request);
            case "DeleteMessage" -> {
                delete(request);
                yield new JsonFields().build();
            }
            case "DeleteMessageBatch" -> deletedBatch(request);
            case "GetQueueAttributes" ->
                new JsonFields().with("Attributes", new JsonFields().build()).build();
            default -> new JsonFields().build();
        };
    }

    private JsonValue received(JsonValue request) throws InterruptedException {
        List<JsonValue> messages =
                take(request.find("MaxNumberOfMessages").map(JsonValue::asInt).orElse(1));
        if (messages.isEmpty()) {
            // As a long poll does, until there is no more need to.
            closed.await();
            return new JsonFields().build();
        }
        return new JsonFields().with("Messages", JsonValue.list(messages)).build();
    }

    private synchronized List<JsonValue> take(int most) {
        List<JsonValue> messages = new ArrayList<>();
        while (messages.size() < most && given < mails) {
            messages.add(message(given++));
        }
        return messages;
    }

    private static JsonValue message(int number) {
        String body = Json.compact(notice(number));
        return new JsonFields()
                .with("MessageId", "message-" + number)
                .with("ReceiptHandle", "receipt-" + number)
                .with("MD5OfBody", md5(body))
                .with("Body", body)
                .with(
                        "Attributes",
                        JsonValue.object(Map.of(
                                "ApproximateReceiveCount", JsonValue.of("1"),
                                "SentTimestamp", JsonValue.of(Long.toString(System.currentTimeMillis())))))
                .build();
    }

    private static JsonValue notice(int number) {
        String recipient = Rehearsal.recipient(number);
        JsonValue pass = new JsonFields().with("status", "PASS").build();
        JsonValue action = new JsonFields()
                .with("type", "S3")
                .with("bucketName", Rehearsal.BUCKET)
                .with("objectKey", "mail-" + number)
                .build();
        JsonValue receipt = new JsonFields()
                .with("recipients", List.of(recipient))
                .with("spamVerdict", pass)
                .with("virusVerdict", pass)
                .with("spfVerdict", pass)
                .with("dkimVerdict", pass)
                .with("dmarcVerdict", pass)
                .with("action", action)
                .build();
        JsonValue mail = new JsonFields()
                .with("messageId", "mail-" + number)
                .with("source", Rehearsal.SENDER)
                .with("destination", List.of(recipient))
                .build();
        JsonValue notification = new JsonFields()
                .with("notificationType", "Received")
                .with("mail", mail)
                .with("receipt", receipt)
                .build();
        return new JsonFields()
                .with("Type", "Notification")
                .with("Message", Json.compact(notification))
                .build();
    }

    /** The SDK checks what it receives. */
    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private JsonValue deletedBatch(JsonValue request) {
        List<JsonValue> done = new ArrayList<>();
        for (JsonValue entry : request.get("Entries").asList()) {
            delete(entry);
            done.add(new JsonFields().with("Id", entry.get("Id").asString()).build());
        }
        return new JsonFields()
                .with("Successful", JsonValue.list(done))
                .with("Failed", JsonValue.list(List.of()))
                .build();
    }

    private void delete(JsonValue entry) {
        deleted.add(entry.get("ReceiptHandle").asString());
        if (deleted.size() == mails) {
            done.countDown();
        }
    }

    /** {@return whether all messages were deleted before some time was over} */
    boolean awaitEmpty(long seconds) throws InterruptedException {
        return done.await(seconds, TimeUnit.SECONDS);
    }

    /** Lets long polls end. */
    void close() {
        closed.countDown();
    }
}
