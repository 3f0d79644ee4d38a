package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TransferEncodingTest {
    private static String decoded(TransferEncoding encoding, String text) {
        return new String(encoding.decode(MailSamples.octets(text)), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "quoted-printable, QUOTED_PRINTABLE",
        "'Quoted-Printable; x=y', QUOTED_PRINTABLE",
        "BASE64, BASE64",
        "7bit, IDENTITY",
        "'', IDENTITY",
        "x-uuencode, IDENTITY"
    })
    void isNamedByTheField(String value, TransferEncoding encoding) {
        assertThat(TransferEncoding.of(value)).isEqualTo(encoding);
    }

    @ParameterizedTest
    @EnumSource
    void givesBackAnyOctets(TransferEncoding encoding) {
        Random random = new Random(42);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[random.nextInt(300)];
            for (int k = 0; k < octets.length; k++) {
                octets[k] =
                        (byte) (random.nextInt(4) == 0 ? " \t\r\n=.".charAt(random.nextInt(6)) : random.nextInt(256));
            }
            assertThat(encoding.decode(encoding.encode(octets))).isEqualTo(octets);
        }
    }

    /** RFC 2045 §6.7 (5): "encoded lines be no more than 76 characters long"; (3): no blank at a line's end. */
    @Test
    void quotedPrintableLinesAreShortAndEndWithoutBlanks() {
        byte[] text = "ä b = \t\r\n ".repeat(100).getBytes(StandardCharsets.UTF_8);
        String encoded = new String(TransferEncoding.QUOTED_PRINTABLE.encode(text), StandardCharsets.US_ASCII);

        assertThat(encoded.split("\r\n"))
                .allMatch(line -> line.length() <= 76)
                .noneMatch(line -> line.matches(".*[ \t]"));
    }

    /** RFC 2045 §6.7: what a robust decoder makes of what should not be there. */
    @Test
    void quotedPrintableTakesWhateverComes() {
        assertThat(decoded(TransferEncoding.QUOTED_PRINTABLE, "a= \t\r\nb=\nc=3dd=ZZ=E"))
                .isEqualTo("abc=d=ZZ=E");
        assertThat(decoded(TransferEncoding.QUOTED_PRINTABLE, "a=")).isEqualTo("a");
    }

    /** RFC 2045 §6.8: "Any characters outside of the base64 alphabet are to be ignored". */
    @Test
    void base64TakesWhateverComes() {
        assertThat(decoded(TransferEncoding.BASE64, "aG\r\nVs!bG8=\r\nrest")).isEqualTo("hello");
        assertThat(decoded(TransferEncoding.BASE64, "aGVsb")).isEqualTo("hel");
        assertThat(decoded(TransferEncoding.BASE64, "\u00e4=")).isEmpty();
    }

    @Test
    void knowsWhatGoesAsSevenBit() {
        assertThat(TransferEncoding.isSevenBit(MailSamples.octets("a\r\nb"))).isTrue();
        assertThat(TransferEncoding.isSevenBit(MailSamples.octets("a\nb"))).isFalse();
        assertThat(TransferEncoding.isSevenBit(MailSamples.octets("\u0000"))).isFalse();
        assertThat(TransferEncoding.isSevenBit(MailSamples.octets("\u00e4"))).isFalse();
        assertThat(TransferEncoding.isSevenBit(MailSamples.octets("a".repeat(999))))
                .isFalse();
    }
}
