package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.ANN;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run --once} says of each fate. */
class RunTest {
    private static final String STORED = "250 2\\.0\\.0 stored as new/[0-9a-f]{40}\\.mailworker";

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder);
    }

    private Run once(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "run";
        args[1] = "--once";
        System.arraycopy(options, 0, args, 2, options.length);
        return site.run(args);
    }

    private static JsonValue only(Run run) {
        assertThat(run.lines()).hasSize(1);
        return run.json().get(0);
    }

    private static void assertEnded(JsonValue json, String status, String settlement) {
        assertThat(json.get("status").asString()).isEqualTo(status);
        assertThat(json.get("settlement").asString()).isEqualTo(settlement);
    }

    @Test
    void fileSaysWhatDiffersByDomain() throws IOException {
        try (SmtpSink server = SmtpSink.taking()) {
            site.mailbox("dave@example.org");
            site.write(
                    "mw.yaml",
                    "defaults: {spam_policy: discard}\ndomains: {example.org: {smtp_host: 127.0.0.1, smtp_port: "
                            + server.port() + ", spam_policy: pass}}\n");
            site.envelope(
                            "spam",
                            "{\"from\":\"" + ANN + "\",\"to\":[\"" + ALICE
                                    + "\",\"dave@example.org\"],\"verdicts\":{\"spam\":\"FAIL\"}}")
                    .bytes("spam", ALICE, "dave@example.org");
            site.mail("plain", ALICE, "dave@example.org");

            Run run = site.run("run", "--once", "--config", site.file("mw.yaml").toString());

            assertThat(run.code()).as(run.toString()).isZero();
            assertThat(run.out())
                    .contains(ALICE + " discarded (Spam verdict is FAIL, and the site's policy for that is discard)");
            assertThat(server.mails()).hasSize(2);
            assertThat(site.delivered(ALICE)).hasSize(1);
            assertThat(site.delivered("dave@example.org")).isEmpty();
        }
    }

    @Test
    void flagsAreSettings() {
        site.blocks(ALICE, "*").mail("hello", ALICE);

        Run run = site.run("run", "--once", "--worker-name", "by-flag", "--delete-blocked=false");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(site.file("done/example.com/hello.eml")).exists();
    }

    @Test
    void nothingToDo() {
        Run run = once();

        assertThat(run.out()).isEqualTo("0 mails\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(once("--output", "json").out()).isEmpty();
    }

    @Test
    void deliveredInText() throws IOException {
        site.mail("hello", ALICE);
        Run run = once();

        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0))
                .matches("hello                   delivered alice@example\\.com delivered \\(" + STORED + "\\)");
        assertThat(run.lines().get(1)).isEqualTo("1 mail: delivered 1");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
    }

    @Test
    void aMailThatNobodyTookIsKeptAndWantsLookingAt() {
        site.write(
                "tables/email-rules.json",
                "{\"Items\":[{\"email_address\":{\"S\":\"info@example.com\"},\"forward_keep\":{\"BOOL\":false},"
                        + "\"forwards\":{\"L\":[{\"S\":\"info@private.example\"}]}}]}");
        site.mailFrom("", "bounce", "info@example.com");

        Run run = once();

        assertThat(run.lines().get(0))
                .startsWith("bounce                  kept      info@example.com kept (not forwarded to"
                        + " info@private.example: mail from <> does not leave the site; the address has no mailbox");
        assertThat(run.code()).isEqualTo(1);
        assertThat(site.file("done/example.com/bounce.eml")).exists();
    }

    @Test
    void deliveredInJson() {
        site.mail("hello", ALICE);
        Run run = once("--output", "json");

        JsonValue json = only(run);
        assertEnded(json, "delivered", "done");
        assertThat(json.get("key").asString()).isEqualTo("hello");
        assertThat(json.get("domain").asString()).isEqualTo("example.com");
        assertThat(json.get("because").asString()).isEqualTo("delivered 1");
        assertThat(json.get("attempt").toString()).isEqualTo("1");
        assertThat(json.get("from").asString()).isEqualTo("ann@example.net");
        JsonValue recipient = json.get("recipients").asList().get(0);
        assertThat(recipient.get("recipient").asString()).isEqualTo(ALICE);
        assertThat(recipient.get("status").asString()).isEqualTo("delivered");
        assertThat(recipient.get("because").asString()).matches(STORED);
        assertThat(run.code()).isZero();
    }

    @Test
    void nullSenderIsEmptyInJson() {
        site.mailFrom("", "bounce", ALICE);

        assertThat(only(once("--output", "json")).get("from").asString()).isEmpty();
    }

    @Test
    void blocked() throws IOException {
        site.blocks(BOB, "*@example.net").mail("hello", BOB);
        Run run = once();

        assertThat(run.out()).isEqualTo("""
                hello                   blocked   bob@example.com blocked (pattern '*@example.net' matches the envelope sender ann@example.net)
                1 mail: blocked 1
                """);
        assertThat(run.code()).isZero();
        assertThat(site.delivered(BOB)).isEmpty();
        site.mail("again", BOB);
        assertEnded(only(once("--output", "json")), "blocked", "done");
    }

    @Test
    void blockedMailIsKeptWhenTheSiteSaysSo() {
        site.blocks(BOB, "*@example.net").mail("hello", BOB).set("DELETE_BLOCKED", "false");

        assertThat(once().code()).isZero();
        assertThat(site.file("done/example.com/hello.eml")).exists();
    }

    @Test
    void partial() throws IOException {
        site.blocks(BOB, "*@example.net").mail("hello", ALICE, BOB);
        Run run = once();

        assertThat(run.lines().get(0))
                .matches("hello                   partial   alice@example\\.com delivered \\(" + STORED
                        + "\\); bob@example\\.com blocked \\(pattern '\\*@example\\.net' matches .*\\)");
        assertThat(run.code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
        site.mail("again", ALICE, BOB);
        assertEnded(only(once("--output", "json")), "partial", "done");
    }

    @Test
    void invalid() {
        site.mail("hello", "nobody@example.com");
        Run run = once();

        assertThat(run.out()).isEqualTo("""
                hello                   invalid   nobody@example.com invalid (550 5.1.1 no mailbox for nobody@example.com: %s is not there)
                1 mail: invalid 1
                """.formatted(site.file("mail/example.com/nobody")));
        assertThat(run.code()).isZero();
        site.mail("again", "nobody@example.com");
        assertEnded(only(once("--output", "json")), "invalid", "done");
    }

    @Test
    void rejected() throws IOException {
        try (SmtpSink server = SmtpSink.taking()) {
            site.set("SMTP_HOST", "127.0.0.1").set("SMTP_PORT", Integer.toString(server.port()));
            site.mail("hello", "refused@example.com");
            Run run = once();

            assertThat(run.out()).isEqualTo("""
                    hello                   rejected  refused@example.com rejected (550 5.7.26 fails DMARC)
                    1 mail: rejected 1
                    """);
            assertThat(run.code()).isZero();
            site.mail("again", "refused@example.com");
            assertEnded(only(once("--output", "json")), "rejected", "done");
        }
    }

    @Test
    void discardedAndHeld() {
        String failing = "{\"from\":\"ann@example.net\",\"to\":[\"alice@example.com\"],\"verdicts\":{\"%s\":\"FAIL\"}}";
        site.set("VIRUS_POLICY", "discard").set("SPAM_POLICY", "hold");
        site.envelope("virus", failing.formatted("virus")).bytes("virus", ALICE);
        site.envelope("spam", failing.formatted("spam")).bytes("spam", ALICE);
        Run run = once();

        assertThat(run.lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("virus                   discarded alice@example.com discarded ("))
                .anyMatch(line -> line.startsWith("spam                    held      alice@example.com held ("))
                .last()
                .isEqualTo("2 mails: discarded 1, held 1");
        assertThat(run.code()).isZero();
        site.envelope("v", failing.formatted("virus")).bytes("v", ALICE);
        assertEnded(only(once("--output", "json")), "discarded", "done");
        site.envelope("s", failing.formatted("spam")).bytes("s", ALICE);
        assertEnded(only(once("--output", "json")), "held", "done");
    }

    @Test
    void deferredAndTriedAgain() throws IOException {
        site.mail("hello", ALICE);
        Files.move(site.file("mail"), site.file("unmounted"));
        Run first = once();

        assertThat(first.lines().get(0))
                .matches(
                        "hello                   deferred  alice@example\\.com deferred \\(450 4\\.3\\.0 .*/mail is not"
                                + " there: make or mount it\\); again in \\d+ s");
        assertThat(first.lines().get(1)).isEqualTo("1 mail: deferred 1");
        assertThat(first.code()).isEqualTo(1);

        Run second = once("--output", "json");
        JsonValue json = only(second);
        assertEnded(json, "deferred", "retry");
        assertThat(json.get("attempt").toString()).isEqualTo("2");
        assertThat(Integer.parseInt(json.get("retry_after_seconds").toString())).isPositive();
        assertThat(second.code()).isEqualTo(1);

        Files.move(site.file("unmounted"), site.file("mail"));
        assertThat(once().code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
    }

    @Test
    void dead() {
        site.mail("hello", "carol@elsewhere.example");
        Run run = once();

        assertThat(run.out()).isEqualTo("""
                hello                   dead      carol@elsewhere.example unmanaged (elsewhere.example is not a domain of this worker); set aside: no managed recipient
                1 mail: dead 1
                """);
        assertThat(run.code()).isEqualTo(1);
        site.mail("again", "carol@elsewhere.example");
        Run json = once("--output", "json");
        assertEnded(only(json), "dead", "dead");
        assertThat(json.code()).isEqualTo(1);
    }

    @Test
    void skipped() throws IOException {
        site.mail("hello", ALICE);
        once();
        for (String suffix : List.of(".json", ".audit.json", ".eml")) {
            site.move("done/example.com/hello" + suffix, "spool/example.com/hello" + suffix);
        }
        Run run = once();

        assertThat(run.out()).isEqualTo("""
                hello                   skipped   finished before, by mx1
                1 mail: skipped 1
                """);
        assertThat(run.code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
    }

    @Test
    void brokenEnvelopeIsSetAsideAndCounted() {
        site.envelope("hello", "{\"from\": }").bytes("hello", ALICE);
        Run run = once();

        assertThat(run.lines().get(0))
                .startsWith("spool/example.com       dead      set aside: " + site.file("spool/example.com/hello.json")
                        + ":1:10: ");
        assertThat(run.lines().get(1)).isEqualTo("1 mail: dead 1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(site.file("dead/example.com/hello.eml")).exists();

        site.envelope("again", "[]").bytes("again", ALICE);
        Run json = once("--output", "json");
        assertEnded(only(json), "dead", "dead");
        assertThat(only(json).get("source").asString()).isEqualTo("spool/example.com");
        assertThat(json.code()).isEqualTo(1);
    }

    @Test
    void brokenTableHoldsMailsAndSaysWhere() {
        site.mail("hello", ALICE).write("tables/email-blocked-senders.json", "{\"Items\":\n [}");
        Run run = once();

        assertThat(run.lines().get(0))
                .startsWith("hello                   deferred  waiting for the blocklist, which can't be read: "
                        + site.file("tables/email-blocked-senders.json") + ":2:3: ");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void mailIsDeliveredBySmtp() throws IOException {
        try (SmtpSink server = SmtpSink.taking()) {
            site.set("SMTP_HOST", "127.0.0.1").set("SMTP_PORT", Integer.toString(server.port()));
            site.mail("hello", ALICE, BOB);
            Run run = once();

            assertThat(run.lines().get(0)).contains("alice@example.com delivered (250 2.0.0 taken");
            assertThat(run.code()).isZero();
            assertThat(server.mails())
                    .as("one transaction for both")
                    .containsExactly(Files.readString(site.file("done/example.com/hello.eml")));
        }
    }

    @Test
    void foldersThatAreNoDomainsChangeNothing() {
        site.mail("hello", ALICE).domain("No Domain").domain("EXAMPLE.NET");

        assertThat(once().out()).endsWith("1 mail: delivered 1\n");
    }

    @Test
    void quietPrintsNothingInAnyForm() {
        site.mail("hello", ALICE).mail("lost", "carol@elsewhere.example");
        Run run = once("--quiet");

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
        site.mail("again", ALICE);
        assertThat(once("--quiet", "--output", "json").out()).isEmpty();
    }

    @Test
    void verbosePrintsEachRulingBelowItsMail() {
        site.blocks(BOB, "*@example.net").mail("hello", BOB);
        Run run = once("--verbose");

        assertThat(run.lines().subList(1, 6))
                .containsExactly(
                        "    bob@example.com managed domains: pass because example.com is managed here",
                        "    bob@example.com loop: pass because no X-SES-Worker-Processed field",
                        "    bob@example.com verdicts: pass because no verdicts are known",
                        "    bob@example.com bounce: pass because the mail is no bounce",
                        "    bob@example.com blocklist: blocked because pattern '*@example.net' matches the envelope"
                                + " sender ann@example.net");
    }

    @Test
    void quietAndVerboseExcludeEachOther() {
        Run run = once("--quiet", "--verbose");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("mailworker: --quiet and --verbose exclude each other: give one of them\n");
    }
}
