package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.aws.dynamodb.TableNames;
import dev.mailworker.aws.notification.Notifications;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Draft;
import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.OutboundMessage;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.Ruling;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.Mail;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Two workers on one queue: what goes out once, and what may go out twice. */
@Timeout(180)
@ExtendWith(Credentials.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoWorkersTest {
    private static final TableNames TABLES = new TableNames("two-rules", "two-blocked", "two-messages");
    private static final EmailAddress OUT = EmailAddress.of("out@example.net");
    private static final Duration LEASE = Duration.ofSeconds(40);

    @TempDir
    private static Path folder;

    private static int number;

    private String domain = "";
    private String queue = "";
    private String bucket = "";
    private LocalSqs sqs;
    private LocalS3 s3;
    private LocalDynamo dynamo;
    private StubSes ses;

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() throws Exception {
        sqs = emulators().sqs();
        s3 = emulators().s3();
        dynamo = emulators().dynamo();
        ses = new StubSes();
        dynamo.makeTable(TABLES.rules(), "email_address");
        dynamo.makeTable(TABLES.blocked(), "email_address");
        dynamo.makeTable(TABLES.messages(), "MessageId");
    }

    /** One for each test: a poll that was cancelled may take a message with it until its lease ends. */
    @BeforeEach
    void makeDomain() {
        String name = "two-" + ++number;
        domain = name + ".example";
        queue = name + "-example-queue";
        bucket = name + "-example-emails";
        sqs.makeQueueWithDeadLetters(queue, name + "-example-dead");
        s3.makeBucket(bucket);
    }

    @AfterAll
    void stop() {
        ses.close();
        dynamo.close();
        s3.close();
        sqs.close();
    }

    private AwsSite site(InstantSource time) {
        AwsSettings settings = AwsSettings.DEFAULTS
                .withTables(TABLES)
                .withEndpoints(Map.of(
                        AwsService.SQS, sqs.endpoint(),
                        AwsService.S3, s3.endpoint(),
                        AwsService.DYNAMODB, dynamo.endpoint(),
                        AwsService.SESV2, ses.endpoint()));
        return AwsSite.open(settings, time);
    }

    private MailWorkerBuilder worker(AwsSite site, String name, Transport local) {
        return site.equip(MailWorker.builder(), () -> Set.of(domain))
                .config(WorkerConfig.defaults()
                        .withWorkerName(name)
                        .withPollInterval(Duration.ofSeconds(1))
                        .withMaxMessages(2)
                        .withVisibilityTimeout(LEASE))
                .transport(Route.LOCAL, local)
                .rule(new ForwardingRule())
                .temporaryFolder(folder.resolve(name));
    }

    private void arrive(String key, String recipient) {
        s3.client()
                .putObject(
                        request -> request.bucket(bucket).key(key),
                        RequestBody.fromBytes(("From: ann@example.net\r\nSubject: " + key + "\r\n\r\nb\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
        sqs.send(
                queue,
                Notifications.body(Notifications.inEnvelope(Notifications.body(
                        Notifications.receipt(bucket, key, "ann@example.net", List.of(recipient))))));
    }

    private boolean isProcessed(AwsSite site, String key) {
        return site.blobs().audit(new BlobRef(bucket, key)).isProcessed();
    }

    private long forwards(String key) {
        return ses.sent().stream()
                .filter(mail -> mail.mail().contains("Subject: " + key + "\r\n"))
                .count();
    }

    private boolean isQueueEmpty() {
        return sqs
                        .client()
                        .getQueueAttributes(request -> request.queueUrl(sqs.url(queue))
                                .attributeNames(
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                        .join()
                        .attributes()
                        .values()
                        .stream()
                        .mapToInt(Integer::parseInt)
                        .sum()
                == 0;
    }

    @Test
    void shareAQueueWithoutDoingAnythingTwice() {
        Copies copies = new Copies(bucket);
        List<String> keys = IntStream.range(0, 40).mapToObj(i -> "shared-" + i).toList();
        keys.forEach(key -> arrive(key, (key.endsWith("0") ? "forward@" : "bob@") + domain));
        try (AwsSite one = site(InstantSource.system());
                AwsSite two = site(InstantSource.system());
                MailWorker first = worker(one, "first", copies).build();
                MailWorker second = worker(two, "second", copies).build()) {
            first.start();
            second.start();
            await(() -> keys.stream().allMatch(key -> isProcessed(one, key)));
            await(this::isQueueEmpty);
        }

        assertThat(keys).allSatisfy(key -> {
            assertThat(copies.of(key)).as(key).isEqualTo(1);
            assertThat(forwards(key)).as(key).isEqualTo(key.endsWith("0") ? 1 : 0);
        });
    }

    /** The first worker loses its lease between the server's acceptance and the record. */
    @Test
    void deliverASecondTimeOnlyWhereALeaseIsLostBeforeTheRecord() throws InterruptedException {
        Copies copies = new Copies(bucket);
        CountDownLatch accepted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Transport slow = mail -> {
            Map<EmailAddress, DeliveryResult> results = copies.send(mail);
            accepted.countDown();
            awaitLatch(goOn);
            return results;
        };
        arrive("lost", "forward@" + domain);
        SettableTime time = new SettableTime(Instant.now());
        try (AwsSite one = site(time);
                AwsSite two = site(InstantSource.system())) {
            LosingSource losing =
                    new LosingSource(one.sources(List.of(domain)).iterator().next());
            try (MailWorker first = worker(one, "first", slow)
                            .sources(() -> List.of(losing))
                            .time(time)
                            .build();
                    MailWorker second = worker(two, "second", copies).build()) {
                first.start();
                awaitLatch(accepted);
                losing.lose();
                time.advance(LEASE);
                second.start();
                await(() -> isProcessed(two, "lost"));
                await(this::isQueueEmpty);
                goOn.countDown();
            }
        }

        assertThat(copies.of("lost"))
                .as("the price of a lost lease, and no more")
                .isEqualTo(2);
        assertThat(forwards("lost")).as("what needs a claim goes once").isEqualTo(1);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            assertThat(new CompletableFuture<Boolean>()
                            .completeOnTimeout(true, 50, TimeUnit.MILLISECONDS)
                            .join())
                    .isTrue();
        }
    }

    /** Counts what is delivered, by the mail's key. */
    private static final class Copies implements Transport {
        private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        private final String bucket;

        Copies(String bucket) {
            this.bucket = bucket;
        }

        int of(String key) {
            return counts.getOrDefault(bucket + "/" + key, new AtomicInteger()).get();
        }

        @Override
        public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
            counts.computeIfAbsent(mail.id(), id -> new AtomicInteger())
                    .addAndGet(mail.recipients().size());
            Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
            mail.recipients().forEach(recipient -> results.put(recipient, DeliveryResult.delivered("250 Ok")));
            return results;
        }
    }

    /** A queue that can be told to give its messages to others, as when a lease ends unnoticed. */
    private static final class LosingSource implements MessageSource {
        private final MessageSource queue;
        private final List<Receipt> given = new ArrayList<>();
        private boolean takes = true;

        LosingSource(MessageSource queue) {
            this.queue = queue;
        }

        void lose() {
            List<Receipt> all;
            synchronized (this) {
                takes = false;
                all = List.copyOf(given);
            }
            all.forEach(receipt -> queue.settle(receipt, new Settlement.RetryAfter(Duration.ZERO, "lost"))
                    .toCompletableFuture()
                    .join());
        }

        @Override
        public String name() {
            return queue.name();
        }

        @Override
        public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
            synchronized (this) {
                if (!takes || !given.isEmpty()) {
                    return new CompletableFuture<>();
                }
            }
            return queue.receive(max, wait, lease).thenApply(messages -> {
                synchronized (this) {
                    messages.forEach(message -> given.add(message.receipt()));
                }
                return messages;
            });
        }

        @Override
        public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
            return queue.extend(receipt, lease);
        }

        @Override
        public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
            return queue.settle(receipt, settlement);
        }

        @Override
        public void close() {
            queue.close();
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
