package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictsTest {
    @Test
    void readsWhatSesSays() {
        assertThat(Verdict.of("PASS")).isEqualTo(Verdict.PASS);
        assertThat(Verdict.of(" fail ")).isEqualTo(Verdict.FAIL);
        assertThat(Verdict.of("PROCESSING_FAILED")).isEqualTo(Verdict.PROCESSING_FAILED);
        assertThat(Verdict.of("QUARANTINED")).isEqualTo(Verdict.UNKNOWN);
        assertThat(Verdict.of("")).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(Verdicts.NONE.of(Check.SPAM)).isEqualTo(Verdict.UNKNOWN);
        assertThat(Verdicts.NONE.with(Check.SPAM, Verdict.GRAY).of(Check.SPAM)).isEqualTo(Verdict.GRAY);
        assertThat(Check.DKIM.headerName()).isEqualTo("X-SES-DKIM-Verdict");
    }
}
