package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.TestSite.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker on AWS, by the program. */
@Timeout(300)
@ExtendWith(Credentials.class)
class RunOnAwsTest {
    private static TestCloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @Test
    void emptiesTheQueueOnce() {
        String domain = cloud.newDomain();
        for (int i = 1; i <= 25; i++) {
            cloud.mail(domain, "many-" + i, "bob@" + domain);
        }

        Run run = cloud.run(domain, "run", "--once");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("many-25 ", "25 mails: delivered 25");
        for (int i = 1; i <= 25; i++) {
            assertThat(cloud.delivered("many-" + i)).isEqualTo(1);
            assertThat(cloud.metadata(domain, "many-" + i))
                    .containsEntry("processed", "true")
                    .containsEntry("processed_by", "mx1")
                    .containsEntry("status", "delivered");
        }
        assertThat(cloud.queued(domain)).isZero();
    }

    @Test
    void deletesWhatEverybodyBlocks() {
        String domain = cloud.newDomain();
        cloud.blocks("bob@" + domain, "*@example.net");
        cloud.mail(domain, "blocked", "bob@" + domain);

        assertThat(cloud.run(domain, "run", "--once").out()).contains("1 mail: blocked 1");

        assertThat(cloud.delivered("blocked")).isZero();
        assertThat(cloud.isThere(domain, "blocked")).isFalse();
        assertThat(cloud.queued(domain)).isZero();
    }

    @Test
    void saysThatAMessageStaysWhichCanNotBeSetAside() {
        String domain = cloud.newDomainWithoutDeadLetters();
        cloud.mail(domain, "foreign", "carol@elsewhere.example");
        cloud.message(domain, "hello");

        Run run = cloud.run(domain, "run", "--once");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern(
                        "foreign +deferred .*stays in the queue.*no dead-letter queue.*no managed recipient.*; again in 3600 s")
                .containsPattern("queue +deferred .*stays in the queue.*no dead-letter queue.*hello")
                .contains("2 mails: deferred 2")
                .doesNotContain("dead ");
        assertThat(cloud.queued(domain)).isEqualTo(2);
    }

    @Test
    void tellsWhatIsLeft() {
        String domain = cloud.newDomain();
        cloud.mail(domain, "foreign", "carol@elsewhere.example");

        Run run = cloud.run(domain, "run", "--once");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("set aside: no managed recipient");
    }

    @Test
    void queuesAndBucketsMayHaveOtherNames() {
        String domain = cloud.newDomain();
        String dashed = domain.replace('.', '-');
        cloud.mail(domain, "named", "bob@" + domain);

        Run run = cloud.run(
                domain,
                settings -> {
                    settings.put("DOMAINS", "other.example," + domain);
                    settings.put("QUEUE_TEMPLATE", dashed + "-queue");
                },
                "run",
                "--once");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(cloud.delivered("named")).isEqualTo(1);
    }

    @Test
    void queueThatIsNotThereEndsARound() {
        Run run = cloud.run("nowhere.example", "run", "--once");

        assertThat(run.code()).as(run.toString()).isEqualTo(3);
        assertThat(run.err()).contains("queue nowhere-example-queue");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such signals")
    void readsTheFileOfDomainsAgain(@TempDir Path folder) throws Exception {
        String first = cloud.newDomain();
        String second = cloud.newDomain();
        Path file = Files.writeString(folder.resolve("domains"), first + " # the first\n");
        Map<String, String> environment = new HashMap<>(cloud.environment());
        environment.put("DOMAINS_FILE", file.toString());
        environment.put("POLL_INTERVAL", "1");
        try (Child child = Child.start(environment, List.of(), "run", "--verbose")) {
            cloud.mail(first, "one", "bob@" + first);
            child.await("one                     delivered");

            Files.writeString(file, first + "\n" + second + "\n");
            cloud.mail(second, "two", "bob@" + second);
            child.await("two                     delivered");

            Files.writeString(file, "no domain at all\n");
            child.await("stays in force");
            cloud.mail(second, "three", "bob@" + second);
            child.await("three                   delivered");

            Files.writeString(file, first + "\n");
            child.await(second.replace('.', '-') + "-queue: no longer polled");
            child.signal("TERM");
            assertThat(child.exitCode()).isZero();
        }
        assertThat(cloud.queued(second)).isZero();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such signals")
    void readsTheFileOfSettingsAgainWithoutLosingAMail(@TempDir Path folder) throws Exception {
        String first = cloud.newDomain();
        String second = cloud.newDomain();
        Path file = Files.writeString(folder.resolve("mw.yaml"), "domains:\n  " + first + ":\n");
        Map<String, String> environment = new HashMap<>(cloud.environment());
        environment.remove("DOMAINS");
        environment.put("POLL_INTERVAL", "1");
        environment.put("LOOKUP_CACHE", "3600");
        environment.put("DELETE_BLOCKED", "false");
        try (Child child = Child.start(environment, List.of(), "run", "--verbose", "--config", file.toString())) {
            cloud.mail(first, "early", "bob@" + first);
            child.await("early                   delivered");

            Files.writeString(file, "domains:\n  " + first + ":\n  " + second + ":\n    wieght: 2\n");
            child.await("did you mean 'weight'?. What it said before stays in force");
            for (int i = 1; i <= 20; i++) {
                cloud.mail(first, "mail-" + i, "bob@" + first);
                cloud.mail(second, "mail-" + i, "bob@" + second);
            }
            Files.writeString(file, "domains:\n  " + first + ":\n  " + second + ":\n    weight: 2\n");
            cloud.blocks("bob@" + first, "*");
            child.signal("HUP");
            child.await("reading the files of settings and domains and the tables again");
            cloud.mail(first, "blocked", "bob@" + first);
            child.await("blocked                 blocked");
            for (int i = 1; i <= 20; i++) {
                child.await("mail-" + i + " ");
            }
            cloud.mail(second, "late", "bob@" + second);
            child.await("late                    delivered");
            child.signal("TERM");
            assertThat(child.exitCode()).isZero();
        }
        for (int i = 1; i <= 20; i++) {
            assertThat(cloud.metadata(second, "mail-" + i)).containsEntry("status", "delivered");
            assertThat(cloud.metadata(first, "mail-" + i)).containsEntry("processed", "true");
        }
        assertThat(cloud.queued(first) + cloud.queued(second)).isZero();
    }

    @Test
    void fileNamesQueueAndBucketOfADomain(@TempDir Path folder) throws Exception {
        String named = cloud.newDomain();
        cloud.mail(named, "in-named", "carol@other.example");
        String dashed = named.replace('.', '-');
        Path file = Files.writeString(
                folder.resolve("mw.yaml"),
                "domains:\n  other.example:\n    queue: " + dashed + "-queue\n    bucket: " + dashed + "-emails\n");

        Run run =
                TestSite.mailworker(cloud.environment(), "run", "--once", "--config", file.toString(), "--domains", "");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(cloud.delivered("in-named")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "--help", "run --help", "run --local DIR --once"})
    void startsWithoutWhatItDoesNotNeed(String line, @TempDir Path folder) throws Exception {
        TestSite site = new TestSite(folder).mail("m", TestSite.ALICE);
        String[] args = line.replace("DIR", site.folder().toString()).split(" ", -1);

        assertThat(classesOf(Map.of(), 0, args))
                .isNotEmpty()
                .noneMatch(RunOnAwsTest::isOfAws)
                .noneMatch(RunOnAwsTest::isOfMetrics);
    }

    /** So that the test before can fail. */
    @Test
    void startsWithAwsWhereItNeedsIt() throws Exception {
        Map<String, String> environment = cloud.environment("nowhere.example");
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", TestCloud.closedPort());

        assertThat(classesOf(environment, ExitCode.OUTSIDE, "blocklist", "list"))
                .anyMatch(RunOnAwsTest::isOfAws);
    }

    private static List<String> classesOf(Map<String, String> environment, int code, String... args) throws Exception {
        try (Child child = Child.start(environment, List.of("-verbose:class"), args)) {
            assertThat(child.exitCode()).isEqualTo(code);
            return child.output().stream()
                    .filter(line -> line.contains("source:"))
                    .toList();
        }
    }

    private static boolean isOfAws(String line) {
        return line.contains("software.amazon") || line.contains("dev.mailworker.aws") || line.contains("io.netty");
    }

    private static boolean isOfMetrics(String line) {
        return line.contains("io.micrometer") || line.contains("io.prometheus");
    }
}
