package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "smtp_host, smtp_host, 0",
        "smpt_host, smtp_host, 1",
        "smtp_hots, smtp_host, 1",
        "smtphost, smtp_host, 1",
        "smtp_hoost, smtp_host, 1",
        "smtp_port, smtp_host, 2",
        "abc, '', 3",
        "'', ab, 2",
        "ca, abc, 3"
    })
    void countsEdits(String one, String other, int edits) {
        assertThat(Nearest.edits(one, other)).isEqualTo(edits);
        assertThat(Nearest.edits(other, one)).isEqualTo(edits);
    }

    @Test
    void findsTheNearestWhateverItsCase() {
        List<String> names =
                Arrays.stream(Setting.values()).map(Setting::nameInFile).toList();

        assertThat(Nearest.of("SMTP-HOST", names)).isEqualTo("smtp_host");
        assertThat(Nearest.of("smtp_hots", names)).isEqualTo("smtp_host");
        assertThat(Nearest.of("b", List.of("c", "a"))).as("of equals the first").isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "SMPT_HOST, SMTP_HOST",
        "DOMAIN, DOMAINS",
        "SMTP_USE_SSL, SMTP_USE_TLS",
        "CONFIG_FIL, CONFIG_FILE",
        "WORKER_THREAD, WORKER_THREADS",
        "AWS_ENDPOINT_URL_SESV3, AWS_ENDPOINT_URL_SESV2"
    })
    void warnsOfWhatLooksLikeASetting(String written, String meant) {
        assertThat(Spelling.warnings(List.of("PATH", written, "HOME")))
                .containsExactly(
                        written + " is set in the environment, and is no setting: did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PATH", "HOST", "AWS_PROFILE", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SNS", "SMTPD_HOSTNAME"})
    void leavesOthersAlone(String name) {
        assertThat(Spelling.warnings(List.of(name))).isEmpty();
    }

    @Test
    void leavesSettingsAlone() {
        assertThat(Spelling.warnings(
                        Arrays.stream(Setting.values()).map(Setting::name).toList()))
                .isEmpty();
    }
}
