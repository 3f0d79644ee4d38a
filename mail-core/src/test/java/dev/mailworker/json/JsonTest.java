package dev.mailworker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryKindOfValue() {
        JsonValue value = Json.read("x", "{\"a\":[1,-2.50e3,\"t\\u00e9xt\",true,false,null,{}]}");
        List<JsonValue> items = value.get("a").asList();
        assertThat(items.get(0).asLong()).isEqualTo(1);
        assertThat(items.get(1).asNumber()).isEqualTo("-2.50e3");
        assertThat(items.get(2).asString()).isEqualTo("téxt");
        assertThat(items.get(3).asBoolean()).isTrue();
        assertThat(items.get(4).asBoolean()).isFalse();
        assertThat(items.get(5)).isEqualTo(JsonValue.NULL);
        assertThat(items.get(6).asObject()).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        JsonValue value = new JsonFields()
                .with("text", "a\"b\\c\n\u2028 \ud83d\ude00")
                .with("half a pair", "\ud800")
                .with("number", 42)
                .with("truth", true)
                .with("list", List.of("x", "y"))
                .with("nothing", JsonValue.NULL)
                .with("empty", JsonValue.list(List.of()))
                .build();
        assertThat(Json.read("x", Json.compact(value))).isEqualTo(value);
        assertThat(Json.read("x", Json.file(value))).isEqualTo(value);
        assertThat(Json.compact(value)).doesNotContain("\n");
        assertThat(value).hasToString(Json.compact(value)).hasSameHashCodeAs(Json.read("x", Json.compact(value)));
    }

    @Test
    void prettyLooksAsTheAwsCliWritesIt() {
        JsonValue value = Json.read("x", "{\"Items\":[{\"a\":{\"S\":\"b\"}}],\"None\":[],\"Count\":1}");
        assertThat(Json.pretty(value)).isEqualTo("""
                        {
                            "Items": [
                                {
                                    "a": {
                                        "S": "b"
                                    }
                                }
                            ],
                            "None": [],
                            "Count": 1
                        }
                        """);
    }

    @Test
    void namesFileLineAndColumn() throws IOException {
        Path file = Files.writeString(folder.resolve("t.json"), "{\n  \"a\": 1,\n  b\n}");
        assertThatThrownBy(() -> Json.read(file))
                .isInstanceOfSatisfying(JsonFormatException.class, e -> {
                    assertThat(e.source()).isEqualTo(file.toString());
                    assertThat(e.line()).isEqualTo(3);
                    assertThat(e.column()).isBetween(3, 4);
                })
                .hasMessageStartingWith(file + ":3:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "[1,",
                "{\"a\":1}x",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "nul",
                "'a'",
                "[1,]",
                "NaN",
                "\"\n\""
            })
    void refusesWhatIsNoDocument(String text) {
        assertThatThrownBy(() -> Json.read("doc", text))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageStartingWith("doc:");
        assertThatThrownBy(() -> Json.read("doc", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageStartingWith("doc:");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> Json.read("doc", new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}))
                .isInstanceOf(JsonFormatException.class);
    }

    @Test
    void nestsOnlySoDeep() {
        Json.read("x", "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH));
        assertThatThrownBy(() -> Json.read("x", "[".repeat(100_000))).isInstanceOf(JsonFormatException.class);
    }

    @Test
    void saysWhatIsExpectedAndWhere() {
        JsonValue value = Json.read("f.json", "{\"a\":\n [7]}");
        assertThatThrownBy(() -> value.get("a").asString())
                .hasMessage("f.json:2:2: a string is expected here, not a list");
        assertThatThrownBy(() -> value.get("b")).hasMessage("f.json:1:1: the field 'b' is missing");
        assertThatThrownBy(() -> Json.read("f", "1.5").asLong()).hasMessageContaining("a whole number");
        assertThatThrownBy(() -> Json.read("f", "9999999999").asInt()).hasMessageContaining("a small whole number");
        assertThatThrownBy(() -> JsonValue.of(1).asString())
                .hasMessage("JSON: a string is expected here, not a number");
    }
}
