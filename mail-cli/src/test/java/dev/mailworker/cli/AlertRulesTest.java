package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The alert rules that come with the program. */
@Timeout(60)
class AlertRulesTest {
    private static final Path RULES = Path.of("src/main/dist/monitoring/alerts.yml");
    private static final Path CASES = Path.of("src/test/promtool/alerts_test.yml");

    @Test
    void promtoolUnderstandsThem() throws Exception {
        Promtool.Findings findings = Promtool.run(RULES, "check", "rules", RULES.toString());

        assertThat(findings.code()).as("%s", findings).isZero();
    }

    @Test
    void alertsComeWhenTheyShouldAndOnlyThen() throws Exception {
        Promtool.Findings findings = Promtool.run(RULES, "test", "rules", CASES.toString());

        assertThat(findings.code()).as("%s", findings).isZero();
    }

    @Test
    void eachIsTriedAndHasASectionInTheManual() throws IOException {
        Set<String> alerts = names(RULES, "- alert: (\\w+)");

        assertThat(alerts).hasSizeGreaterThan(8);
        assertThat(names(CASES, "alertname: (\\w+)$")).isEqualTo(alerts);
        assertThat(names(Path.of("../docs/operations.md"), "^### (\\w+)$")).isEqualTo(alerts);
    }

    private static Set<String> names(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
