package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.port.PortException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;

/** A queue by its name: its URL is asked for once, and again after the queue was missing. Thread-safe. */
final class NamedQueue {
    private final SqsAsyncClient client;
    private final String name;
    private final @Nullable String account;
    private final AtomicReference<@Nullable CompletableFuture<String>> url = new AtomicReference<>();

    NamedQueue(SqsAsyncClient client, String name, @Nullable String account) {
        this.client = client;
        this.name = name;
        this.account = account;
    }

    String name() {
        return name;
    }

    /**
     * {@return what a call on this queue gives; a failure is a {@code PortException} that names the queue}
     *
     * @param action what the call does, in words that go before the queue's name
     * @param call takes the queue's URL
     */
    <T> CompletableFuture<T> call(String action, Function<String, CompletableFuture<T>> call) {
        return url().thenCompose(call)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(trouble(action, failure)));
    }

    /** {@return the queue's URL} */
    CompletableFuture<String> url() {
        CompletableFuture<String> known = url.get();
        if (known != null && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<String> asked = client.getQueueUrl(GetQueueUrlRequest.builder()
                        .queueName(name)
                        .queueOwnerAWSAccountId(account)
                        .build())
                .thenApply(GetQueueUrlResponse::queueUrl);
        url.set(asked);
        return asked;
    }

    /** {@return a failure in the port's words; a queue that is missing is looked up again next time} */
    Throwable trouble(String action, Throwable failure) {
        if (AwsTrouble.kind(failure) == Kind.NOT_FOUND) {
            url.set(null);
        }
        return AwsTrouble.of(action + " queue " + name, failure);
    }
}
