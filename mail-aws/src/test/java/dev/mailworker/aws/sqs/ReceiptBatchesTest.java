package dev.mailworker.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.aws.notification.QueueScope;
import dev.mailworker.port.NotSetAside;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What an emulator can't show: what goes out in one call, failures of single entries, and twelve hours. */
class ReceiptBatchesTest {
    private final Sqs sqs = new Sqs();
    private final SettableTime time = new SettableTime(Instant.parse("2026-02-03T04:05:06Z"));
    private final SqsSource source = new SqsSource(
            sqs,
            "q",
            new NotificationReader(new QueueScope(List.of("example.com"), domain -> "b", "")),
            Optional.empty(),
            time);

    @Test
    void sendsTheFirstAtOnceAndCollectsWhileItIsUnderWay() {
        List<Received> all = receive(8);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        all.forEach(each -> done.add(settle(each, new Settlement.Done("delivered"))));

        assertThat(sqs.deletions).hasSize(1);
        assertThat(handles(sqs.deletions.get(0))).containsExactly("handle-0");

        sqs.endDeletion(0);
        assertThat(sqs.deletions).hasSize(2);
        assertThat(handles(sqs.deletions.get(1)))
                .containsExactlyElementsOf(
                        IntStream.range(1, 8).mapToObj(i -> "handle-" + i).toList());
        assertThat(sqs.deletions.get(1).entries().stream().map(DeleteMessageBatchRequestEntry::id))
                .doesNotHaveDuplicates();

        sqs.endDeletion(1);
        assertThat(done).allMatch(CompletableFuture::isDone);
    }

    @Test
    void sendsAFullBatchWithoutWaiting() {
        List<Received> all = new ArrayList<>(receive(10));
        all.addAll(receive(10));

        assertThat(all).allSatisfy(each -> assertThat(settle(each, new Settlement.Done("delivered")))
                .isNotDone());

        assertThat(sqs.deletions).hasSize(2);
        assertThat(sqs.deletions.get(1).entries()).hasSize(10);
    }

    @Test
    void tellsFailuresOfEntriesApart() {
        List<Received> all = receive(5);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        all.forEach(each -> done.add(settle(each, new Settlement.Done("delivered"))));
        sqs.endDeletion(0);

        sqs.endDeletion(
                1,
                error("1", "ReceiptHandleIsInvalid", "stale"),
                error("2", "InternalError", "try again"),
                error("3", "AccessDenied", "no"));

        assertThat(done.get(0)).isCompleted();
        assertThat(done.get(1)).isCompleted();
        assertKind(done.get(2), Kind.LEASE_LOST, "stale");
        assertKind(done.get(3), Kind.TEMPORARY, "InternalError: try again");
        assertKind(done.get(4), Kind.DENIED, "queue q");
    }

    @Test
    void failsAllWhenTheCallFails() {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        receive(2).forEach(each -> done.add(settle(each, new Settlement.Done("delivered"))));

        sqs.failDeletion(0, denied());
        sqs.failDeletion(1, new IllegalStateException("lost"));

        assertKind(done.get(0), Kind.DENIED, "AccessDenied: not you (HTTP 403, request r-1)");
        assertKind(done.get(1), Kind.TEMPORARY, "lost");
    }

    @Test
    void saysTheLastWordAboutAMessageInABatch() {
        List<Received> all = receive(2);
        CompletableFuture<Void> first = extend(all.get(0), 60);
        CompletableFuture<Void> second = extend(all.get(1), 60);
        CompletableFuture<Void> third = settle(all.get(1), new Settlement.RetryAfter(Duration.ofMillis(1500), "later"));

        sqs.endChange(0);
        assertThat(sqs.changes).hasSize(2);
        assertThat(sqs.changes.get(1).entries())
                .extracting(ChangeMessageVisibilityBatchRequestEntry::visibilityTimeout)
                .containsExactly(2);
        sqs.endChange(1);

        assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void holdsNoMessageForLongerThanTwelveHours() {
        Received received = receive(1).get(0);
        for (int hours = 1; hours <= 11; hours++) {
            time.advance(Duration.ofHours(1).minusSeconds(10));
            CompletableFuture<Void> extended = extend(received, 3600);
            sqs.endChange(hours - 1);
            assertThat(extended).isCompleted();
        }
        time.advance(Duration.ofMinutes(30));

        assertKind(extend(received, 3600), Kind.LEASE_LOST, "12 hours");
        assertThat(sqs.changes).hasSize(11);

        assertThat(settle(received, new Settlement.RetryAfter(Duration.ofHours(5), "later")))
                .isNotDone();
        assertThat(sqs.changes.get(11).entries().get(0).visibilityTimeout()).isBetween(1000, 43200 - 11 * 3600);
    }

    @Test
    void knowsByItsOwnClockThatALeaseIsOver() {
        Received received = receive(1).get(0);
        time.advance(Duration.ofHours(1).plusSeconds(1));

        assertKind(extend(received, 60), Kind.LEASE_LOST, "is over");
        assertKind(settle(received, new Settlement.Dead("x")), Kind.LEASE_LOST, "is over");
        assertKind(settle(received, new Settlement.RetryAfter(Duration.ZERO, "x")), Kind.LEASE_LOST, "is over");
        assertThat(sqs.changes).isEmpty();

        assertThat(settle(received, new Settlement.Done("delivered"))).isNotDone();
        assertThat(sqs.deletions).as("what is done need not come again").hasSize(1);
    }

    @Test
    void asksForWhatSqsAllows() {
        var unused = source.receive(50, Duration.ofMillis(19_001), Duration.ofHours(20));

        assertThat(sqs.receives.get(0).maxNumberOfMessages()).isEqualTo(10);
        assertThat(sqs.receives.get(0).waitTimeSeconds()).isEqualTo(20);
        assertThat(sqs.receives.get(0).visibilityTimeout()).isEqualTo(43_200);
    }

    @Test
    void setsAMessageAsideBeforeTheQueueDropsIt() {
        sqs.attributes = Map.of(
                QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                "345600",
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-2:1:dead\",\"maxReceiveCount\":\"9\"}");
        sqs.sentAt = time.instant().minus(Duration.ofDays(4)).plus(Duration.ofMinutes(69));
        List<Received> received = receive(2);

        var early = settle(received.get(0), new Settlement.RetryAfter(Duration.ofMinutes(58), "later"));
        assertThat(sqs.changes).hasSize(1);
        assertThat(sqs.sent).isEmpty();

        var late = settle(received.get(1), new Settlement.RetryAfter(Duration.ofMinutes(60), "451 busy"));
        sqs.endDeletion(0);
        assertThat(late).isCompleted();
        assertThat(sqs.sent).singleElement().satisfies(sent -> {
            assertThat(sent.messageBody()).isEqualTo("hello");
            assertThat(Objects.requireNonNull(sent.messageAttributes().get(DeadLetterQueues.REASON))
                            .stringValue())
                    .contains("given up before the queue drops it", "451 busy");
        });
        assertThat(early).isNotDone();
    }

    @Test
    void putsAMessageOnceIntoTheDeadLetterQueueHoweverOftenItsDeletionFails() {
        sqs.attributes = Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-2:1:dead\",\"maxReceiveCount\":\"9\"}");
        Received received = receive(1).get(0);

        var first = settle(received, new Settlement.Dead("no use"));
        sqs.endDeletion(0, error("0", "InternalError", "try again"));
        assertKind(first, Kind.TEMPORARY, "InternalError");
        var second = settle(received, new Settlement.Dead("no use"));
        sqs.endDeletion(1);

        assertThat(second).isCompleted();
        assertThat(sqs.sent).hasSize(1);
    }

    @Test
    void keepsAMessageAtASlowPaceThatTheDeadLetterQueueRefuses() {
        sqs.attributes = Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-2:1:dead\",\"maxReceiveCount\":\"9\"}");
        sqs.sendFailure = refused("InvalidParameterValue", "Message must be shorter than 262144 bytes.");

        var settled = settle(receive(1).get(0), new Settlement.Dead("no use"));
        assertThat(sqs.changes.get(0).entries().get(0).visibilityTimeout()).isEqualTo(3600);
        sqs.endChange(0);

        assertThat(settled)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        NotSetAside.class, e -> assertThat(e.delay()).isEqualTo(SqsSource.SLOW_PACE))
                .withMessageContainingAll("stays in queue q", "must be shorter");
    }

    @Test
    void triesASendAgainThatWasThrottled() {
        sqs.attributes = Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-2:1:dead\",\"maxReceiveCount\":\"9\"}");
        sqs.sendFailure = refused("RequestThrottled", "slow down");

        assertKind(settle(receive(1).get(0), new Settlement.Dead("no use")), Kind.TEMPORARY, "slow down");
        assertThat(sqs.changes).isEmpty();
    }

    @Test
    void takesAQueueToKeepMessagesForFourDaysWhereNobodyMayAsk() {
        SqsSource withDeadLetters = new SqsSource(
                sqs,
                "q",
                new NotificationReader(new QueueScope(List.of("example.com"), domain -> "b", "")),
                Optional.of("dead"),
                time);
        sqs.attributesFailure = denied();
        sqs.sentAt = time.instant().minus(Duration.ofDays(4)).plus(Duration.ofMinutes(15));
        sqs.next = 1;
        Received received = withDeadLetters
                .receive(1, Duration.ZERO, Duration.ofHours(1))
                .toCompletableFuture()
                .join()
                .get(0);

        var late = withDeadLetters.settle(
                received.receipt(), new Settlement.RetryAfter(Duration.ofMinutes(6), "451 busy"));

        assertThat(late.toCompletableFuture()).isNotDone();
        assertThat(sqs.sent).hasSize(1);
        assertThat(sqs.deletions).hasSize(1);
    }

    @Test
    void givesBackWhatIsLateWhereItCanNotBeSetAside() {
        sqs.attributes = Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600");
        sqs.sentAt = time.instant().minus(Duration.ofDays(4)).plus(Duration.ofMinutes(5));

        var unused = settle(receive(1).get(0), new Settlement.RetryAfter(Duration.ofMinutes(1), "later"));

        assertThat(sqs.sent).isEmpty();
        assertThat(sqs.changes.get(0).entries().get(0).visibilityTimeout()).isEqualTo(60);
    }

    private List<Received> receive(int count) {
        sqs.next = count;
        return source.receive(10, Duration.ZERO, Duration.ofHours(1))
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<Void> settle(Received received, Settlement settlement) {
        return source.settle(received.receipt(), settlement).toCompletableFuture();
    }

    private CompletableFuture<Void> extend(Received received, int seconds) {
        return source.extend(received.receipt(), Duration.ofSeconds(seconds)).toCompletableFuture();
    }

    private static void assertKind(CompletionStage<Void> stage, Kind kind, String words) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .withMessageContaining(words);
    }

    private static List<String> handles(DeleteMessageBatchRequest request) {
        return request.entries().stream()
                .map(DeleteMessageBatchRequestEntry::receiptHandle)
                .toList();
    }

    private static BatchResultErrorEntry error(String id, String code, String message) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(code)
                .message(message)
                .build();
    }

    private static Throwable denied() {
        return refused(403, "AccessDenied", "not you");
    }

    private static Throwable refused(String code, String message) {
        return refused(400, code, message);
    }

    private static Throwable refused(int status, String code, String message) {
        return SqsException.builder()
                .statusCode(status)
                .requestId("r-1")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    /** Answers when it is told to. */
    private static final class Sqs implements SqsAsyncClient {
        final List<ReceiveMessageRequest> receives = new ArrayList<>();
        final List<DeleteMessageBatchRequest> deletions = new ArrayList<>();
        final List<ChangeMessageVisibilityBatchRequest> changes = new ArrayList<>();
        private final List<CompletableFuture<DeleteMessageBatchResponse>> deleted = new ArrayList<>();
        private final List<CompletableFuture<ChangeMessageVisibilityBatchResponse>> changed = new ArrayList<>();
        final List<SendMessageRequest> sent = new ArrayList<>();
        private Map<QueueAttributeName, String> attributes = Map.of();
        private @Nullable Throwable attributesFailure;
        private @Nullable Throwable sendFailure;
        private Instant sentAt = Instant.parse("2026-02-03T04:05:06Z");
        private int next;
        private int given;

        @Override
        public CompletableFuture<GetQueueAttributesResponse> getQueueAttributes(GetQueueAttributesRequest request) {
            return attributesFailure != null
                    ? CompletableFuture.failedFuture(attributesFailure)
                    : CompletableFuture.completedFuture(GetQueueAttributesResponse.builder()
                            .attributes(attributes)
                            .build());
        }

        @Override
        public CompletableFuture<SendMessageResponse> sendMessage(SendMessageRequest request) {
            if (sendFailure != null) {
                return CompletableFuture.failedFuture(sendFailure);
            }
            sent.add(request);
            return CompletableFuture.completedFuture(
                    SendMessageResponse.builder().build());
        }

        @Override
        public CompletableFuture<GetQueueUrlResponse> getQueueUrl(GetQueueUrlRequest request) {
            return CompletableFuture.completedFuture(
                    GetQueueUrlResponse.builder().queueUrl("url").build());
        }

        @Override
        public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
            receives.add(request);
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < next; i++) {
                messages.add(Message.builder()
                        .receiptHandle("handle-" + given++)
                        .body("hello")
                        .attributes(
                                Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(sentAt.toEpochMilli())))
                        .build());
            }
            return CompletableFuture.completedFuture(
                    ReceiveMessageResponse.builder().messages(messages).build());
        }

        @Override
        public CompletableFuture<DeleteMessageBatchResponse> deleteMessageBatch(DeleteMessageBatchRequest request) {
            deletions.add(request);
            deleted.add(new CompletableFuture<>());
            return deleted.get(deleted.size() - 1);
        }

        @Override
        public CompletableFuture<ChangeMessageVisibilityBatchResponse> changeMessageVisibilityBatch(
                ChangeMessageVisibilityBatchRequest request) {
            changes.add(request);
            changed.add(new CompletableFuture<>());
            return changed.get(changed.size() - 1);
        }

        void endDeletion(int call, BatchResultErrorEntry... failed) {
            deleted.get(call)
                    .complete(
                            DeleteMessageBatchResponse.builder().failed(failed).build());
        }

        void failDeletion(int call, Throwable failure) {
            deleted.get(call).completeExceptionally(failure);
        }

        void endChange(int call) {
            changed.get(call)
                    .complete(ChangeMessageVisibilityBatchResponse.builder().build());
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
