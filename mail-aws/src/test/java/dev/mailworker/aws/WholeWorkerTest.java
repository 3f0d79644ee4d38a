package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerConfig;
import dev.mailworker.aws.dynamodb.TableNames;
import dev.mailworker.aws.notification.Notifications;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Draft;
import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.OutboundMessage;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.Ruling;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.BounceSamples;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A whole worker over ElasticMQ, s3proxy, DynamoDBLocal and a stub of SES. */
@ExtendWith(Credentials.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeWorkerTest {
    private static final String QUEUE = "example-com-queue";
    private static final String DEAD = "example-com-dead";
    private static final String BUCKET = "example-com-emails";
    private static final EmailAddress OUT = EmailAddress.of("out@example.net");
    private static final String MAIL =
            "From: ann@example.net\r\nTo: bob@example.com\r\nX-SES-CONFIGURATION-SET: theirs\r\n\r\nbody\r\n";

    private final RecordingTransport local = new RecordingTransport();
    private final List<Processed> attempts = new CopyOnWriteArrayList<>();
    private LocalSqs sqs;
    private LocalS3 s3;
    private LocalDynamo dynamo;
    private StubSes ses;
    private AwsSite site;
    private MailWorker worker;

    /** One worker for all tests: a poll that is cancelled may take a message with it until its lease ends. */
    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        sqs = emulators().sqs();
        s3 = emulators().s3();
        dynamo = emulators().dynamo();
        ses = new StubSes();
        sqs.makeQueueWithDeadLetters(QUEUE, DEAD);
        s3.makeBucket(BUCKET);
        TableNames tables = TableNames.DEFAULT;
        dynamo.makeTable(tables.rules(), "email_address");
        dynamo.makeTable(tables.blocked(), "email_address");
        dynamo.makeTable(tables.messages(), "MessageId");
        site = AwsSite.open(AwsSettings.DEFAULTS
                .withEndpoints(Map.of(
                        AwsService.SQS, sqs.endpoint(),
                        AwsService.S3, s3.endpoint(),
                        AwsService.DYNAMODB, dynamo.endpoint(),
                        AwsService.SESV2, ses.endpoint()))
                .withReplies(tables.messages(), "MessageId"));
        worker = site.equip(MailWorker.builder(), () -> Set.of("example.com"))
                .config(WorkerConfig.defaults().withPollInterval(Duration.ofSeconds(1)))
                .transport(Route.LOCAL, local)
                .rule(new ForwardingRule())
                .listener(attempts::add)
                .temporaryFolder(folder)
                .build();
        worker.start();
    }

    @AfterAll
    void stop() {
        assertThat(worker.stop()).isNotNull();
        site.close();
        ses.close();
        dynamo.close();
        s3.close();
        sqs.close();
    }

    @Test
    void deliversAndLeavesARecord() {
        String key = arrive("bob@example.com");

        await(() -> isProcessed(key));

        assertThat(local.delivered("bob@example.com")).last().satisfies(copy -> assertThat(copy.text())
                .isEqualTo(MAIL));
        assertThat(metadata(key))
                .containsEntry("status", "delivered")
                .containsEntry("envelope_to", "bob@example.com")
                .containsEntry("ticket", "4711");
        await(() -> depth(QUEUE) == 0);
        assertThat(progressKeys()).noneMatch(each -> each.contains(key));
    }

    @Test
    void deletesWhatEverybodyBlocks() {
        dynamo.put(
                TableNames.DEFAULT.blocked(),
                Map.of(
                        "email_address", AttributeValue.fromS("eve@example.com"),
                        "blocked_patterns", AttributeValue.fromSs(List.of("ann@*"))));

        String key = arrive("eve@example.com");

        await(() -> isGone(key));
        await(() -> depth(QUEUE) == 0);
        assertThat(local.delivered("eve@example.com")).isEmpty();
    }

    @Test
    void forwardsToTheWorldOnce() {
        String key = arrive("forward@example.com");

        await(() -> isProcessed(key));

        assertThat(ses.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.to()).isEqualTo(OUT.toString());
            assertThat(sent.mail()).isEqualTo(MAIL.replace("X-SES-CONFIGURATION-SET: theirs\r\n", ""));
        });
        await(() -> depth(QUEUE) == 0);
        assertThat(ses.sent()).hasSize(1);
        assertThat(progressKeys()).as("the audit says it all").noneMatch(each -> each.contains(key));
    }

    @Test
    void triesAgainWhatTheMailServerDefers() {
        local.answer(
                "later@example.com",
                DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 later"),
                RecordingTransport.ACCEPTED);

        String key = arrive("later@example.com");

        await(() -> progressKeys().stream().anyMatch(each -> each.contains(key)));
        await(() -> hidden(QUEUE) == 1);
        assertThat(isProcessed(key)).isFalse();
        assertThat(local.delivered("later@example.com")).isEmpty();
    }

    @Test
    void findsTheEnvelopeOfAnObjectThatIsOnlyAnnouncedByS3() {
        String key = put();
        sqs.send(QUEUE, Notifications.body(Notifications.objectEvent("ObjectCreated:Put", BUCKET, key)));

        await(() -> isProcessed(key));

        assertThat(metadata(key)).containsEntry("envelope", "guessed").containsEntry("status", "delivered");
    }

    @Test
    void waitsForTheEntryOfAMailThatBounced() {
        BlobRef bounce = new BlobRef(BUCKET, "bounce");
        s3.client()
                .putObject(
                        request -> request.bucket(BUCKET).key(bounce.key()),
                        RequestBody.fromBytes(MailSamples.octets(BounceSamples.SES)));
        MemoryMessageSource source = new MemoryMessageSource(new SettableTime(Instant.now()));
        source.put(
                "example.com", bounce, Envelope.of(ReversePath.NULL, List.of(EmailAddress.of("bounced@example.com"))));
        Received notice = source.receive(1, Duration.ZERO, Duration.ofMinutes(5))
                .toCompletableFuture()
                .join()
                .get(0);

        worker.replay(source, notice, Mode.WORK).toCompletableFuture().join();

        assertThat(attempts)
                .filteredOn(attempt -> attempt.arrival().blob().equals(bounce))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.settlement())
                        .isInstanceOfSatisfying(Settlement.RetryAfter.class, retry -> assertThat(retry.because())
                                .contains("waiting a moment for the entry", BounceSamples.ID)));
        assertThat(local.delivered("bounced@example.com")).isEmpty();
    }

    @Test
    void setsAsideWhatItCannotUnderstand() {
        sqs.send(QUEUE, "hello");

        await(() -> !sqs.peek(DEAD).isEmpty());

        assertThat(sqs.peek(DEAD).get(0).messageAttributes().get("mailworker.reason"))
                .isNotNull()
                .satisfies(reason -> assertThat(reason.stringValue()).contains("the message:1:"));
    }

    private static int number;

    private String arrive(String recipient) {
        String key = put();
        sqs.send(
                QUEUE,
                Notifications.body(Notifications.inEnvelope(Notifications.body(
                        Notifications.receipt(BUCKET, key, "ann@example.net", List.of(recipient))))));
        return key;
    }

    private String put() {
        String key = "mail-" + ++number + "-end";
        s3.client()
                .putObject(
                        request -> request.bucket(BUCKET).key(key).metadata(Map.of("ticket", "4711")),
                        RequestBody.fromBytes(MAIL.getBytes(StandardCharsets.US_ASCII)));
        return key;
    }

    private Map<String, String> metadata(String key) {
        return site.blobs().audit(new BlobRef(BUCKET, key)).metadata();
    }

    private boolean isProcessed(String key) {
        return "true".equals(metadata(key).get("processed"));
    }

    private boolean isGone(String key) {
        try {
            return metadata(key).isEmpty();
        } catch (PortException e) {
            return e.kind() == PortException.Kind.NOT_FOUND;
        }
    }

    private List<String> progressKeys() {
        return s3
                .client()
                .listObjectsV2(request -> request.bucket(BUCKET).prefix(".mailworker/progress/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private int depth(String queue) {
        return attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
    }

    private int hidden(String queue) {
        return attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private int attribute(String queue, QueueAttributeName name) {
        return Integer.parseInt(sqs.client()
                .getQueueAttributes(request -> request.queueUrl(sqs.url(queue)).attributeNames(name))
                .join()
                .attributes()
                .getOrDefault(name, "-1"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            assertThat(new CompletableFuture<Boolean>()
                            .completeOnTimeout(true, 50, TimeUnit.MILLISECONDS)
                            .join())
                    .isTrue();
        }
    }

    /** A site's own rule: one mailbox forwards to the world. */
    private static final class ForwardingRule implements Rule {
        @Override
        public String name() {
            return "test forwarding";
        }

        @Override
        public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
            Content same = new Content.Received(mail.raw(), HeaderEdits.NONE);
            return draft.open().stream()
                    .filter(recipient -> recipient.localPart().equals("forward"))
                    .map(recipient -> new Ruling(
                            name(),
                            recipient,
                            new Effect.Send(
                                    OutboundMessage.forward(OUT, mail.envelope().sender(), Route.OUTSIDE, same)),
                            "it always does"))
                    .toList();
        }
    }
}
