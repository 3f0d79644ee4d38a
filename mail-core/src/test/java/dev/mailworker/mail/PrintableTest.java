package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain ASCII ~", "\u00fcber \u65e5\u672c", "\ud83d\ude00"})
    void keepsWhatIsHarmless(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, '\b', '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x202e, 0x2028, 0x2029, 0x2066,
                0xd800, 0xdfff, 0xfeff, 0xe0001
            })
    void replacesWhatIsNot(int c) {
        assertThat(Printable.of("a" + Character.toString(c) + "b")).isEqualTo("a?b");
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 3, abc",
        "abcd, 3, ab\u2026",
        "abcd, 1, \u2026",
        "\ud83d\ude00\ud83d\ude00, 4, \ud83d\ude00\ud83d\ude00",
        "\ud83d\ude00\ud83d\ude00, 3, \ud83d\ude00\u2026",
        "\ud83d\ude00\ud83d\ude00, 2, \u2026",
        "\ud83d\ude00\ud83d\ude00, 1, \u2026",
    })
    void cuts(String text, int maxLength, String cut) {
        assertThat(Printable.of(text, maxLength)).isEqualTo(cut);
    }

    @Test
    void takesAnyLength() {
        assertThat(Printable.of("abc", Integer.MAX_VALUE)).isEqualTo("abc");
        assertThat(Printable.of("x".repeat(100_000), 10)).hasSize(10);
    }
}
