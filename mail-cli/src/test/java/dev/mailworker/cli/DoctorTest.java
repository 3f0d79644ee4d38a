package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
    void goodSiteIsGood() {
        String domain = cloud.newDomain();
        cloud.verifies(domain);

        Run run = run(domain, settings -> {}, "doctor");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .containsPattern("STATE +SUBJECT +FOUND")
                .containsPattern("ok +queue d\\d+-example-queue \\(us-east-2\\) +exists, keeps messages")
                .containsPattern("ok +mail server +SMTP 127.0.0.1:\\d+ lets us in")
                .contains("0 to look into, 0 bad");
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
