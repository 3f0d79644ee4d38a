package dev.mailworker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeJsonTest {
    private static EnvelopeJson read(String text) {
        return EnvelopeJson.read(Json.read("KEY.json", text));
    }

    @Test
    void readsEnvelopeAndVerdicts() {
        EnvelopeJson read = read(
                "{\"from\":\"bob@y.example\",\"to\":[\"Ann@x.example\",\"nobody\"],\"verdicts\":{\"spam\":\"PASS\",\"DKIM\":\"fail\"},\"more\":1}");
        assertThat(read.envelope().isStated()).isTrue();
        assertThat(read.envelope().sender()).hasToString("<bob@y.example>");
        assertThat(read.envelope().recipients()).containsExactly(EmailAddress.of("ann@x.example"));
        assertThat(read.envelope().unreadable()).containsExactly("nobody");
        assertThat(read.verdicts())
                .isEqualTo(Verdicts.NONE.with(Check.SPAM, Verdict.PASS).with(Check.DKIM, Verdict.FAIL));
        assertThat(EnvelopeJson.read(read.write())).isEqualTo(read);
    }

    @Test
    void takesTheNullSender() {
        EnvelopeJson read = read("{\"from\":\"\",\"to\":[]}");
        assertThat(read.envelope()).isEqualTo(Envelope.parse("", List.of()));
        assertThat(EnvelopeJson.read(read.write())).isEqualTo(read);
    }

    @Test
    void mayStateNothing() {
        assertThat(read("{}")).isEqualTo(EnvelopeJson.NONE);
        assertThat(EnvelopeJson.read(EnvelopeJson.NONE.write())).isEqualTo(EnvelopeJson.NONE);
    }

    @Test
    void namesTheMistakeAndTheRemedy() {
        assertThatThrownBy(() -> read("{\"to\":[]}"))
                .hasMessageStartingWith("KEY.json:1:1: the field 'from' is missing: add");
        assertThatThrownBy(() -> read("{\"from\":\"\"}"))
                .hasMessageStartingWith("KEY.json:1:1: the field 'to' is missing: add");
        assertThatThrownBy(() -> read("{\"from\":\"a@b@c\",\"to\":[]}"))
                .hasMessageContaining("KEY.json:1:9:")
                .hasMessageContaining("write \"\" for the null sender");
        assertThatThrownBy(() -> read("{\"from\":\"\",\"to\":\"ann@x.example\"}"))
                .hasMessage("KEY.json:1:17: a list is expected here, not a string");
        assertThatThrownBy(() -> read("{\"verdicts\":{\"sapm\":\"PASS\"}}"))
                .hasMessageContaining("'sapm' is no check: use spam, virus, spf, dkim, dmarc");
        assertThatThrownBy(() -> read("{\"verdicts\":{\"spam\":\"GOOD\"}}"))
                .hasMessageContaining("'GOOD' is none of pass, fail");
    }
}
