package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.TestSite.Run;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Working again on mails in buckets. */
@ExtendWith(Credentials.class)
class ReplayOnAwsTest {
    private static TestCloud cloud;

    private String domain;
    private String alice;
    private String bob;

    @BeforeAll
    static void start() throws Exception {
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @BeforeEach
    void setUp() {
        domain = cloud.newDomain();
        alice = "alice@" + domain;
        bob = "bob@" + domain;
    }

    private Run run(String... args) {
        return cloud.run(domain, args);
    }

    private String progressKey(String key) {
        return ".mailworker/progress/" + key + ".json";
    }

    @Test
    void servesWhoHasNoCopyAndNobodyElse() {
        cloud.blocks(bob, "*@example.net");
        cloud.mail(domain, "half", alice, bob);
        run("run", "--once");
        run("blocklist", "remove", "--recipient", bob, "--pattern", "*@example.net");

        Run dry = run("replay", "--key", "half", "--dry-run");
        assertThat(dry.code()).as(dry.toString()).isZero();
        assertThat(dry.out()).contains(alice + "  nothing").containsPattern(bob + " +deliver");
        assertThat(cloud.delivered("half")).isEqualTo(1);

        Run replay = run("replay", "--key", "half");
        assertThat(replay.code()).as(replay.toString()).isZero();
        assertThat(cloud.delivered("half")).isEqualTo(2);
        assertThat(cloud.metadata(domain, "half")).containsEntry("status", "delivered");
        assertThat(cloud.isThere(domain, progressKey("half"))).isFalse();

        assertThat(run("replay", "--key", "half").out()).contains("finished before");
        assertThat(cloud.delivered("half")).isEqualTo(2);
    }

    @Test
    void bringsAMailToSomebodyElse() {
        cloud.mail(domain, "stray", "carol@elsewhere.example");
        run("run", "--once");

        assertThat(run("replay", "--status", "dead", "--to", alice).code()).isZero();
        assertThat(cloud.delivered("stray")).isEqualTo(1);
    }

    @Test
    void leavesAMailToItsQueueOfWhichNothingIsOnRecord() {
        cloud.object(domain, "fresh", Map.of());

        Run left = run("replay", "--key", "fresh", "--to", bob);
        assertThat(left.code()).isEqualTo(1);
        assertThat(left.err()).contains("-emails/fresh: nothing is on record", "--lost");
        assertThat(cloud.delivered("fresh")).isZero();

        assertThat(run("replay", "--key", "fresh", "--to", bob, "--lost").code())
                .isZero();
        assertThat(cloud.delivered("fresh")).isEqualTo(1);
    }

    @Test
    void leavesAMailToAWorkerThatHasIt() {
        cloud.mail(domain, "dead", "carol@elsewhere.example");
        run("run", "--once");
        String until = Instant.now().plus(5, ChronoUnit.MINUTES).toString();
        cloud.put(
                domain,
                progressKey("dead"),
                Map.of(),
                "{\"version\":1,\"attempts\":1,\"envelope\":{\"from\":\"\",\"to\":[],\"origin\":\"UNSTATED\"},"
                        + "\"results\":[],\"claims\":[],\"deleted\":false,\"passed_open\":[],\"open_attempts\":1,"
                        + "\"hold\":{\"owner\":\"mx2\",\"until\":\"" + until + "\"}}");

        Run run = run("replay", "--key", "dead", "--to", alice);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("a worker has it just now");
        assertThat(cloud.delivered("dead")).isZero();
    }

    @Test
    void asksForAnEnvelopeWhereNoneIsOnRecord() {
        cloud.object(domain, "bare", Map.of());

        Run without = run("replay", "--key", "bare", "--lost");
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("--to", "--guess-envelope");

        assertThat(run("replay", "--key", "bare", "--lost", "--guess-envelope").code())
                .isZero();
        assertThat(cloud.delivered("bare")).isEqualTo(1);
        assertThat(cloud.metadata(domain, "bare")).containsEntry("envelope", "guessed");
    }

    @Test
    void whatAPolicyKeptIsReleasedByForceAlone() {
        cloud.object(
                domain,
                "kept",
                Map.of("processed", "true", "status", "held", "held", bob, "envelope_to", bob, "envelope_from", "<>"));

        Run left = run("replay", "--status", "held", "--to", bob);
        assertThat(left.code()).isEqualTo(1);
        assertThat(left.err()).contains("--force");

        assertThat(run("replay", "--status", "held", "--to", bob, "--force").code())
                .isZero();
        assertThat(cloud.delivered("kept")).isEqualTo(1);
    }

    @Test
    void makesGoodWhatPassedWhileTheTablesCouldNotBeRead() {
        cloud.mail(domain, "open", alice);
        cloud.run(
                domain,
                settings -> {
                    settings.put("AWS_ENDPOINT_URL_DYNAMODB", TestCloud.closedPort());
                    settings.put("OUTAGE_GRACE", "0");
                },
                "run",
                "--once");
        assertThat(cloud.metadata(domain, "open"))
                .containsEntry("status", "delivered")
                .containsEntry("passed_open", "blocklist,rules");
        cloud.forwards(alice, "out@example.net");

        Run dry = run("replay", "--passed-open", "--dry-run");
        assertThat(dry.out())
                .containsPattern(alice + " +nothing +has a copy on record")
                .containsPattern(alice + " +send +to out@example.net");

        Run replay = run("replay", "--passed-open");
        assertThat(replay.code()).as(replay.toString()).isZero();
        assertThat(cloud.sentTo("out@example.net")).isEqualTo(1);
        assertThat(cloud.delivered("open")).isEqualTo(1);
        assertThat(cloud.metadata(domain, "open")).doesNotContainKey("passed_open");
        assertThat(cloud.isThere(domain, progressKey("open"))).isFalse();
        assertThat(run("replay", "--passed-open").code()).as("none is left").isEqualTo(3);
    }

    @Test
    void selectsByKeyPrefixStatusTimeAndTable() {
        long lastYear = Instant.now().minus(365, ChronoUnit.DAYS).getEpochSecond();
        Map<String, String> old =
                Map.of("processed", "true", "status", "invalid", "processed_at", Long.toString(lastYear));
        cloud.object(domain, "a-1", old);
        cloud.object(domain, "a-2", Map.of("status", "dead", "passed_open", "blocklist"));
        cloud.object(domain, "b-1", Map.of());
        cloud.put(domain, progressKey("a-0"), Map.of(), "not a mail");

        assertThat(selected("--key", "a-1", "--key", "b-1")).containsExactly("a-1", "b-1");
        assertThat(selected("--prefix", "a-")).containsExactly("a-1", "a-2");
        assertThat(selected("--prefix", "")).containsExactly("a-1", "a-2", "b-1");
        assertThat(selected("--status", "waiting")).containsExactly("b-1");
        assertThat(selected("--status", "dead", "--status", "invalid")).containsExactly("a-1", "a-2");
        assertThat(selected("--passed-open")).containsExactly("a-2");
        assertThat(selected("--since", "1h"))
                .as("by the audit, else by the object")
                .containsExactly("a-2", "b-1");
        assertThat(selected("--until", "100d")).containsExactly("a-1");
        assertThat(selected("--until", "100d", "--since", "400d")).containsExactly("a-1");
        assertThat(selected("--until", "400d")).isEmpty();
    }

    /** The keys that a rehearsal says something about. */
    private List<String> selected(String... selection) {
        String[] args = Stream.concat(
                        Stream.of("replay", "--dry-run", "--output", "json", "--force", "--lost", "--guess-envelope"),
                        Stream.of(selection))
                .toArray(String[]::new);
        Run run = run(args);
        assertThat(run.code()).as(run.toString()).isEqualTo(run.out().isEmpty() ? 3 : 0);
        return run.json().stream().map(row -> row.get("key").asString()).toList();
    }

    @Test
    void worksThroughTheBucketsOfAllDomainsOrOfOne() {
        String other = cloud.newDomain();
        cloud.object(domain, "x-1", Map.of());
        cloud.object(other, "x-2", Map.of());
        String both = domain + "," + other;

        assertThat(cloud.run(both, "replay", "--prefix", "x-", "--dry-run", "--lost", "--guess-envelope")
                        .out())
                .contains("x-1", "x-2");
        assertThat(cloud.run(
                                both,
                                "replay",
                                "--prefix",
                                "x-",
                                "--domain",
                                other,
                                "--dry-run",
                                "--lost",
                                "--guess-envelope")
                        .out())
                .contains("x-2")
                .doesNotContain("x-1");
    }

    @Test
    void bucketThatIsNotThereIsToldAfterTheOthersWereGoneOver() {
        cloud.object(domain, "y-1", Map.of());

        Run run = cloud.run("nowhere.example," + domain, "replay", "--prefix", "y-", "--lost", "--guess-envelope");

        assertThat(run.code()).as(run.toString()).isEqualTo(4);
        assertThat(run.err()).contains("can't list bucket nowhere-example-emails");
        assertThat(cloud.delivered("y-1")).isEqualTo(1);
    }

    @Test
    void mailWhoseRecordIsBrokenIsToldAndTheOthersGoOn() {
        cloud.object(domain, "z-1", Map.of());
        cloud.put(domain, progressKey("z-1"), Map.of(), "{}");
        cloud.object(domain, "z-2", Map.of());

        Run run = run("replay", "--prefix", "z-", "--to", bob, "--lost");

        assertThat(run.code()).as(run.toString()).isEqualTo(2);
        assertThat(run.err()).contains("z-1.json:1:1: the field 'version' is missing; mend the object");
        assertThat(cloud.delivered("z-1")).isZero();
        assertThat(cloud.delivered("z-2")).isEqualTo(1);
    }

    @Test
    void deferredMailIsNotSaidToComeBack() {
        cloud.object(domain, "later", Map.of());

        Run run = cloud.run(
                domain, settings -> settings.put("SMTP_PORT", "1"), "replay", "--key", "later", "--to", bob, "--lost");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("deferred", "; replay it again later");
        assertThat(run("replay", "--key", "later", "--to", bob).code())
                .as("what is remembered of it is a record")
                .isZero();
        assertThat(cloud.delivered("later")).isEqualTo(1);
    }
}
