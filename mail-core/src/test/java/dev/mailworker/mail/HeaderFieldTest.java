package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFieldTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nB: c", "a\nB: c", "a\rB: c", "a\0"})
    void refusesWhatWouldNotStayOneField(String value) {
        assertThatThrownBy(() -> new HeaderField("A", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shortFieldsAreOneLine() {
        assertThat(text(new HeaderField("Subject", "one  two"))).isEqualTo("Subject: one  two\r\n");
        assertThat(text(new HeaderField("X", "x".repeat(300)))).isEqualTo("X: " + "x".repeat(300) + "\r\n");
    }

    @Test
    void longFieldsAreFoldedBeforeSpaces() {
        String value = "word ".repeat(40).strip();

        String text = text(new HeaderField("References", value));

        assertThat(text.lines()).hasSize(3).allMatch(line -> line.length() <= 78);
        assertThat(text.lines().skip(1)).allMatch(line -> line.startsWith(" word"));
    }

    /** RFC 5322 §2.2.3: unfolding takes the line ends away and nothing else. */
    @Test
    void whateverIsFoldedIsReadAsItWas() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder value = new StringBuilder("v");
            while (random.nextInt(12) > 0) {
                value.append(" ".repeat(random.nextInt(4))).append("\u00e9".repeat(random.nextInt(120)));
            }
            HeaderField field = new HeaderField("X-Field", value.append("v").toString());

            assertThat(HeaderReader.read(RawMail.of(field.toBytes())).fields()).containsExactly(field);
        }
    }

    private static String text(HeaderField field) {
        return new String(field.toBytes(), StandardCharsets.UTF_8);
    }
}
