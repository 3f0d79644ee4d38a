package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "ann@example.com, ann@example.com",
                "<Ann@Example.COM>, Ann@example.com",
                "' ann@example.com\r\n', ann@example.com",
                "ann+tag/x=y!#$%&@example.com, ann+tag/x=y!#$%&@example.com",
                "ann.@example.com., ann.@example.com",
                "ann@b\u00fccher.example, ann@xn--bcher-kva.example",
                "ann@XN--BCHER-KVA.example, ann@xn--bcher-kva.example",
                "j\u00f6rg@example.com, j\u00f6rg@example.com",
                "ann@\uff45xample\uff0ecom, ann@example.com",
                "ann@[192.0.2.1], ann@[192.0.2.1]",
                "ann@[IPv6:2001:DB8::1], ann@[ipv6:2001:db8::1]",
                "\"ann\"@example.com, \"ann\"@example.com",
                "\"a@b\"@example.com, \"a@b\"@example.com",
                "\"a\\\"@b\"@example.com, \"a\\\"@b\"@example.com",
                "ann@localhost, ann@localhost",
                "ann@under_score.example, ann@under_score.example",
            })
    void takes(String text, String written) {
        assertThat(EmailAddress.of(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<>",
                "ann",
                "@",
                "@example.com",
                "ann@",
                "ann@.",
                "ann@.example.com",
                "ann@example..com",
                "ann@exa mple.com",
                "an n@example.com",
                "\"an n\"@example.com",
                "ann@example.com>",
                "<ann@example.com",
                "<<ann@example.com>>",
                "ann@x@example.com",
                "\"a\"@\"b\"@example.com",
                "\"\\\"@x@example.com",
                "a\"@\"b@example.com",
                "<@relay.example:ann@example.com>",
                "ann@example.com>\r\nRCPT TO:<eve@example.com",
                "ann\r\nRSET@example.com",
                "ann\n@example.com",
                "ann\u0000@example.com",
                "ann\u0085@example.com",
                "ann\u2028@example.com",
                "ann\u00a0x@example.com",
                "ann\ud800@example.com",
                "ann@exam\u0000ple.com",
                "ann@exa\ud800mple.com",
                "ann@example.com\u2100",
                "ann@[not an address]",
                "ann@[]",
                "ann@exa;mple.com",
                "ann@exa(c)mple.com",
            })
    void refuses(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
        assertThatThrownBy(() -> EmailAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isEqualTo(Printable.of(String.valueOf(messageOf(text))));
    }

    /** RFC 5322 §3.4.1. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "ann.lee+x@example.com, ann.lee+x@example.com, false",
                "j\u00f6rg@example.com, j\u00f6rg@example.com, false",
                "'\"a,b\"@example.com', '\"a,b\"@example.com', false",
                "ann..lee@example.com, \"ann..lee\"@example.com, false",
                ".ann@example.com, \".ann\"@example.com, false",
                "ann.@example.com, \"ann.\"@example.com, false",
                "'bob,ceo@example.com', '\"bob,ceo\"@example.com', true",
                "bob;ceo@example.com, \"bob;ceo\"@example.com, true",
                "bob(ceo)@example.com, \"bob(ceo)\"@example.com, true",
                "group:bob@example.com, \"group:bob\"@example.com, true",
                "b\"o\\b@example.com, \"b\\\"o\\\\b\"@example.com, true",
            })
    void headerFieldsHoldItQuotedWhereItIsNoDotAtom(String text, String addrSpec, boolean ambiguous) {
        EmailAddress address = EmailAddress.of(text);

        assertThat(address.toAddrSpec()).isEqualTo(addrSpec);
        assertThat(address.isAmbiguous()).isEqualTo(ambiguous);
        assertThat(EmailAddress.of(addrSpec).toAddrSpec()).isEqualTo(addrSpec);
    }

    @Test
    void refusesWhatIsTooLong() {
        String domain = "@example.com";
        assertThat(EmailAddress.of("x".repeat(EmailAddress.MAX_LENGTH - domain.length()) + domain))
                .isNotNull();
        assertThat(EmailAddress.parse("x".repeat(EmailAddress.MAX_LENGTH) + domain))
                .isEmpty();
        assertThat(EmailAddress.parse("ann@" + "x".repeat(64) + ".example")).isEmpty();
        assertThat(EmailAddress.parse("ann@" + "example.".repeat(40) + "com")).isEmpty();
    }

    @Test
    void refusesWhatBecomesTooLong() {
        // Lower-cased, this letter is two characters.
        assertThat(EmailAddress.parse("\u0130".repeat(480) + "@x.example")).isEmpty();
        assertThat(EmailAddress.parse("x".repeat(440) + "@" + "\u00fc\u65e5\ud83d\ude00.".repeat(8) + "example"))
                .isEmpty();
    }

    @Test
    void isTheSameInAnyCase() {
        EmailAddress ann = EmailAddress.of("Ann@Example.com");

        assertThat(ann)
                .isEqualTo(EmailAddress.of("aNN@example.COM"))
                .hasSameHashCodeAs(EmailAddress.of("aNN@example.COM"))
                .isEqualByComparingTo(EmailAddress.of("aNN@example.COM"))
                .isNotEqualTo(EmailAddress.of("anne@example.com"));
        assertThat(ann.key()).isEqualTo("ann@example.com");
        assertThat(ann.localPart()).isEqualTo("Ann");
        assertThat(ann.domain()).isEqualTo("example.com");
    }

    @Test
    void knowsWhatNeedsSmtpUtf8() {
        assertThat(EmailAddress.of("ann@b\u00fccher.example").isAscii()).isTrue();
        assertThat(EmailAddress.of("j\u00f6rg@example.com").isAscii()).isFalse();
    }

    /** Whatever is taken is safe to write into a command, and can be read again from what is written and kept. */
    @Test
    void takesOnlyWhatIsSafe() {
        Random random = new Random(20260301);
        String alphabet = "ab.@<>\"\\ \t\r\n\0[]:;,()\u00fc\u0130\u2100\uff20\ud83d\ude00\u200d-_xn--";
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            EmailAddress address = EmailAddress.parse(text.toString()).orElse(null);
            if (address != null) {
                taken++;
                assertThat(address.toString()).doesNotContainPattern("[<>\\s\\x00-\\x1f]");
                assertThat(address.domain()).matches("[a-z0-9._-]+|\\[[0-9a-fipv.:]+]");
                assertThat(EmailAddress.of(address.toString())).isEqualTo(address);
                assertThat(EmailAddress.of(address.key())).isEqualTo(address);
            }
        }
        assertThat(taken).isGreaterThan(200);
    }

    private static String messageOf(String text) {
        try {
            return EmailAddress.of(text).toString();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
