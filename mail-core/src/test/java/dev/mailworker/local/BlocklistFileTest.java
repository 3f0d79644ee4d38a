package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

class BlocklistFileTest {
    private static final EmailAddress ANN = EmailAddress.of("Ann@x.example");
    private static final EmailAddress BOB = EmailAddress.of("bob@x.example");
    private static final EmailAddress NEW = EmailAddress.of("New@x.example");

    @TempDir
    Path folder;

    private Path file;
    private BlocklistFile blocklist;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("blocked.json");
        Files.writeString(file, """
                {"Items":[
                 {"email_address":{"S":"ann@x.example"},"blocked_patterns":{"L":[{"S":"*@spam.example"}]},"note":{"N":"1.50"}},
                 {"email_address":{"S":"bob@x.example"},"blocked_patterns":{"SS":["b"]},"more":{"M":{"x":{"NULL":true}}}},
                 {"email_address":{"S":"odd@x.example"},"blocked_patterns":{"N":"1"}}
                ],"Count":3,"ScannedCount":3,"ConsumedCapacity":null,"Foreign":[1.0]}
                """);
        blocklist = blocklist();
    }

    private BlocklistFile blocklist() {
        TableFolder tables = new TableFolder(folder, NOPLogger.NOP_LOGGER);
        return new BlocklistFile(tables, "blocked", new ProcessLock(folder.resolve("lock")));
    }

    private JsonValue item(int index) throws IOException {
        return Json.read(file).get("Items").asList().get(index);
    }

    @Test
    void listsThoseThatHavePatterns() {
        assertThat(blocklist.list())
                .isEqualTo(Map.of("ann@x.example", List.of("*@spam.example"), "bob@x.example", List.of("b")));
    }

    @Test
    void addsToListsAndSetsAsTheyAre() throws IOException {
        assertThat(blocklist.add(ANN, "[a-z]*@y.example")).isTrue();
        assertThat(blocklist.add(ANN, "[a-z]*@y.example")).isFalse();
        assertThat(blocklist.add(BOB, "c?")).isTrue();
        assertThat(item(0))
                .hasToString(
                        "{\"email_address\":{\"S\":\"ann@x.example\"},\"blocked_patterns\":{\"L\":[{\"S\":\"*@spam.example\"},"
                                + "{\"S\":\"[a-z]*@y.example\"}]},\"note\":{\"N\":\"1.50\"}}");
        assertThat(item(1))
                .hasToString(
                        "{\"email_address\":{\"S\":\"bob@x.example\"},\"blocked_patterns\":{\"SS\":[\"b\",\"c?\"]},"
                                + "\"more\":{\"M\":{\"x\":{\"NULL\":true}}}}");
        assertThat(Json.read(file).get("Foreign")).hasToString("[1.0]");
        assertThat(Json.read(file).get("Count").asInt()).isEqualTo(3);
        assertThat(blocklist.list().get("ann@x.example")).containsExactly("*@spam.example", "[a-z]*@y.example");
    }

    @Test
    void makesAnItemForANewMailbox() throws IOException {
        assertThat(blocklist.add(NEW, "*")).isTrue();
        assertThat(item(3))
                .hasToString(
                        "{\"email_address\":{\"S\":\"new@x.example\"},\"blocked_patterns\":{\"L\":[{\"S\":\"*\"}]}}");
        assertThat(Json.read(file).get("Count").asInt()).isEqualTo(4);
    }

    @Test
    void makesTheFile() throws IOException {
        Files.delete(file);
        assertThat(blocklist.remove(ANN, "*")).isFalse();
        assertThat(file).doesNotExist();
        assertThat(blocklist.add(ANN, "*")).isTrue();
        assertThat(blocklist.list()).isEqualTo(Map.of("ann@x.example", List.of("*")));
        assertThat(Json.compact(Json.read(file))).endsWith("\"Count\":1,\"ScannedCount\":1,\"ConsumedCapacity\":null}");
    }

    @Test
    void removes() throws IOException {
        assertThat(blocklist.remove(ANN, "*@SPAM.example")).isFalse();
        assertThat(blocklist.remove(ANN, "*@spam.example")).isTrue();
        assertThat(blocklist.remove(NEW, "x")).isFalse();
        assertThat(item(0).get("blocked_patterns")).hasToString("{\"L\":[]}");
        assertThat(blocklist.remove(BOB, "b")).isTrue();
        // An empty set is nothing that DynamoDB could take.
        assertThat(item(1).find("blocked_patterns")).isEmpty();
        assertThat(blocklist.add(BOB, "b")).isTrue();
        assertThat(blocklist.list()).isEqualTo(Map.of("bob@x.example", List.of("b")));
    }

    @Test
    void doesNotTouchABrokenFile() throws IOException {
        Files.writeString(file, "{\"Items\":[");
        assertUnreadable(() -> blocklist.add(ANN, "x"));
        assertUnreadable(() -> blocklist.remove(ANN, "x"));
        assertThat(file).hasContent("{\"Items\":[");
    }

    @Test
    void doesNotTouchPatternsOfAnotherType() {
        assertUnreadable(() -> blocklist.add(EmailAddress.of("odd@x.example"), "x"));
    }

    @Test
    void refusesABlankPattern() {
        assertThatThrownBy(() -> blocklist.add(ANN, " ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheFilesPermissions() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        blocklist.add(ANN, "x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void manyEditorsLoseNothing() {
        CompletableFuture<?>[] editors = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> blocklist().add(ANN, "p" + i)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(editors).join();
        assertThat(blocklist.list().get("ann@x.example")).hasSize(21);
    }

    private static void assertUnreadable(Runnable step) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNREADABLE))
                .hasMessageContaining("nothing was changed");
    }
}
