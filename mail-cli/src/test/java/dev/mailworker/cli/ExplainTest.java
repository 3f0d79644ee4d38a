package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    private static final String TIME = "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder);
    }

    private Run explain(String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "explain";
        args[1] = "--key";
        args[2] = "hello";
        System.arraycopy(options, 0, args, 3, options.length);
        return site.run(args);
    }

    private void runOnce() {
        site.run("run", "--once");
    }

    @Test
    void whatConcernsOneRecipientStandsTogether() {
        site.blocks(BOB, "*@example.net").mail("hello", ALICE, BOB);
        runOnce();
        Run run = explain();

        assertThat(run.lines().get(0))
                .matches("example\\.com/hello: partial at " + TIME + ", by mx1, from <ann@example\\.net>");
        assertThat(String.join("\n", run.lines().subList(1, run.lines().size())))
                .isEqualTo("""
                RECIPIENT          RULE             RULING     BECAUSE
                alice@example.com  managed domains  pass       example.com is managed here
                alice@example.com  loop             pass       no X-SES-Worker-Processed field
                alice@example.com  verdicts         pass       no verdicts are known
                alice@example.com  bounce           pass       the mail is no bounce
                alice@example.com  blocklist        pass       the mailbox blocks nobody
                alice@example.com  delivery         deliver    nothing stands against it
                alice@example.com  outcome          delivered  %s
                bob@example.com    managed domains  pass       example.com is managed here
                bob@example.com    loop             pass       no X-SES-Worker-Processed field
                bob@example.com    verdicts         pass       no verdicts are known
                bob@example.com    bounce           pass       the mail is no bounce
                bob@example.com    blocklist        blocked    pattern '*@example.net' matches the envelope sender ann@example.net
                bob@example.com    outcome          blocked    pattern '*@example.net' matches the envelope sender ann@example.net""".formatted(run.lines().get(8).substring(47)));
        assertThat(run.lines().get(8).substring(47)).startsWith("250 2.0.0 stored as new/");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void whatTodaysTablesWouldRuleOtherwiseComesBelow() {
        site.mail("hello", ALICE);
        runOnce();
        site.blocks(ALICE, "ann@*");
        Run run = explain();

        assertThat(run.out()).endsWith("""

                Where today's tables would rule otherwise:
                RECIPIENT          RULE       RULING   BECAUSE
                alice@example.com  blocklist  blocked  pattern 'ann@*' matches the envelope sender ann@example.net
                """);
        assertThat(run.code()).isZero();
    }

    @Test
    void mailThatWaitsIsExplainedFromTodaysTables() {
        site.blocks(ALICE, "ann@*").mail("hello", ALICE);
        Run run = explain();

        assertThat(run.out()).startsWith("""
                example.com/hello: waiting, from <ann@example.net>
                Nothing is on record yet.

                Today's tables would rule:
                RECIPIENT          RULE             RULING   BECAUSE
                alice@example.com  managed domains  pass     example.com is managed here
                """);
        assertThat(run.out()).doesNotContain("outcome");
        assertThat(site.file("done")).as("looking changes nothing").doesNotExist();
    }

    @Test
    void guessedEnvelopeIsMarked() {
        site.bytes("hello", ALICE);
        assertThat(explain().lines().get(0)).isEqualTo("example.com/hello: waiting, from <> (envelope=guessed)");
        runOnce();
        assertThat(explain().lines().get(0)).endsWith(", from <> (envelope=guessed)");
    }

    @Test
    void deferredMailTellsItsAttempts() throws IOException {
        site.mail("hello", ALICE);
        Files.move(site.file("mail"), site.file("unmounted"));
        runOnce();
        assertThat(explain().lines().get(0))
                .isEqualTo("example.com/hello: waiting, from <ann@example.net>, tried once");
        runOnce();
        Run run = explain();

        assertThat(run.lines().get(0)).isEqualTo("example.com/hello: waiting, from <ann@example.net>, tried 2 times");
        assertThat(run.lines().get(2))
                .matches("alice@example\\.com  outcome  deferred  450 4\\.3\\.0 .* is not there: make or mount it \\("
                        + TIME.replace("Z", "(\\.\\d+)?Z") + "\\)");
        assertThat(run.lines().get(4)).isEqualTo("Today's tables would rule:");
    }

    @Test
    void deletedMailIsExplainedFromItsRecord() {
        site.blocks(BOB, "*@example.net").mail("hello", BOB);
        runOnce();
        Run run = explain();

        assertThat(site.file("done/example.com/hello.eml")).doesNotExist();
        assertThat(run.lines().get(0)).startsWith("example.com/hello: blocked at ");
        assertThat(run.lines()).last().asString().startsWith("bob@example.com  outcome          blocked  pattern");
        assertThat(run.out()).doesNotContain("today");
        assertThat(run.code()).isZero();
    }

    @Test
    void deadMailTellsItsReason() {
        site.mail("hello", "carol@elsewhere.example");
        runOnce();

        assertThat(explain().lines().get(0))
                .matches("example\\.com/hello: dead at " + TIME
                        + ", by mx1, from <ann@example\\.net>: no managed recipient");
    }

    @Test
    void mailWhoseEnvelopeIsBrokenTellsItsRecordAndThenTheError() {
        site.envelope("hello", "{").bytes("hello", ALICE);
        runOnce();
        Run run = explain();

        assertThat(run.lines()).hasSize(1);
        assertThat(run.out()).startsWith("example.com/hello: dead at ").contains("/spool/example.com/hello.json:1:");
        assertThat(run.err())
                .startsWith("mailworker: " + site.file("dead/example.com/hello.json") + ":1:")
                .endsWith("; mend or delete the file\n");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void unknownKey() {
        Run run = explain();

        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("mailworker: no mail with the key 'hello' is in " + folder
                        + ": look into spool/, done/ and dead/ for the keys there are\n");
        assertThat(run.code()).isEqualTo(3);
        assertThat(site.run("explain", "--key", "../hello").code()).isEqualTo(3);
    }

    @Test
    void brokenTable() {
        site.mail("hello", ALICE).write("tables/email-blocked-senders.json", "{\"Items\":\n [}");
        Run run = explain();

        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("mailworker: the blocklist can't be read: " + site.file("tables/email-blocked-senders.json")
                        + ":2:3: ")
                .contains("mend the file, or replace it by what 'aws dynamodb scan")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void brokenTableDoesNotHideTheRecord() {
        site.mail("hello", ALICE);
        runOnce();
        site.write("tables/email-rules.json", "[]");
        Run run = explain();

        assertThat(run.out()).startsWith("example.com/hello: delivered at ").contains("outcome");
        assertThat(run.err()).startsWith("mailworker: the table of rules can't be read: ");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void domainTellsMailsOfOneNameApart() {
        site.mail("hello", ALICE).mailbox("dave@example.org");
        site.write("spool/example.org/hello.json", "{\"from\":\"\",\"to\":[\"dave@example.org\"]}");
        site.write("spool/example.org/hello.eml", "\r\n");

        assertThat(explain().out()).contains("example.com/hello: waiting", "example.org/hello: waiting");
        assertThat(explain("--domain", "Example.ORG").out())
                .startsWith("example.org/hello: waiting")
                .doesNotContain("example.com/hello");
        Run none = explain("--domain", "example.net");
        assertThat(none.err()).startsWith("mailworker: no mail of example.net with the key 'hello' is in ");
        assertThat(none.code()).isEqualTo(3);
    }

    @Test
    void json() {
        site.blocks(BOB, "*@example.net").mail("hello", BOB);
        runOnce();
        Run run = explain("--output", "json");

        assertThat(run.lines()).hasSize(1);
        JsonValue json = run.json().get(0);
        assertThat(json.get("key").asString()).isEqualTo("hello");
        assertThat(json.get("domain").asString()).isEqualTo("example.com");
        assertThat(json.get("metadata").get("status").asString()).isEqualTo("blocked");
        assertThat(json.get("metadata").get("envelope_from").asString()).isEqualTo("<ann@example.net>");
        assertThat(json.get("today").asList()).isEmpty();
        JsonValue last = json.get("recorded").asList().get(5);
        assertThat(last.get("recipient").asString()).isEqualTo(BOB);
        assertThat(last.get("rule").asString()).isEqualTo("outcome");
        assertThat(last.get("ruling").asString()).isEqualTo("blocked");
        assertThat(last.get("because").asString()).startsWith("pattern '*@example.net' matches");
    }

    @Test
    void quietAnswersByItsExitCode() {
        site.mail("hello", ALICE);
        assertThat(explain("--quiet")).isEqualTo(new Run(0, "", ""));
        assertThat(explain("--quiet", "--output", "json")).isEqualTo(new Run(0, "", ""));
    }
}
