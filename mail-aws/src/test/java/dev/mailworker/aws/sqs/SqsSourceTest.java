package dev.mailworker.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Emulators;
import dev.mailworker.aws.LocalSqs;
import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.aws.notification.Notifications;
import dev.mailworker.aws.notification.QueueScope;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.MessageSourceContract;
import dev.mailworker.port.NotSetAside;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;

/** A source on ElasticMQ. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsSourceTest implements MessageSourceContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final NotificationReader reader = new NotificationReader(
            new QueueScope(List.of("example.com", "example.org"), domain -> domain + "-emails", "own/"));

    private LocalSqs sqs;
    private String queue = "";
    private SqsSource source;

    /** {@return where the services are} */
    Emulators emulators() {
        return Emulators.IN_THIS_JVM;
    }

    @BeforeAll
    void start() {
        sqs = emulators().sqs();
    }

    @AfterAll
    void stop() {
        sqs.close();
    }

    @BeforeEach
    void makeQueue() {
        queue = "queue-" + NUMBER.incrementAndGet();
        sqs.makeQueueWithDeadLetters(queue, queue + "-dead");
        source = source(queue, Optional.empty());
    }

    @AfterEach
    void close() {
        source.close();
    }

    private SqsSource source(String name, Optional<String> deadLetterQueue) {
        return new SqsSource(sqs.client(), name, reader, deadLetterQueue, InstantSource.system());
    }

    @Override
    public MessageSource testee() {
        return source;
    }

    @Override
    public BlobRef putMail() {
        BlobRef ref = new BlobRef("example-com-emails", "mail-" + NUMBER.incrementAndGet());
        sqs.send(queue, notification(ref, "bob@example.com"));
        return ref;
    }

    private static String notification(BlobRef ref, String recipient) {
        return Notifications.body(Notifications.inEnvelope(Notifications.body(
                Notifications.receipt(ref.bucket(), ref.key(), "ann@example.net", List.of(recipient)))));
    }

    @Override
    public boolean putUnreadable() {
        sqs.send(queue, "hello");
        return true;
    }

    @Override
    public boolean putIgnorable() {
        sqs.send(queue, "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
        return true;
    }

    @Override
    public Duration lease() {
        return Duration.ofSeconds(2);
    }

    /** ElasticMQ goes by the real time. */
    @Override
    public void letLeaseEnd() {
        Instant end = Instant.now().plus(lease()).plusMillis(200);
        CompletableFuture<Boolean> over = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, Duration.between(Instant.now(), end).toMillis(), TimeUnit.MILLISECONDS);
        assertThat(over.join()).isTrue();
    }

    @Override
    public List<String> deadLetterReasons() {
        return reasons(queue + "-dead");
    }

    private List<String> reasons(String deadLetterQueue) {
        return sqs.peek(deadLetterQueue).stream()
                .map(message -> attribute(message, DeadLetterQueues.REASON))
                .toList();
    }

    private static String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    @Test
    void setsAsideTheWholeMessage() {
        String body = notification(new BlobRef("b", "k"), "bob@example.com");
        sqs.send(queue, body);

        settle(receiveOne(), new Settlement.Dead("r\u00e9ason\r\n\0\uFFFE " + "x".repeat(5000)));

        Message dead = sqs.peek(queue + "-dead").get(0);
        assertThat(dead.body()).isEqualTo(body);
        assertThat(attribute(dead, DeadLetterQueues.QUEUE)).isEqualTo(queue);
        assertThat(attribute(dead, DeadLetterQueues.REASON))
                .startsWith("r\u00e9ason")
                .hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void usesTheConfiguredDeadLetterQueueWhereTheQueueHasNone() {
        sqs.makeQueue(queue + "-plain");
        sqs.makeQueue(queue + "-graveyard");
        sqs.send(queue + "-plain", "hello");
        source = source(queue + "-plain", Optional.of(queue + "-graveyard"));

        settle(receiveOne(), new Settlement.Dead("can't be understood"));

        assertThat(reasons(queue + "-graveyard")).containsExactly("can't be understood");
        assertThat(await(source.receive(1, Duration.ZERO, lease()))).isEmpty();
    }

    @Test
    void keepsAMessageAtASlowPaceWhereThereIsNoDeadLetterQueue() {
        for (Optional<String> configured : List.of(Optional.<String>empty(), Optional.of("missing"))) {
            String plain = queue + "-plain-" + configured.orElse("none");
            sqs.makeQueue(plain);
            sqs.send(plain, "hello");
            source = source(plain, configured);

            assertThat(source.settle(receiveOne().receipt(), new Settlement.Dead("can't be understood"))
                            .toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(NotSetAside.class)
                    .withMessageContainingAll("stays in queue " + plain, "redrive policy");

            assertThat(sqs.peek(plain)).isEmpty();
            assertThat(hidden(plain)).isEqualTo("1");
        }
    }

    private String hidden(String name) {
        return sqs.client()
                .getQueueAttributes(r ->
                        r.queueUrl(sqs.url(name)).attributeNamesWithStrings("ApproximateNumberOfMessagesNotVisible"))
                .join()
                .attributesAsStrings()
                .getOrDefault("ApproximateNumberOfMessagesNotVisible", "");
    }

    @Test
    void saysThatTheQueueIsMissingAndFindsItLater() {
        String late = queue + "-late";
        source = source(late, Optional.empty());

        assertThat(source.receive(1, Duration.ZERO, lease()).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.type(PortException.class))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .satisfies(e -> assertThat(e).hasMessageContaining(late).hasMessageContaining("QueueDoesNotExist"));

        sqs.makeQueue(late);
        sqs.send(late, "hello");
        assertThat(receiveOne()).isInstanceOf(Received.Unreadable.class);
    }

    @Test
    void tellsDomainsApartThatShareAQueue() {
        sqs.send(
                queue,
                notification(
                        new BlobRef("shared", "k"),
                        EmailAddress.of("eve@example.org").toString()));

        assertThat(((Arrival) receiveOne()).domain()).isEqualTo("example.org");
    }

    @Test
    void deletesManyAtOnce() {
        for (int i = 0; i < 10; i++) {
            putMail();
        }
        List<Received> received = await(source.receive(10, Duration.ZERO, Duration.ofMinutes(5)));
        assertThat(received).hasSize(10);

        List<CompletableFuture<Void>> settled = received.stream()
                .map(each -> source.settle(each.receipt(), new Settlement.Done("delivered"))
                        .toCompletableFuture())
                .toList();

        assertThat(settled).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
        assertThat(hidden(queue)).isEqualTo("0");
    }

    @Test
    void cancelsPollsWhenClosed() {
        CompletableFuture<List<Received>> poll =
                source.receive(1, Duration.ofSeconds(20), lease()).toCompletableFuture();

        source.close();

        assertThat(poll).isCancelled();
    }

    private Received receiveOne() {
        List<Received> received = await(source.receive(1, Duration.ofSeconds(5), Duration.ofMinutes(5)));
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    private void settle(Received received, Settlement settlement) {
        await(source.settle(received.receipt(), settlement));
    }

    private static <T> T await(CompletionStage<T> stage) throws CompletionException {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
