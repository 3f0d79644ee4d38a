package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.TestSite.Run;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blocked senders in a table. */
@ExtendWith(Credentials.class)
class BlocklistOnAwsTest {
    private static final String BOB = "Bob@example.com";
    private static final String PATTERN = "*@shop.example";

    private static TestCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static Run run(String... args) {
        return cloud.run("example.com", args);
    }

    private static int check(String sender) {
        return run("blocklist", "check", "--sender", sender, "--recipient", BOB).code();
    }

    @Test
    void isEditedAndAsked() {
        assertThat(check("deals@shop.example")).isZero();

        assertThat(run("blocklist", "add", "--recipient", BOB, "--pattern", PATTERN)
                        .out())
                .contains("now blocks");
        assertThat(run("blocklist", "add", "--recipient", BOB, "--pattern", PATTERN)
                        .out())
                .contains("blocks already");
        assertThat(check("deals@shop.example")).isEqualTo(1);
        assertThat(check("ann@example.net")).isZero();
        assertThat(run("blocklist", "list").out()).containsPattern("bob@example.com +\\*@shop.example");

        assertThat(run("blocklist", "remove", "--recipient", BOB, "--pattern", PATTERN)
                        .code())
                .isZero();
        assertThat(run("blocklist", "remove", "--recipient", BOB, "--pattern", PATTERN)
                        .code())
                .isEqualTo(1);
        assertThat(run("blocklist", "list").out()).contains("no mailbox blocks anybody");
    }

    @Test
    void tableThatIsNotThereIsTold() {
        Run run = cloud.run(
                "example.com",
                settings -> settings.put("DYNAMODB_BLOCKED_TABLE", "no-such-table"),
                "blocklist",
                "list");

        assertThat(run.code()).as(run.toString()).isEqualTo(3);
        assertThat(run.err()).contains("no-such-table");
    }

    @Test
    void isTriedOnMailsInTheBucket() {
        String domain = cloud.newDomain();
        cloud.mail(domain, "first", "bob@" + domain);
        cloud.mail(domain, "other", "alice@" + domain);
        cloud.run(domain, "run", "--once");
        String unsaid = "From: ann@example.net\r\nTo: bob@" + domain + "\r\n\r\nNobody told of this one.\r\n";
        cloud.put(domain, "unsaid", Map.of(), unsaid);

        Run run = cloud.run(domain, "blocklist", "try", "--recipient", "bob@" + domain, "--pattern", "*@example.net");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .containsPattern("/first +delivered +pattern '\\*@example.net' matches the envelope sender")
                .containsPattern("/unsaid +waiting +pattern '\\*@example.net' matches the From")
                .endsWith("would have blocked 2 of 2 mails to bob@" + domain + "\n");
    }
}
