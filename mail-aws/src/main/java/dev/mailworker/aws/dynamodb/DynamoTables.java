package dev.mailworker.aws.dynamodb;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.SentMail;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.LookUpUse;
import dev.mailworker.port.RuleAttributes;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * The site's tables on DynamoDB. All that is asked for at about the same time, about any mailboxes and either mailbox table,
 * goes by one BatchGetItem. Reads are eventually consistent. An attribute of the wrong type counts as absent, with a warning
 * that names table, key and attribute. Thread-safe.
 */
public final class DynamoTables implements BlocklistStore, RuleStore, SentMailStore {
    /** How much later than a bounce the entry may come that explains it. */
    public static final Duration LATENESS = Duration.ofSeconds(30);

    private static final String MESSAGE_ID = "MessageId";
    private static final int LONGEST_KEY = 2048;

    private final DynamoDbAsyncClient client;
    private final TableNames names;
    private final InstantSource time;
    private final MailboxLookup mailboxes;
    private final ConsumedUnits consumed = new ConsumedUnits();

    /**
     * Uses tables.
     *
     * @param client stays open
     * @param names the tables' names
     * @param cache for how long a mailbox's patterns and rules are remembered, also that there are none; zero for not at all,
     *     so that a change works at once
     * @param time the clock that expiry goes by
     */
    public DynamoTables(DynamoDbAsyncClient client, TableNames names, Duration cache, InstantSource time) {
        this(
                client,
                names,
                cache,
                time,
                delay -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    DynamoTables(
            DynamoDbAsyncClient client,
            TableNames names,
            Duration cache,
            InstantSource time,
            Function<Duration, Executor> after) {
        this.client = client;
        this.names = names;
        this.time = time;
        this.mailboxes = new MailboxLookup(
                new TablePair(new BatchReads(client, consumed, after), names.blocked(), names.rules()),
                new AnswerCache(cache, time, List.of(names.blocked(), names.rules())));
    }

    @Override
    public CompletionStage<Map<EmailAddress, List<String>>> patterns(Set<EmailAddress> asked) {
        return find(asked, names.blocked(), item -> Optional.of(item.strings(DynamoBlocklistEditor.PATTERNS))
                .filter(patterns -> !patterns.isEmpty()));
    }

    @Override
    public CompletionStage<Map<EmailAddress, MailboxRules>> rules(Set<EmailAddress> asked) {
        return find(asked, names.rules(), item -> Optional.of(RuleAttributes.read(item))
                .filter(rules -> !rules.equals(MailboxRules.NONE)));
    }

    private <V> CompletionStage<Map<EmailAddress, V>> find(
            Set<EmailAddress> asked, String table, Function<Item, Optional<V>> read) {
        Set<String> keys = asked.stream()
                .map(EmailAddress::key)
                .filter(DynamoTables::isKey)
                .collect(Collectors.toUnmodifiableSet());
        Map<String, CompletableFuture<Answers>> answers = mailboxes.find(keys);
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<EmailAddress, V> found = new HashMap<>();
                    for (EmailAddress mailbox : asked) {
                        CompletableFuture<Answers> answer = answers.get(mailbox.key());
                        if (answer != null) {
                            item(answer.join(), table, mailbox.key())
                                    .flatMap(read)
                                    .ifPresent(value -> found.put(mailbox, value));
                        }
                    }
                    return Map.copyOf(found);
                });
    }

    private static Optional<Item> item(Answers answers, String table, String key) {
        Map<String, AttributeValue> attributes = answers.of(table, key).known();
        return attributes.isEmpty() ? Optional.empty() : Optional.of(new Item(table, key, attributes));
    }

    /** One key that DynamoDB refuses would fail the call for everybody. */
    private static boolean isKey(String key) {
        return !key.isEmpty() && key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
    }

    /** Whoever enters sent mails hears of them from SES, as the bounce does, and may be slower. */
    @Override
    public Duration lateness() {
        return LATENESS;
    }

    @Override
    public CompletionStage<Optional<SentMail>> find(String messageId) {
        if (!isKey(messageId)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        GetItemRequest request = GetItemRequest.builder()
                .tableName(names.messages())
                .key(Map.of(MESSAGE_ID, AttributeValue.fromS(messageId)))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        return client.getItem(request)
                .whenComplete((response, failure) -> consumed(response))
                .thenApply(response -> response.hasItem() && !response.item().isEmpty()
                        ? SentMailItem.read(new Item(names.messages(), messageId, response.item()), time.instant())
                        : Optional.<SentMail>empty())
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(AwsTrouble.of("read table " + names.messages(), failure)));
    }

    /** Forgets what is remembered of mailboxes: the next look-up asks the tables. */
    public void forget() {
        mailboxes.forget();
    }

    private void consumed(@Nullable GetItemResponse response) {
        if (response != null && response.consumedCapacity() != null) {
            consumed.add(List.of(response.consumedCapacity()));
        }
    }

    /** {@return from where the answers about mailboxes came since this was made; both tables count as one} */
    public LookUpUse lookUps() {
        return mailboxes.use();
    }

    /** {@return the read units that look-ups cost since this was made, by table; tables that were not asked are missing} */
    public Map<String, Double> consumedUnits() {
        return consumed.byTable();
    }
}
