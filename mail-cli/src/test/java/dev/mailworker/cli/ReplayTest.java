package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.local.LocalSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder).blocks(BOB, "*@example.net");
    }

    @Test
    void servesWhoHasNoCopyAndNobodyElse() throws IOException {
        site.mail("m", ALICE, BOB).run("run", "--once");
        site.run("blocklist", "remove", "--recipient", BOB, "--pattern", "*@example.net");

        Run dry = site.run("replay", "--key", "m", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("alice@example.com  nothing", "bob@example.com    deliver");
        assertThat(site.delivered(BOB)).isEmpty();

        assertThat(site.run("replay", "--key", "m").code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
        assertThat(site.delivered(BOB)).hasSize(1);
        assertThat(site.file("done/example.com/m.eml")).exists();
        assertThat(site.run("replay", "--key", "m").out()).contains("finished before");
    }

    @Test
    void bringsAMailBackThatWasSetAside() throws IOException {
        site.mail("m", "carol@elsewhere.example").run("run", "--once");
        assertThat(site.file("dead/example.com/m.eml")).exists();

        assertThat(site.run("replay", "--status", "dead", "--to", ALICE).code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
        assertThat(site.file("dead/example.com/m.eml")).doesNotExist();
        assertThat(site.file("done/example.com/m.eml")).exists();
    }

    @Test
    void obeysTodaysTables() throws IOException {
        site.mail("m", ALICE, BOB).run("run", "--once");

        assertThat(site.run("replay", "--key", "m").out()).contains("bob@example.com blocked");
        assertThat(site.delivered(BOB)).isEmpty();
    }

    @Test
    void makesGoodWhatPassedWhileTheRulesCouldNotBeRead() throws IOException {
        site.mail("m", ALICE).write("tables/email-rules.json", "[]").set("OUTAGE_GRACE", "0");
        assertThat(site.run("run", "--once").code()).isZero();
        site.write(
                "tables/email-rules.json",
                "{\"Items\":[{\"email_address\":{\"S\":\"" + ALICE + "\"},\"forwards\":{\"L\":[{\"S\":\"" + BOB
                        + "\"}]}}],\"Count\":1}");

        assertThat(site.run("replay", "--passed-open", "--dry-run").out())
                .contains("alice@example.com  nothing")
                .containsPattern("alice@example.com +send +to bob@example.com");
        assertThat(site.run("replay", "--passed-open").code()).isZero();

        assertThat(site.delivered(ALICE)).hasSize(1);
        assertThat(site.delivered(BOB)).hasSize(1);
        assertThat(site.file("done/example.com/m.eml")).exists();
        assertThat(site.run("replay", "--passed-open").code()).isEqualTo(3);
    }

    @Test
    void heldMailIsReleasedByForce() throws IOException {
        site.envelope("m", "{\"from\":\"a@b.example\",\"to\":[\"" + ALICE + "\"],\"verdicts\":{\"spam\":\"FAIL\"}}")
                .bytes("m", ALICE)
                .set("SPAM_POLICY", "hold");
        assertThat(site.run("run", "--once").out()).contains("held");
        assertThat(site.run("replay", "--status", "held").out()).contains("held");
        assertThat(site.delivered(ALICE)).isEmpty();

        assertThat(site.run("replay", "--status", "held", "--force").code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
    }

    @Test
    void asksForAnEnvelopeWhereNoneIsOnRecord() throws IOException {
        site.write("dead/example.com/m.eml", "To: " + ALICE + "\r\n\r\nhello\r\n");

        Run without = site.run("replay", "--key", "m");
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("--to", "--guess-envelope");

        assertThat(site.run("replay", "--key", "m", "--guess-envelope").code()).isZero();
        assertThat(site.delivered(ALICE)).hasSize(1);
    }

    @Test
    void mailThatCantBeFinishedGoesBackAndIsNotDoneInAnotherWay() throws IOException {
        site.mail("m", ALICE).run("run", "--once");
        site.run("blocklist", "remove", "--recipient", BOB, "--pattern", "*@example.net");
        Files.move(site.file("mail"), site.file("unmounted"));

        Run replayed = site.run("replay", "--key", "m", "--to", BOB, "--force");
        assertThat(replayed.code()).isEqualTo(1);
        assertThat(replayed.out()).contains("bob@example.com deferred", "; replay it again later");
        assertThat(site.file("done/example.com/m.eml")).exists();

        Files.move(site.file("unmounted"), site.file("mail"));
        assertThat(site.run("run", "--once").out()).contains("0 mails");
        assertThat(site.delivered(BOB)).isEmpty();
        assertThat(site.run("replay", "--key", "m", "--to", BOB, "--force").code())
                .isZero();
        assertThat(site.delivered(BOB)).hasSize(1);
    }

    @Test
    void leavesAloneWhatAWorkerHas() throws IOException {
        site.mail("m", ALICE);
        try (LocalSite other = LocalSite.open(folder)) {
            assertThat(other.source("example.com").take("m", Duration.ofMinutes(5)))
                    .isPresent();

            Run run = site.run("replay", "--key", "m");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("a worker has it");
        }
        assertThat(site.delivered(ALICE)).isEmpty();
    }

    @Test
    void selectsByPrefixStatusAndTime() {
        site.mail("a-1", ALICE)
                .mail("a-2", BOB)
                .mail("b-1", ALICE)
                .set("DELETE_BLOCKED", "false")
                .run("run", "--once");

        assertThat(site.run("replay", "--prefix", "a-", "--dry-run").out())
                .contains("a-1", "a-2")
                .doesNotContain("b-1");
        assertThat(site.run("replay", "--status", "blocked", "--dry-run").out())
                .contains("a-2")
                .doesNotContain("a-1");
        assertThat(site.run("replay", "--since", "1h", "--dry-run").out()).contains("a-1", "a-2", "b-1");
        assertThat(site.run("replay", "--until", "1h", "--dry-run").code()).isEqualTo(3);
    }

    @Test
    void timeOnRecordThatIsNoneIsNotKnown() {
        site.mail("m", ALICE).run("run", "--once");
        site.write(
                "done/example.com/m.audit.json", "{\"metadata\":{\"processed\":\"true\",\"processed_at\":\"today\"}}");

        assertThat(site.run("replay", "--since", "1h").code()).isEqualTo(3);
    }

    @Test
    void dryRunChangesNothing() throws IOException {
        site.mail("m", ALICE);

        assertThat(site.run("replay", "--status", "waiting", "--dry-run", "--output", "json")
                        .json())
                .singleElement()
                .satisfies(row -> assertThat(row.get("would").asString()).isEqualTo("deliver"));
        assertThat(site.file("spool/example.com/m.eml")).exists();
        assertThat(Files.exists(site.file("done"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "5", "", "7w", "2026-13-01T00:00:00Z"})
    void refusesTimesThatItCantRead(String time) {
        site.mail("m", ALICE).run("run", "--once");

        Run run = site.run("replay", "--since", time);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--since");
    }

    @Test
    void wantsToKnowWhichMails() {
        assertThat(site.run("replay").code()).isEqualTo(2);
        assertThat(site.run("replay", "--key", "nope").code()).isEqualTo(3);
    }

    @Test
    void barTellsHowFarItIs() {
        assertThat(Progress.line(300, 120, Duration.ofSeconds(3)))
                .isEqualTo("[############..................] 120/300  40/s  5 s left   ");
        assertThat(Progress.line(120, Duration.ofSeconds(3))).isEqualTo("120 done  40/s   ");
    }
}
