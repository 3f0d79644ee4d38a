package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void readsFieldsWithAnyLineEnd(String end) throws IOException {
        Headers headers =
                read("From: ann@example.net\nTo: a@example.com,\n\tb@example.com\n\nX: body\n".replace("\n", end));

        assertThat(headers.fields()).extracting(HeaderField::name).containsExactly("From", "To");
        assertThat(headers.first("to")).contains("a@example.com,\tb@example.com");
        assertThat(headers.has("X")).isFalse();
    }

    @Test
    void mixesLineEnds() throws IOException {
        Headers headers = read("A: 1\r\nB: 2\nC: 3\rD: 4\n\rE: body");

        assertThat(headers.fields()).extracting(HeaderField::value).containsExactly("1", "2", "3", "4");
    }

    @Test
    void keepsRepeatedFieldsInOrder() throws IOException {
        Headers headers = read("Received: 1\r\nSubject: s\r\nRECEIVED: 2\r\nreceived:3\r\n\r\n");

        assertThat(headers.all("Received")).containsExactly("1", "2", "3");
        assertThat(headers.first("rEceived")).contains("1");
        assertThat(headers.all("none")).isEmpty();
        assertThat(headers.first("none")).isEmpty();
    }

    @Test
    void takesASpaceBeforeTheColon() throws IOException {
        assertThat(read("Subject \t: hello\r\n\r\n").first("Subject")).contains("hello");
    }

    @Test
    void takesAnEmptyValue() throws IOException {
        assertThat(read("Subject:\r\nTo: \r\n\r\n").fields())
                .containsExactly(new HeaderField("Subject", ""), new HeaderField("To", ""));
    }

    @Test
    void readsAFieldOf210Kilobytes() throws IOException {
        String to = "recipient@example.com, ".repeat(9_200);

        Headers headers = read("To: " + to + "\r\nSubject: behind\r\n\r\n");

        assertThat(headers.first("To").orElseThrow()).hasSize(to.strip().length());
        assertThat(headers.first("Subject")).contains("behind");
        assertThat(headers.addresses("To")).hasSize(9_200);
    }

    @Test
    void readsAFoldedFieldOf210Kilobytes() throws IOException {
        Headers headers = read("To: x" + ",\r\n recipient@example.com".repeat(9_200) + "\r\nSubject: behind\r\n\r\n");

        assertThat(headers.first("Subject")).contains("behind");
        assertThat(headers.addresses("To")).hasSizeGreaterThanOrEqualTo(9_200);
    }

    @Test
    void readsUtf8AndWhatIsNone() throws IOException {
        assertThat(read(utf8("Subject: \u00fcber \ud83d\ude00\r\n\r\n")).first("Subject"))
                .contains("\u00fcber \ud83d\ude00");
        assertThat(read("Subject: \u00fcber\r\n\r\n").first("Subject")).contains("\u00fcber");
    }

    @Test
    void readsNul() throws IOException {
        assertThat(read("Subject: a\0b\r\nTo: x\r\n\r\n").fields())
                .containsExactly(new HeaderField("Subject", "a\ufffdb"), new HeaderField("To", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "\n",
                "\r",
                "\r\nSubject: body\r\n",
                "Hello,\r\n\r\nSubject: body\r\n",
                " folded\r\n\r\nSubject: body\r\n",
                "\0",
                "From ann@example.net Mon Jan  1\r\n",
            })
    void readsAMailWithoutAHeader(String text) throws IOException {
        assertThat(read(text).fields()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: s", "Subject: s\r\n", "Subject: s\r\n\r\n", "Subject: s\r"})
    void readsAMailWithoutABody(String text) throws IOException {
        assertThat(read(text).fields()).containsExactly(new HeaderField("Subject", "s"));
    }

    /** RFC 7103 §7: what a reader ends the header at and another doesn't is where a sender hides fields from one of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no field",
                "no field\r\n folded",
                ">From ann@example.net Mon Jan  1",
                "From ann@example.net Mon Jan  1",
                "S\u00fcbject: no name",
                ": no name",
                "\0",
            })
    void readsOnBelowAStrayLine(String stray) throws IOException {
        assertThat(read("Subject: s\r\n" + stray + "\r\nTo: t\r\n\r\nCc: body\r\n")
                        .fields())
                .containsExactly(new HeaderField("Subject", "s"), new HeaderField("To", "t"));
        assertThat(read(stray + "\r\nTo: t\r\n\r\nCc: body\r\n").fields()).containsExactly(new HeaderField("To", "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" folded", "From ann@example.net Mon Jan  1\r\n folded", "no field\r\n : folded"})
    void takesNoStrayLineForMoreOfAField(String stray) throws IOException {
        assertThat(read(stray + "\r\nTo: t\r\n\r\n").fields()).containsExactly(new HeaderField("To", "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"From ann@example.net Mon Jan  1\r\n", ">From ann@example.net Mon Jan  1\n"})
    void passesOverAnMboxSeparator(String separator) throws IOException {
        assertThat(read(separator + "Subject: s\r\nFrom b@example.net\r\nTo: t\r\n\r\n")
                        .fields())
                .containsExactly(new HeaderField("Subject", "s"), new HeaderField("To", "t"));
    }

    @Test
    void readsNoMoreThanItsLimit() throws IOException {
        Headers headers = read("Subject: s\r\nX: " + "x".repeat(HeaderReader.MAX_OCTETS) + "\r\nTo: behind\r\n\r\n");

        assertThat(headers.first("Subject")).contains("s");
        assertThat(headers.first("X").orElseThrow().length()).isLessThan(HeaderReader.MAX_OCTETS);
        assertThat(headers.has("To")).isFalse();
    }

    @Test
    void readsALineWhoseLengthIsThatOfAPiece() throws IOException {
        for (int more = -6; more <= 3; more++) {
            String value = "x".repeat(HeaderLines.LONGEST_PIECE + more);
            Headers headers = read("X: " + value + "\r\nTo: y\r\n z\r\n\r\nA: body\r\n");

            assertThat(headers.fields()).containsExactly(new HeaderField("X", value), new HeaderField("To", "y z"));
        }
    }

    @Test
    void readsAMailThatIsOneLongLine() throws IOException {
        assertThat(read("x".repeat(3_000_000)).fields()).isEmpty();
        assertThat(read("x".repeat(3_000_000) + ": y\r\n").fields()).isEmpty();
    }

    @Test
    void makesNoFieldThatBreaks() {
        for (String value : new String[] {"a\r\nBcc: x", "a\nb", "a\rb", "a\0b"}) {
            assertThatThrownBy(() -> new HeaderField("Subject", value)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : new String[] {"", "a b", "a:", "\u00fc", "a\r\n", "a\0"}) {
            assertThatThrownBy(() -> new HeaderField(name, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new HeaderField("Subject", "\u00fc").toBytes())
                .isEqualTo("Subject: \u00fc\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Headers read(String text) throws IOException {
        return HeaderReader.read(RawMail.of(MailSamples.octets(text)));
    }
}
