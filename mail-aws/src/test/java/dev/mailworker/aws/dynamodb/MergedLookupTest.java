package dev.mailworker.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Audits;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** What goes out by which call. */
class MergedLookupTest {
    private static final EmailAddress BOB = EmailAddress.of("Bob@example.com");
    private static final EmailAddress EVE = EmailAddress.of("eve@example.com");

    private final Dynamo dynamo = new Dynamo();
    private final SettableTime time = new SettableTime();
    private final List<Duration> delays = new ArrayList<>();

    private DynamoTables tables(Duration cache) {
        return new DynamoTables(dynamo, new TableNames("rules", "blocked", "messages"), cache, time, delay -> {
            delays.add(delay);
            return Runnable::run;
        });
    }

    @Test
    void asksBothTablesForAMailByOneCall() {
        DynamoTables tables = tables(Duration.ZERO);

        var patterns = tables.patterns(Set.of(BOB, EVE)).toCompletableFuture();
        var rules = tables.rules(Set.of(BOB, EVE)).toCompletableFuture();

        assertThat(dynamo.calls).hasSize(1);
        assertThat(dynamo.keys(0, "blocked")).containsExactlyInAnyOrder("bob@example.com", "eve@example.com");
        assertThat(dynamo.keys(0, "rules")).containsExactlyInAnyOrder("bob@example.com", "eve@example.com");
        dynamo.answer(0, Map.of("blocked", List.of(blocked("bob@example.com", "*"))));
        assertThat(patterns).isCompletedWithValue(Map.of(BOB, List.of("*")));
        assertThat(rules).isCompletedWithValue(Map.<EmailAddress, MailboxRules>of());
    }

    @Test
    void collectsWhileACallIsUnderWay() {
        DynamoTables tables = tables(Duration.ZERO);
        List<EmailAddress> many = Audits.recipients(30);
        var first = tables.patterns(Set.of(BOB)).toCompletableFuture();
        List<CompletableFuture<Map<EmailAddress, List<String>>>> later = new ArrayList<>();
        many.forEach(each -> later.add(tables.patterns(Set.of(each)).toCompletableFuture()));
        var again = tables.patterns(Set.of(BOB)).toCompletableFuture();

        assertThat(dynamo.calls).hasSize(1);
        dynamo.answer(0, Map.of());
        assertThat(first).isCompleted();
        assertThat(again).as("shares what is under way").isCompleted();
        assertThat(dynamo.calls).hasSize(2);
        assertThat(dynamo.keys(1, "blocked")).hasSize(30).doesNotHaveDuplicates();

        dynamo.answer(1, Map.of());
        assertThat(later).allMatch(CompletableFuture::isDone);
    }

    @Test
    void asksForAHundredItemsAtMost() {
        var all = tables(Duration.ZERO)
                .patterns(Set.copyOf(Audits.recipients(120)))
                .toCompletableFuture();

        assertThat(dynamo.calls).hasSize(2);
        dynamo.answer(0, Map.of());
        dynamo.answer(1, Map.of());
        assertThat(dynamo.calls).hasSize(3);
        assertThat(dynamo.keys(0, "rules")).hasSize(50);
        assertThat(dynamo.keys(2, "rules")).hasSize(20);
        dynamo.answer(2, Map.of());
        assertThat(all).isCompleted();
    }

    @Test
    void asksAgainForWhatWasNotProcessed() {
        var rules = tables(Duration.ZERO).rules(Set.of(BOB, EVE)).toCompletableFuture();

        dynamo.answer(0, Map.of(), Map.of("rules", List.of("eve@example.com")));
        assertThat(dynamo.calls.get(1).requestItems()).containsOnlyKeys("rules");
        dynamo.answer(1, Map.of("rules", List.of(forwarding("eve@example.com"))));

        assertThat(rules.join()).containsOnlyKeys(EVE);
        assertThat(delays).hasSize(1).allMatch(delay -> !delay.isNegative() && delay.toMillis() <= 50);
    }

    @Test
    void givesUpOnWhatIsNeverProcessed() {
        DynamoTables tables = tables(Duration.ZERO);
        var rules = tables.rules(Set.of(BOB)).toCompletableFuture();
        var patterns = tables.patterns(Set.of(BOB)).toCompletableFuture();

        for (int i = 0; i < 7; i++) {
            dynamo.answer(i, Map.of(), Map.of("rules", List.of("bob@example.com")));
        }

        assertFails(rules, Kind.TEMPORARY, "table rules", "UnprocessedKeys");
        assertThat(patterns).isCompleted();
        assertThat(delays).hasSize(6).isSorted();
    }

    @Test
    void asksEachTableByItselfWhenOneFailsTheCall() {
        DynamoTables tables = tables(Duration.ZERO);
        var patterns = tables.patterns(Set.of(BOB)).toCompletableFuture();
        var rules = tables.rules(Set.of(BOB)).toCompletableFuture();

        dynamo.fail(0, 400, "AccessDeniedException");
        dynamo.answer("blocked", Map.of("blocked", List.of(blocked("bob@example.com", "*"))));
        dynamo.fail("rules", 400, "AccessDeniedException");

        assertThat(patterns.join()).containsOnlyKeys(BOB);
        assertFails(rules, Kind.DENIED, "table rules", "AccessDeniedException: words");

        var apart = tables.patterns(Set.of(EVE)).toCompletableFuture();
        assertThat(dynamo.calls).as("goes on by itself").hasSize(5);
        dynamo.answer("blocked", Map.of());
        dynamo.answer("rules", Map.of());
        assertThat(apart).isCompleted();

        var together = tables.patterns(Set.of(EVE)).toCompletableFuture();
        assertThat(dynamo.calls).as("and together when both answer").hasSize(6);
        dynamo.answer(5, Map.of());
        assertThat(together).isCompleted();
    }

    @Test
    void doesNotAskTwiceWhenDynamoDbIsAway() {
        DynamoTables tables = tables(Duration.ZERO);
        var patterns = tables.patterns(Set.of(BOB)).toCompletableFuture();
        var rules = tables.rules(Set.of(BOB)).toCompletableFuture();

        dynamo.fail(0, 503, "ServiceUnavailable");

        assertThat(dynamo.calls).hasSize(1);
        assertFails(patterns, Kind.TEMPORARY, "table blocked", "ServiceUnavailable");
        assertFails(rules, Kind.TEMPORARY, "table rules", "HTTP 503");
    }

    @Test
    void remembersForAsLongAsItIsToldAlsoThatThereIsNothing() {
        DynamoTables tables = tables(Duration.ofSeconds(10));
        var first = tables.patterns(Set.of(BOB, EVE)).toCompletableFuture();
        dynamo.answer(0, Map.of("blocked", List.of(blocked("bob@example.com", "*"))));
        assertThat(first.join()).containsOnlyKeys(BOB);

        time.advance(Duration.ofSeconds(9));
        assertThat(tables.patterns(Set.of(BOB, EVE)).toCompletableFuture()).isCompletedWithValue(first.join());
        assertThat(tables.rules(Set.of(BOB)).toCompletableFuture()).isCompleted();
        assertThat(dynamo.calls).hasSize(1);

        time.advance(Duration.ofSeconds(1));
        var fresh = tables.patterns(Set.of(BOB)).toCompletableFuture();
        assertThat(dynamo.calls).hasSize(2);
        dynamo.fail(1, 503, "ServiceUnavailable");
        assertFails(fresh, Kind.TEMPORARY, "table blocked");
        var afterFailure = tables.patterns(Set.of(BOB)).toCompletableFuture();
        assertThat(dynamo.calls).as("failures are not remembered").hasSize(3);
        dynamo.answer(2, Map.of());
        assertThat(afterFailure).isCompleted();
    }

    @Test
    void forgetsWhenItIsToldTo() {
        DynamoTables tables = tables(Duration.ofSeconds(10));
        var first = tables.patterns(Set.of(BOB)).toCompletableFuture();
        dynamo.answer(0, Map.of("blocked", List.of(blocked("bob@example.com", "*"))));
        assertThat(first.join()).containsOnlyKeys(BOB);

        tables.forget();
        var fresh = tables.patterns(Set.of(BOB)).toCompletableFuture();
        dynamo.answer(1, Map.of());
        assertThat(fresh.join()).isEmpty();
    }

    @Test
    void takesAttributesOfTheWrongTypeForAbsent() {
        var rules = tables(Duration.ZERO).rules(Set.of(BOB)).toCompletableFuture();

        dynamo.answer(
                0,
                Map.of(
                        "rules",
                        List.of(Map.of(
                                Answers.KEY,
                                AttributeValue.fromS("bob@example.com"),
                                "ooo_active",
                                AttributeValue.fromS("true"),
                                "ooo_message",
                                AttributeValue.fromNul(true),
                                "forwards",
                                AttributeValue.fromL(
                                        List.of(AttributeValue.fromN("1"), AttributeValue.fromS("a@b.example")))))));

        assertThat(rules.join().get(BOB))
                .isEqualTo(new MailboxRules(MailboxRules.OutOfOffice.OFF, List.of("a@b.example")));
    }

    private static Map<String, AttributeValue> blocked(String key, String pattern) {
        return Map.of(
                Answers.KEY,
                AttributeValue.fromS(key),
                DynamoBlocklistEditor.PATTERNS,
                AttributeValue.fromSs(List.of(pattern)));
    }

    private static Map<String, AttributeValue> forwarding(String key) {
        return Map.of(
                Answers.KEY, AttributeValue.fromS(key), "forwards", AttributeValue.fromSs(List.of("a@b.example")));
    }

    private static void assertFails(CompletableFuture<?> future, Kind kind, String... words) {
        assertThat(future)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(PortException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e).hasMessageContainingAll(words);
                });
    }

    /** Answers when it is told to. */
    private static final class Dynamo implements DynamoDbAsyncClient {
        final List<BatchGetItemRequest> calls = new ArrayList<>();
        private final List<CompletableFuture<BatchGetItemResponse>> answers = new ArrayList<>();

        @Override
        public CompletableFuture<BatchGetItemResponse> batchGetItem(BatchGetItemRequest request) {
            calls.add(request);
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        List<String> keys(int call, String table) {
            KeysAndAttributes asked = calls.get(call)
                    .requestItems()
                    .getOrDefault(table, KeysAndAttributes.builder().build());
            return asked.keys().stream()
                    .flatMap(key -> key.values().stream())
                    .map(AttributeValue::s)
                    .toList();
        }

        void answer(int call, Map<String, List<Map<String, AttributeValue>>> items) {
            answer(call, items, Map.of());
        }

        void answer(
                int call, Map<String, List<Map<String, AttributeValue>>> items, Map<String, List<String>> unprocessed) {
            Map<String, KeysAndAttributes> left = new HashMap<>();
            unprocessed.forEach((table, keys) -> left.put(
                    table,
                    KeysAndAttributes.builder()
                            .keys(keys.stream()
                                    .map(key -> Map.of(Answers.KEY, AttributeValue.fromS(key)))
                                    .toList())
                            .build()));
            answers.get(call)
                    .complete(BatchGetItemResponse.builder()
                            .responses(items)
                            .unprocessedKeys(left)
                            .build());
        }

        /** Answers the open call that is about one table alone. */
        void answer(String table, Map<String, List<Map<String, AttributeValue>>> items) {
            answer(openCall(table), items);
        }

        void fail(String table, int status, String code) {
            fail(openCall(table), status, code);
        }

        private int openCall(String table) {
            for (int i = 0; i < calls.size(); i++) {
                if (!answers.get(i).isDone()
                        && calls.get(i).requestItems().keySet().equals(Set.of(table))) {
                    return i;
                }
            }
            throw new AssertionError("no open call about " + table + " alone");
        }

        void fail(int call, int status, String code) {
            answers.get(call)
                    .completeExceptionally(DynamoDbException.builder()
                            .statusCode(status)
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .errorCode(code)
                                    .errorMessage("words")
                                    .build())
                            .build());
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
