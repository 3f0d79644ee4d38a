package dev.mailworker.aws.sqs;

import dev.mailworker.aws.call.Merging;
import dev.mailworker.aws.call.Merging.Asked;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/** Deletes messages of one queue and changes their visibility, up to ten by one call. Thread-safe. */
final class ReceiptBatches {
    private static final int MOST = 10;
    private static final Set<String> STALE = Set.of(
            "ReceiptHandleIsInvalid",
            "MessageNotInflight",
            "AWS.SimpleQueueService.MessageNotInflight",
            // Of receipts, "has expired", and of visibility, "is beyond the limit": either way it can't be held any
            // more.
            "InvalidParameterValue");

    private final SqsAsyncClient client;
    private final NamedQueue queue;
    private final Merging<String, Boolean> deletions = new Merging<>(MOST, this::sendDeletions);
    private final Merging<Change, Boolean> changes = new Merging<>(MOST, this::sendChanges);

    private record Change(String handle, int seconds) {}

    ReceiptBatches(SqsAsyncClient client, NamedQueue queue) {
        this.client = client;
        this.queue = queue;
    }

    CompletionStage<Void> delete(String handle) {
        return deletions.ask(handle).thenAccept(done -> {});
    }

    CompletionStage<Void> changeVisibility(String handle, int seconds) {
        return changes.ask(new Change(handle, seconds)).thenAccept(done -> {});
    }

    private CompletionStage<?> sendDeletions(List<Asked<String, Boolean>> batch) {
        Map<String, List<Asked<String, Boolean>>> byHandle = new LinkedHashMap<>();
        batch.forEach(asked -> byHandle.computeIfAbsent(asked.question(), h -> new ArrayList<>())
                .add(asked));
        List<List<Asked<String, Boolean>>> askers = List.copyOf(byHandle.values());
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        byHandle.keySet()
                .forEach(handle -> entries.add(DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .receiptHandle(handle)
                        .build()));
        return queue.call(
                        "delete from",
                        url -> client.deleteMessageBatch(DeleteMessageBatchRequest.builder()
                                .queueUrl(url)
                                .entries(entries)
                                .build()))
                .thenAccept(response -> answer("delete from", askers, response.failed()));
    }

    private CompletionStage<?> sendChanges(List<Asked<Change, Boolean>> batch) {
        Map<String, List<Asked<Change, Boolean>>> byHandle = new LinkedHashMap<>();
        batch.forEach(asked -> byHandle.computeIfAbsent(asked.question().handle(), h -> new ArrayList<>())
                .add(asked));
        List<List<Asked<Change, Boolean>>> askers = List.copyOf(byHandle.values());
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (List<Asked<Change, Boolean>> ofOne : askers) {
            // The last word about a message counts: SQS promises no order within a batch.
            Change last = ofOne.get(ofOne.size() - 1).question();
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(last.handle())
                    .visibilityTimeout(last.seconds())
                    .build());
        }
        return queue.call(
                        "change visibility in",
                        url -> client.changeMessageVisibilityBatch(ChangeMessageVisibilityBatchRequest.builder()
                                .queueUrl(url)
                                .entries(entries)
                                .build()))
                .thenAccept(response -> answer("change visibility in", askers, response.failed()));
    }

    private <Q> void answer(String action, List<List<Asked<Q, Boolean>>> askers, List<BatchResultErrorEntry> failed) {
        Map<String, PortException> failures = new HashMap<>();
        failed.forEach(entry -> failures.put(entry.id(), trouble(action, entry)));
        for (int i = 0; i < askers.size(); i++) {
            PortException failure = failures.get(Integer.toString(i));
            askers.get(i).forEach(asked -> complete(asked.answer(), failure));
        }
    }

    private static void complete(CompletableFuture<Boolean> answer, @Nullable PortException failure) {
        if (failure == null) {
            answer.complete(true);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private PortException trouble(String action, BatchResultErrorEntry entry) {
        String code = String.valueOf(entry.code());
        String words = code + (entry.message() == null ? "" : ": " + entry.message());
        if (STALE.contains(code)) {
            return new PortException(
                    Kind.LEASE_LOST, "a message of queue " + queue.name() + " is no longer ours, says SQS: " + words);
        }
        Kind kind = code.contains("AccessDenied") ? Kind.DENIED : Kind.TEMPORARY;
        return new PortException(kind, "can't " + action + " queue " + queue.name() + ": " + words);
    }
}
