package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.Envelope.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<>", " <> "})
    void readsTheNullSender(String text) {
        assertThat(ReversePath.parse(text)).isEqualTo(ReversePath.NULL).hasToString("<>");
        assertThat(ReversePath.parse(text).isNull()).isTrue();
        assertThat(ReversePath.parse(text).address()).isEmpty();
    }

    @Test
    void readsASender() {
        ReversePath path = ReversePath.parse("<Ann@Example.com>");

        assertThat(path)
                .as("as it was written")
                .hasToString("<Ann@Example.com>")
                .isNotEqualTo(ReversePath.NULL);
        assertThat(path).isEqualTo(ReversePath.of(EmailAddress.of("ann@example.com")));
        assertThat(path.address()).hasValueSatisfying(ann -> assertThat(ann).hasToString("Ann@example.com"));
        assertThat(path.isNull()).isFalse();
        assertThatThrownBy(() -> ReversePath.parse("ann")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"ann@Example.com., <ann@example.com>", "ann@BÜCHER.example, <ann@xn--bcher-kva.example>"})
    void writesADomainThatTheWireCantHoldAsItHasToBe(String text, String onTheWire) {
        assertThat(ReversePath.parse(text)).hasToString(onTheWire);
    }

    @Test
    void namesEachRecipientOnce() {
        Envelope envelope = MailSamples.envelope(
                "ann@example.net", "zoe@example.com", "Bob@example.com", "ZOE@example.com", "bob@example.com");

        assertThat(envelope.recipients())
                .extracting(EmailAddress::toString)
                .containsExactly("zoe@example.com", "Bob@example.com");
        assertThat(envelope.isStated()).isTrue();
    }

    @Test
    void keepsAsideWhatIsNoAddress() {
        Envelope envelope = Envelope.parse("ann@example.net", List.of("bob@example.com", "no address", "", "b@\r\n"));

        assertThat(envelope.recipients()).containsExactly(EmailAddress.of("bob@example.com"));
        assertThat(envelope.unreadable()).containsExactly("no address", "", "b@\r\n");
        assertThat(envelope.origin()).isEqualTo(Origin.STATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<>", "MAILER-DAEMON", "ann@", "an n@example.net"})
    void answersNobodyWhoIsNoAddress(String sender) {
        assertThat(Envelope.parse(sender, List.of()).sender()).isEqualTo(ReversePath.NULL);
    }

    @Test
    void keepsTheSenderAsItIsWritten() {
        assertThat(Envelope.parse("Ann@Example.net", List.of()).sender()).hasToString("<Ann@Example.net>");
    }

    @Test
    void isUnstatedUntilSomebodyLooks() {
        assertThat(Envelope.UNSTATED.isStated()).isFalse();
        assertThat(Envelope.UNSTATED.recipients()).isEmpty();
    }
}
