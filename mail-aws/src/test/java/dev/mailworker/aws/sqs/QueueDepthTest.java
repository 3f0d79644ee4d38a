package dev.mailworker.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.port.PortException;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class QueueDepthTest {
    private final SettableTime time = new SettableTime();
    private final Sqs sqs = new Sqs();
    private final QueueDepth depth = new QueueDepth(sqs, "q", time);

    @Test
    void asksOnceForAllWhoWantToKnow() {
        List<CompletableFuture<Long>> all = List.of(ask(), ask(), ask());
        assertThat(sqs.answers).hasSize(1);
        assertThat(all).allSatisfy(each -> assertThat(each).isNotDone());

        sqs.answer(0, 7);

        assertThat(all).allSatisfy(each -> assertThat(each).isCompletedWithValue(7L));
    }

    @Test
    void asksAgainAfterFiveMinutes() {
        var first = ask();
        sqs.answer(0, 7);
        time.advance(QueueDepth.HOLDS.minusSeconds(1));
        assertThat(ask()).isCompletedWithValue(7L);
        assertThat(sqs.answers).hasSize(1);

        time.advance(Duration.ofSeconds(1));
        CompletableFuture<Long> later = ask();
        sqs.answer(1, 8);
        assertThat(later).isCompletedWithValue(8L);
        assertThat(first).isCompletedWithValue(7L);
    }

    @Test
    void doesNotAskMoreOftenWhenThatFails() {
        CompletableFuture<Long> first = ask();
        sqs.answers.get(0).completeExceptionally(new IllegalStateException("lost"));

        for (CompletableFuture<Long> each : List.of(first, ask())) {
            assertThat(each)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(PortException.class)
                    .withMessageContaining("queue q");
        }
        assertThat(sqs.answers).hasSize(1);
    }

    private CompletableFuture<Long> ask() {
        return depth.messages().toCompletableFuture();
    }

    /** Answers when it is told to. */
    private static final class Sqs implements SqsAsyncClient {
        final List<CompletableFuture<GetQueueAttributesResponse>> answers = new ArrayList<>();

        @Override
        public CompletableFuture<GetQueueUrlResponse> getQueueUrl(GetQueueUrlRequest request) {
            return CompletableFuture.completedFuture(
                    GetQueueUrlResponse.builder().queueUrl("url").build());
        }

        @Override
        public CompletableFuture<GetQueueAttributesResponse> getQueueAttributes(GetQueueAttributesRequest request) {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        void answer(int call, int messages) {
            answers.get(call)
                    .complete(GetQueueAttributesResponse.builder()
                            .attributes(Map.of(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, Integer.toString(messages)))
                            .build());
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
