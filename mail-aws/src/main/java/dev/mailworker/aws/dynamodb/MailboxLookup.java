package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.call.Merging;
import dev.mailworker.aws.call.Merging.Asked;
import dev.mailworker.port.LookUpUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks up mailboxes in both tables. Who asks for a mailbox's patterns asks for its rules too, and a mailbox that gets much
 * mail is asked for by many at once: a key that is under way is shared. Thread-safe.
 */
final class MailboxLookup {
    private final TablePair tables;
    private final Merging<String, Answers> merging;
    private final AnswerCache cache;
    private final Map<String, CompletableFuture<Answers>> underWay = new ConcurrentHashMap<>();
    private final LongAdder cached = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder asked = new LongAdder();

    MailboxLookup(TablePair tables, AnswerCache cache) {
        this.tables = tables;
        this.cache = cache;
        this.merging = new Merging<>(tables.mostKeys(), this::read);
    }

    /** {@return for each key, both tables' answers about it, and maybe about others} */
    Map<String, CompletableFuture<Answers>> find(Collection<String> keys) {
        Map<String, CompletableFuture<Answers>> found = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            CompletableFuture<Answers> fresh = new CompletableFuture<>();
            CompletableFuture<Answers> known = cached(key);
            CompletableFuture<Answers> other = known != null ? known : underWay.putIfAbsent(key, fresh);
            (known != null ? cached : other != null ? shared : asked).increment();
            found.put(key, other != null ? other : fresh);
            if (other == null) {
                missing.add(key);
            }
        }
        List<CompletableFuture<Answers>> answers = merging.askAll(missing);
        for (int i = 0; i < missing.size(); i++) {
            String key = missing.get(i);
            var unused = answers.get(i).whenComplete((answer, failure) -> ended(key, answer, failure));
        }
        return found;
    }

    void forget() {
        cache.clear();
    }

    /** {@return from where answers came so far} */
    LookUpUse use() {
        return new LookUpUse(cached.sum(), shared.sum(), asked.sum());
    }

    private @Nullable CompletableFuture<Answers> cached(String key) {
        Answers answers = cache.get(key);
        return answers == null ? null : CompletableFuture.completedFuture(answers);
    }

    private void ended(String key, @Nullable Answers answers, @Nullable Throwable failure) {
        CompletableFuture<Answers> waiting = underWay.remove(key);
        if (waiting == null) {
            return;
        }
        if (answers != null) {
            cache.put(key, answers);
            waiting.complete(answers);
        } else if (failure != null) {
            waiting.completeExceptionally(failure);
        }
    }

    private CompletionStage<?> read(List<Asked<String, Answers>> batch) {
        return tables.read(batch.stream().map(Asked::question).toList())
                .thenAccept(answers -> batch.forEach(asked -> asked.answer().complete(answers)));
    }
}
