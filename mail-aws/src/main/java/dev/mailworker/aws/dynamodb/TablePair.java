package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.call.AwsTrouble;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Reads both mailbox tables by one call. One table that is missing, denied or throttled fails the whole call: then each is
 * asked by itself, until both answer again, so that their failures stay apart. Thread-safe.
 */
final class TablePair {
    private final BatchReads reads;
    private final Set<String> tables;
    private volatile boolean apart;

    TablePair(BatchReads reads, String blocked, String rules) {
        this.reads = reads;
        // One table may hold both.
        this.tables = new LinkedHashSet<>(List.of(blocked, rules));
    }

    /** {@return how many keys fit into one call} */
    int mostKeys() {
        return BatchReads.MOST / tables.size();
    }

    /** {@return the answers; never fails} */
    CompletionStage<Answers> read(List<String> keys) {
        Answers answers = new Answers();
        CompletionStage<Void> done = apart
                ? eachByItself(keys, answers)
                : reads.read(tables, keys, answers)
                        .exceptionallyCompose(failure -> tables.size() > 1 && isOfOneTable(failure)
                                ? eachByItself(keys, answers)
                                : failed(keys, answers, failure));
        return done.thenApply(all -> answers);
    }

    /** An outage of DynamoDB as a whole is not made shorter by asking twice. */
    private static boolean isOfOneTable(Throwable failure) {
        return AwsTrouble.unwrapped(failure) instanceof AwsServiceException service && service.statusCode() < 500;
    }

    private CompletionStage<Void> eachByItself(List<String> keys, Answers answers) {
        AtomicInteger failed = new AtomicInteger();
        CompletableFuture<?>[] all = tables.stream()
                .map(table -> reads.read(Set.of(table), keys, answers)
                        .exceptionally(failure -> {
                            failed.incrementAndGet();
                            answers.fail(table, keys, AwsTrouble.of("read table " + table, failure));
                            return null;
                        })
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).thenAccept(done -> apart = failed.get() > 0);
    }

    private CompletionStage<Void> failed(List<String> keys, Answers answers, Throwable failure) {
        tables.forEach(table -> answers.fail(table, keys, AwsTrouble.of("read table " + table, failure)));
        return CompletableFuture.completedFuture(null);
    }
}
