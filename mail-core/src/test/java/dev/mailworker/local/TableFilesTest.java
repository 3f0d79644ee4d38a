package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.decide.SentMail;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

class TableFilesTest {
    private static final EmailAddress ANN = EmailAddress.of("Ann@x.example");
    private static final EmailAddress BOB = EmailAddress.of("bob@x.example");

    private final Queue<SubstituteLoggingEvent> log = new ConcurrentLinkedQueue<>();
    private final SettableTime time = new SettableTime();

    @TempDir
    Path folder;

    private TableFolder tables;
    private BlocklistFile blocklist;

    @BeforeEach
    void open() {
        tables = new TableFolder(folder, new SubstituteLogger("tables", log, false));
        blocklist = new BlocklistFile(tables, "blocked", new ProcessLock(folder.resolve("lock")));
    }

    private List<String> logged() {
        return log.stream()
                .map(event -> MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                        .getMessage())
                .toList();
    }

    private void table(String name, String... items) throws IOException {
        write(
                name,
                "{\"Items\":[" + String.join(",\n", items)
                        + "],\"Count\":1,\"ScannedCount\":1,\"ConsumedCapacity\":null}");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), text);
    }

    private static String blocked(String key, String patterns) {
        return "{\"email_address\":{\"S\":\"" + key + "\"},\"blocked_patterns\":" + patterns + "}";
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private List<String> patterns(EmailAddress mailbox) {
        return join(blocklist.patterns(Set.of(mailbox))).getOrDefault(mailbox, List.of());
    }

    @Test
    void readsListsAndSets() throws IOException {
        table(
                "blocked",
                blocked("ann@x.example", "{\"L\":[{\"S\":\"*@b.example\"},{\"S\":\"a*\"}]}"),
                blocked("bob@x.example", "{\"SS\":[\"x\"]}"),
                blocked("none@x.example", "{\"L\":[]}"));
        assertThat(join(blocklist.patterns(Set.of(ANN, BOB, EmailAddress.of("none@x.example")))))
                .isEqualTo(Map.of(ANN, List.of("*@b.example", "a*"), BOB, List.of("x")));
        assertThat(join(blocklist.patterns(Set.of()))).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void aMissingFileIsAnEmptyTable() {
        assertThat(patterns(ANN)).isEmpty();
        assertThat(blocklist.list()).isEmpty();
    }

    @Test
    void isReadAgainWhenItChanges() throws IOException {
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"a\"]}"));
        assertThat(patterns(ANN)).containsExactly("a");
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"b\"]}"));
        assertThat(patterns(ANN)).containsExactly("b");
    }

    @Test
    void aFileThatIsFarTooLargeLeavesTheLastGoodOneInForce() throws IOException {
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"a\"]}"));
        assertThat(patterns(ANN)).containsExactly("a");
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("blocked.json").toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(logged())
                .singleElement()
                .asString()
                .contains("blocked.json: the file has 3221225472 octets", "stays in force");
    }

    @Test
    void aFileThatVanishesLeavesTheLastGoodOneInForce() throws IOException {
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"a\"]}"));
        assertThat(patterns(ANN)).containsExactly("a");
        Files.delete(folder.resolve("blocked.json"));
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(logged()).singleElement().asString().contains("blocked.json is gone", "stays in force");

        table("blocked", blocked("ann@x.example", "{\"SS\":[\"b\"]}"));
        assertThat(patterns(ANN)).containsExactly("b");
    }

    @Test
    void aFileThatBreaksBeforeTheFirstQuestionHasAGoodOneBeforeIt() throws IOException {
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"a\"]}"));
        blocklist.preload();
        write("blocked", "{");
        assertThat(patterns(ANN)).containsExactly("a");
    }

    @Test
    void aBrokenFileLeavesTheLastGoodOneInForce() throws IOException {
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"a\"]}"));
        patterns(ANN);
        write("blocked", "{\"Items\":[\n}");
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(logged()).hasSize(1).first().asString().contains("blocked.json:2:", "stays in force");
        table("blocked", blocked("ann@x.example", "{\"SS\":[\"b\"]}"));
        assertThat(patterns(ANN)).containsExactly("b");
    }

    @Test
    void aFileThatWasNeverGoodFailsTheLookUp() throws IOException {
        write("blocked", "{\"Items\":{}}");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> patterns(ANN))
                    .cause()
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNREADABLE))
                    .hasMessageContaining("blocked.json:1:10: a list is expected here, not an object; mend the file")
                    .hasMessageContaining("aws dynamodb scan --table-name blocked");
        }
        assertThat(logged()).hasSize(1);
    }

    @Test
    void wrongTypesAreNamedOnceAndCountAsAbsent() throws IOException {
        table(
                "blocked",
                blocked("ann@x.example", "{\"N\":\"5\"}"),
                blocked("bob@x.example", "{\"L\":[{\"N\":\"1\"},{\"S\":\"ok\"}]}"),
                "{\"blocked_patterns\":{\"SS\":[\"x\"]}}");
        assertThat(patterns(ANN)).isEmpty();
        assertThat(patterns(BOB)).containsExactly("ok");
        assertThat(logged())
                .hasSize(3)
                .contains(
                        "Table blocked, key ann@x.example: blocked_patterns is N, not L or SS, and counts as absent",
                        "Table blocked, key bob@x.example: blocked_patterns holds {\"N\":\"1\"}, which is no string and is"
                                + " left out");
    }

    @Test
    void upperCaseKeysAreLowered() throws IOException {
        table(
                "blocked",
                blocked("ANN@x.example", "{\"SS\":[\"a\"]}"),
                blocked("bob@x.example", "{\"SS\":[\"lower\"]}"),
                blocked("Bob@x.example", "{\"SS\":[\"upper\"]}"));
        assertThat(patterns(ANN)).containsExactly("a");
        assertThat(patterns(BOB)).containsExactly("lower");
        assertThat(logged())
                .contains("Table blocked, key ANN@x.example: keys are lower-case addresses. Write it as ann@x.example");
    }

    @Test
    void readsRules() throws IOException {
        table(
                "rules",
                "{\"email_address\":{\"S\":\"ann@x.example\"},\"ooo_active\":{\"BOOL\":true},\"ooo_message\":{\"S\":\"away\"},"
                        + "\"ooo_content_type\":{\"S\":\"html\"},\"forwards\":{\"L\":[{\"S\":\"c@y.example\"}]},\"x\":{\"M\":{}}}",
                "{\"email_address\":{\"S\":\"bob@x.example\"},\"ooo_active\":{\"S\":\"yes\"},\"ooo_message\":{\"NULL\":true}}");
        RuleFile rules = new RuleFile(tables, "rules");
        assertThat(join(rules.rules(Set.of(ANN, BOB))))
                .isEqualTo(Map.of(ANN, new MailboxRules(new OutOfOffice(true, "away", true), List.of("c@y.example"))));
        assertThat(logged())
                .containsExactly("Table rules, key bob@x.example: ooo_active is S, not BOOL, and counts as absent");
    }

    @Test
    void anUnknownContentTypeIsText() throws IOException {
        table(
                "rules",
                "{\"email_address\":{\"S\":\"ann@x.example\"},\"ooo_active\":{\"BOOL\":true},\"ooo_content_type\":{\"S\":\"rtf\"}}");
        assertThat(join(new RuleFile(tables, "rules").rules(Set.of(ANN))).get(ANN))
                .isEqualTo(new MailboxRules(new OutOfOffice(true, "", false), List.of()));
        assertThat(logged()).first().asString().contains("ooo_content_type is 'rtf'");
    }

    @Test
    void readsSentMails() throws IOException {
        long soon = time.instant().plusSeconds(60).getEpochSecond();
        table(
                "sent",
                "{\"MessageId\":{\"S\":\"Id-1\"},\"source\":{\"S\":\"a@x.example\"},\"recipients\":{\"L\":[{\"S\":\"b@y.example\"}]},"
                        + "\"timestamp\":{\"S\":\"2026-01-02T03:04:05+01:00\"},\"ttl\":{\"N\":\"" + soon + "\"}}",
                "{\"MessageId\":{\"S\":\"Id-2\"},\"original_source\":{\"S\":\"c@x.example\"},\"bouncedRecipients\":{\"SS\":[\"d@y.example\"]},"
                        + "\"bounceType\":{\"S\":\"Permanent\"},\"bounceSubType\":{\"S\":\"General\"},\"timestamp\":{\"N\":\"1700000000.5\"}}",
                "{\"MessageId\":{\"S\":\"Id-3\"},\"timestamp\":{\"S\":\"yesterday\"}}");
        SentMailFile sent = new SentMailFile(tables, "sent", time);
        assertThat(join(sent.find("Id-1")))
                .contains(new SentMail(
                        "Id-1", "a@x.example", List.of("b@y.example"), "", "", Instant.parse("2026-01-02T02:04:05Z")));
        assertThat(join(sent.find("Id-2")))
                .contains(new SentMail(
                        "Id-2",
                        "c@x.example",
                        List.of("d@y.example"),
                        "Permanent",
                        "General",
                        Instant.ofEpochSecond(1_700_000_000)));
        assertThat(join(sent.find("Id-3"))).contains(new SentMail("Id-3", "", List.of(), "", "", null));
        assertThat(join(sent.find("id-1"))).isEqualTo(Optional.empty());
        assertThat(logged())
                .containsExactly(
                        "Table sent, key Id-3: timestamp is 'yesterday', which is no time, and counts as absent");
        time.pass(Duration.ofSeconds(60));
        assertThat(join(sent.find("Id-1"))).isEmpty();
    }

    @Test
    void theDefaultNamesAreThePythonWorkers() {
        assertThat(TableNames.DEFAULT)
                .isEqualTo(new TableNames("email-rules", "ses-outbound-messages", "email-blocked-senders"));
        assertThatThrownBy(() -> new TableNames("../x", "b", "c")).isInstanceOf(IllegalArgumentException.class);
    }
}
