package dev.mailworker.cli;

import dev.mailworker.aws.LocalDynamo;
import dev.mailworker.aws.LocalS3;
import dev.mailworker.aws.LocalSqs;
import dev.mailworker.aws.StubSes;
import dev.mailworker.aws.notification.Notifications;
import dev.mailworker.cli.TestSite.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Emulators of AWS and a mail server, and the program run on them in this process. Each test has domains of its own, so that
 * all can share one.
 */
final class TestCloud implements AutoCloseable {
    static final String ANN = "ann@example.net";
    private static final String BLOCKED = "email-blocked-senders";

    private final LocalSqs sqs = new LocalSqs();
    private final LocalS3 s3 = new LocalS3();
    private final LocalDynamo dynamo = new LocalDynamo();
    private final StubSes ses = new StubSes();
    private final SmtpSink mails = SmtpSink.taking();
    private final Map<String, String> environment = new HashMap<>();
    private int domains;

    TestCloud() throws Exception {
        dynamo.makeTable("email-rules", "email_address");
        dynamo.makeTable(BLOCKED, "email_address");
        dynamo.makeTable("ses-outbound-messages", "MessageId");
        environment.putAll(Map.of(
                "AWS_ENDPOINT_URL_SQS", sqs.endpoint().toString(),
                "AWS_ENDPOINT_URL_S3", s3.endpoint().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint().toString(),
                "AWS_ENDPOINT_URL", ses.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", LocalS3.CREDENTIAL,
                "AWS_SECRET_ACCESS_KEY", LocalS3.CREDENTIAL,
                "WORKER_NAME", "mx1",
                "SMTP_HOST", "127.0.0.1",
                "SMTP_PORT", Integer.toString(mails.port())));
        environment.put("HEALTH_PORT", "0");
        environment.put("STATUS_PORT", "0");
        environment.put("METRICS_PORT", "0");
    }

    /** A domain with a queue, where dead letters go beside it, and a bucket. */
    String newDomain() {
        String domain = "d" + ++domains + ".example";
        sqs.makeQueueWithDeadLetters(dashed(domain) + "-queue", dashed(domain) + "-dead");
        s3.makeBucket(dashed(domain) + "-emails");
        return domain;
    }

    /** A domain whose dead letters have nowhere to go. */
    String newDomainWithoutDeadLetters() {
        String domain = "d" + ++domains + ".example";
        sqs.makeQueue(dashed(domain) + "-queue");
        s3.makeBucket(dashed(domain) + "-emails");
        return domain;
    }

    void message(String domain, String body) {
        sqs.send(dashed(domain) + "-queue", body);
    }

    /** Has SES know domains as verified, and no others. */
    void verifies(String... names) {
        ses.identities(Stream.of(names).collect(Collectors.toMap(name -> name, name -> "SUCCESS")));
    }

    private static String dashed(String domain) {
        return domain.replace('.', '-');
    }

    /** Brings a mail from Ann: the object, and the notice of it. */
    void mail(String domain, String key, String... recipients) {
        object(domain, key, Map.of());
        notice(domain, key, recipients);
    }

    void notice(String domain, String key, String... recipients) {
        message(domain, notice(receipt(ANN, domain, key, recipients)));
    }

    /** Tells of a mail that no check found anything against; {@code <>} is the null sender. */
    void goodNotice(String sender, String domain, String key, String... recipients) {
        message(domain, notice(receipt(sender, domain, key, recipients).replace("FAIL", "PASS")));
    }

    private static String receipt(String sender, String domain, String key, String... recipients) {
        return Notifications.body(Notifications.receipt(dashed(domain) + "-emails", key, sender, List.of(recipients)));
    }

    private static String notice(String receipt) {
        return Notifications.body(Notifications.inEnvelope(receipt));
    }

    /** Puts an item into a table. */
    void item(String table, Map<String, AttributeValue> item) {
        dynamo.put(table, item);
    }

    /** Stores a mail of which nobody was told. */
    void object(String domain, String key, Map<String, String> metadata) {
        String text = "From: Ann <" + ANN + ">\r\nTo: bob@" + domain + "\r\nSubject: " + key + "\r\n\r\nHello.\r\n";
        put(domain, key, metadata, text);
    }

    void put(String domain, String key, Map<String, String> metadata, String text) {
        s3.client()
                .putObject(
                        request -> request.bucket(dashed(domain) + "-emails")
                                .key(key)
                                .metadata(metadata),
                        RequestBody.fromBytes(text.getBytes(StandardCharsets.US_ASCII)));
    }

    Map<String, String> metadata(String domain, String key) {
        HeadObjectResponse head = s3.client().headObject(request -> request.bucket(dashed(domain) + "-emails")
                .key(key));
        return head.metadata();
    }

    boolean isThere(String domain, String key) {
        try {
            metadata(domain, key);
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    void blocks(String recipient, String... patterns) {
        dynamo.put(
                BLOCKED,
                Map.of(
                        "email_address", AttributeValue.fromS(recipient),
                        "blocked_patterns", AttributeValue.fromSs(List.of(patterns))));
    }

    void forwards(String mailbox, String... targets) {
        dynamo.put(
                "email-rules",
                Map.of(
                        "email_address", AttributeValue.fromS(mailbox),
                        "forwards", AttributeValue.fromSs(List.of(targets))));
    }

    /** {@return how many mails SES took for somebody} */
    long sentTo(String recipient) {
        return ses.sent().stream().filter(sent -> sent.to().equals(recipient)).count();
    }

    /** {@return messages in a domain's queue, those that somebody has included} */
    int queued(String domain) {
        Map<QueueAttributeName, String> attributes = sqs.client()
                .getQueueAttributes(request -> request.queueUrl(sqs.url(dashed(domain) + "-queue"))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .join()
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    /** {@return how often a mail was delivered, over all recipients} */
    long delivered(String key) {
        return mails.mails().stream()
                .filter(mail -> mail.contains("Subject: " + key + "\r\n"))
                .count();
    }

    Map<String, String> environment(String... domains) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DOMAINS", String.join(",", domains));
        return all;
    }

    Run run(String domain, String... args) {
        return run(domain, settings -> {}, args);
    }

    Run run(String domain, Consumer<Map<String, String>> settings, String... args) {
        Map<String, String> all = environment(domain);
        settings.accept(all);
        return TestSite.mailworker(all, args);
    }

    /** Something that takes no part in AWS: gone at once. */
    static String closedPort() {
        return "http://127.0.0.1:1";
    }

    @Override
    public void close() throws IOException {
        mails.close();
        ses.close();
        dynamo.close();
        s3.close();
        sqs.close();
    }
}
