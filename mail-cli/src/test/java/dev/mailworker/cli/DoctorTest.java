package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Credentials.class)
class DoctorTest {
    private static TestCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static Run run(String domain, Consumer<Map<String, String>> settings, String... args) {
        return cloud.run(
                domain,
                environment -> {
                    environment.put("INTERNAL_SMTP_PORT", environment.getOrDefault("SMTP_PORT", ""));
                    settings.accept(environment);
                },
                args);
    }

    @Test
    void whatHoldsIsTold() {
        String domain = cloud.newDomain();
        cloud.verifies(domain);

        Run run = run(domain, settings -> {}, "doctor");

        // The emulator keeps messages of every queue for 4 days, whatever it is told.
        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("STATE +SUBJECT +FOUND")
                .containsPattern("warn +queue .* its dead-letter queue .* keeps messages for 4 days")
                .containsPattern("ok +queue d\\d+-example-queue \\(us-east-2\\) +exists, keeps messages")
                .containsPattern("ok +mail server +SMTP 127.0.0.1:\\d+ lets us in")
                .contains("1 to look into, 0 bad");
    }

    @ParameterizedTest
    @CsvSource({
        "OK, OK, 0",
        "OK, UNKNOWN, 0",
        "OK, WARN, 1",
        "BAD, OK, 1",
        "UNKNOWN, BAD, 4",
        "UNKNOWN, UNKNOWN, 4",
        "UNKNOWN, OK, 0"
    })
    void exitCodeSaysHowItStands(State onAws, State server, int code) {
        Finding queue = new Finding("queue a-queue", onAws, "it is so", "");
        Finding smtp = new Finding("mail server", server, "it is so", "");

        assertThat(new Diagnosis(List.of(queue), List.of(smtp)).exitCode()).isEqualTo(code);
    }

    /** They may be found in a file of their own, and say nothing of whether AWS can be reached. */
    @Test
    void credentialsAloneAreNoAnswer() {
        Finding credentials = new Finding("credentials", State.OK, "access key", "");

        assertThat(new Diagnosis(List.of(credentials), List.of()).exitCode()).isEqualTo(ExitCode.OUTSIDE);
    }

    @Test
    void whatIsMissingIsToldWithItsRemedy() {
        String domain = cloud.newDomain();
        cloud.verifies(domain);

        Run run = run(domain, settings -> settings.put("DYNAMODB_RULES_TABLE", "no-such-table"), "doctor");

        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("bad +table no-such-table \\(us-east-2\\) +does not exist")
                .containsPattern("To mend:\\R  table no-such-table .*: aws dynamodb create-table");
    }

    @Test
    void mailServerThatIsAwayIsTold() {
        String domain = cloud.newDomain();
        cloud.verifies(domain);

        Run run = run(domain, settings -> settings.put("SMTP_PORT", "1"), "doctor");

        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("bad +mail server +no session with 127.0.0.1:1")
                .contains("SMTP_HOST");
    }

    @Test
    void passwordInTheClearIsTold() {
        String domain = cloud.newDomain();
        cloud.verifies(domain);

        Run run = run(
                domain,
                settings -> {
                    settings.put("SMTP_USER", "worker");
                    settings.put("SMTP_PASS", "pa55word");
                },
                "doctor");

        assertThat(run.out()).contains("AUTH").doesNotContain("pa55word");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void nobodyThereIsAnotherAnswer() {
        Run run = run(
                "example.com",
                settings -> {
                    for (String service : new String[] {"", "_SQS", "_S3", "_DYNAMODB"}) {
                        settings.put("AWS_ENDPOINT_URL" + service, TestCloud.closedPort());
                    }
                    settings.put("SMTP_PORT", "1");
                    settings.put("INTERNAL_SMTP_PORT", "1");
                },
                "doctor");

        assertThat(run.code()).as(run.toString()).isEqualTo(4);
        assertThat(run.out()).contains("Not known:");
    }

    @Test
    void programsGetAnObjectForEachFinding() {
        String domain = cloud.newDomain();
        cloud.verifies();

        Run run = run(domain, settings -> {}, "doctor", "--output", "json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines())
                .allSatisfy(line -> assertThat(Json.read("line", line).asObject())
                        .containsOnlyKeys("subject", "state", "found", "remedy"));
        assertThat(run.lines())
                .extracting(line -> Json.read("line", line))
                .filteredOn(finding -> finding.get("state").asString().equals("bad"))
                .extracting((JsonValue finding) -> finding.get("found").asString())
                .containsExactly(domain + " is no identity of this account");
    }

    @Test
    void localSiteHasNothingToLookAt() {
        Run run = cloud.run("example.com", "doctor", "--local", "x");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("leave out --local");
    }
}
