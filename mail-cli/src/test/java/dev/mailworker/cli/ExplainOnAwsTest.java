package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.Credentials;
import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What metadata and progress on S3 say. */
@ExtendWith(Credentials.class)
class ExplainOnAwsTest {
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
    void tellsWhatIsOnRecordAndWhatTodaysTablesRule() {
        String domain = cloud.newDomain();
        cloud.blocks("bob@" + domain, "*@example.net");
        cloud.mail(domain, "m", "alice@" + domain, "bob@" + domain);
        cloud.run(domain, "run", "--once");

        Run run = cloud.run(domain, "explain", "--key", "m");
        assertThat(run.code()).isZero();
        assertThat(run.lines().get(0))
                .startsWith(domain.replace('.', '-') + "-emails/m: partial at ")
                .endsWith(", by mx1, from <ann@example.net>");
        assertThat(run.out())
                .containsPattern("alice@" + domain + " +outcome +delivered")
                .containsPattern("bob@" + domain + " +outcome +blocked +pattern '\\*@example.net' matches")
                .contains("Today's tables would rule:")
                .containsPattern("bob@" + domain + " +blocklist +blocked");

        List<JsonValue> json =
                cloud.run(domain, "explain", "--key", "m", "--output", "json").json();
        assertThat(json).singleElement().satisfies(mail -> {
            assertThat(mail.get("domain").asString()).isEqualTo(domain);
            assertThat(mail.get("metadata").get("blocked_recipients").asString())
                    .isEqualTo("bob@" + domain);
            assertThat(mail.get("recorded").asList()).hasSize(2);
            assertThat(mail.get("today").asList()).isNotEmpty();
        });
    }

    @Test
    void tellsWhyAMailIsGone() {
        String domain = cloud.newDomain();
        cloud.blocks("bob@" + domain, "*@example.net");
        cloud.mail(domain, "gone", "bob@" + domain);
        cloud.run(domain, "run", "--once");

        Run run = cloud.run(domain, "explain", "--key", "gone");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("gone: deleted, because all its recipients blocked it, from <ann@example.net>")
                .doesNotContain("Nothing is on record");
    }

    @Test
    void readsWhatTheEarlierWorkerLeft() {
        String domain = cloud.newDomain();
        cloud.object(
                domain,
                "old",
                Map.of(
                        "processed", "true",
                        "processed_at", "1700000000",
                        "processed_by", "worker.py",
                        "status", "partial",
                        "invalid_inboxes", "nobody@" + domain));

        Run run = cloud.run(domain, "explain", "--key", "old");

        assertThat(run.out())
                .contains("old: partial at 2023-11-14T22:13:20Z, by worker.py")
                .containsPattern("nobody@" + domain + " +outcome +invalid +in invalid_inboxes");
    }

    @Test
    void findsAMailInWhicheverDomainItIs() {
        String first = cloud.newDomain();
        String second = cloud.newDomain();
        cloud.object(second, "somewhere", Map.of());
        String both = first + "," + second;

        assertThat(cloud.run(both, "explain", "--key", "somewhere").out()).contains("-emails/somewhere: waiting");
        assertThat(cloud.run(both, "explain", "--key", "somewhere", "--domain", second.toUpperCase(Locale.ROOT))
                        .code())
                .isZero();
        Run elsewhere = cloud.run(both, "explain", "--key", "somewhere", "--domain", first);
        assertThat(elsewhere.code()).isEqualTo(3);
        assertThat(elsewhere.err()).contains("no mail of " + first + " with the key 'somewhere'");
    }

    @Test
    void tellsTheDomainsThatShareABucketApartByTheRecord() {
        String domain = cloud.newDomain();
        cloud.object(domain, "shared", Map.of("status", "delivered", "envelope_to", "zoe@zoe.example"));

        assertThat(cloud.run(
                                domain,
                                settings -> {
                                    settings.put("DOMAINS", domain + ",zoe.example");
                                    settings.put("BUCKET_TEMPLATE", domain.replace('.', '-') + "-emails");
                                },
                                "explain",
                                "--key",
                                "shared",
                                "--output",
                                "json")
                        .json()
                        .get(0)
                        .get("domain")
                        .asString())
                .isEqualTo("zoe.example");
    }

    @Test
    void serviceThatIsNotThereIsTold() {
        String domain = cloud.newDomain();
        Run run = cloud.run(
                domain,
                settings -> settings.put("AWS_ENDPOINT_URL_S3", TestCloud.closedPort()),
                "explain",
                "--key",
                "m");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("-emails/m");
    }
}
