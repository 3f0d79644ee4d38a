package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.aws.dynamodb.TableNames;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSettingsTest {
    private static final AwsSettings DEFAULTS = AwsSettings.DEFAULTS;

    @Test
    void hasTheDefaultsOfTheEarlierWorker() {
        assertThat(DEFAULTS.region()).isEqualTo("us-east-2");
        assertThat(DEFAULTS.endpoints()).isEmpty();
        assertThat(DEFAULTS.queue().of("mail.example.com")).isEqualTo("mail-example-com-queue");
        assertThat(DEFAULTS.bucket().of("example.com")).isEqualTo("example-com-emails");
        assertThat(DEFAULTS.tables())
                .isEqualTo(new TableNames("email-rules", "email-blocked-senders", "ses-outbound-messages"));
        assertThat(DEFAULTS.deadLetterQueue()).isEmpty();
        assertThat(DEFAULTS.repliesTable()).isEmpty();
        assertThat(DEFAULTS.repliesKey()).isEqualTo("MessageId");
        assertThat(DEFAULTS.progressPrefix()).isEqualTo(".mailworker/progress/");
        assertThat(DEFAULTS.lookupCache()).isZero();
        assertThat(DEFAULTS.connections()).isEqualTo(100);
        assertThat(DEFAULTS.polls()).isEqualTo(10_000);
        assertThat(DEFAULTS.domainRegions()).isEmpty();
        assertThat(DEFAULTS.domainQueues()).isEmpty();
        assertThat(DEFAULTS.domainBuckets()).isEmpty();
        assertThat(DEFAULTS.auditBucket()).isEmpty();
        assertThat(DEFAULTS.auditPrefix()).isEqualTo("audit/");
        assertThat(DEFAULTS.quotaShare()).isEqualTo(0.9);
    }

    @Test
    void changesWhatIsAskedForAndNothingElse() {
        NameTemplate shared = new NameTemplate("shared");
        TableNames tables = new TableNames("r", "b", "m");
        AwsSettings changed = DEFAULTS.withRegion("eu-west-1")
                .withEndpoints(Map.of(AwsService.S3, URI.create("http://s3.example")))
                .withNames(shared, new NameTemplate("in-{domain}"))
                .withDeadLetterQueue("dead")
                .withTables(tables)
                .withReplies("replies", "id")
                .withProgressPrefix("p/")
                .withLookupCache(Duration.ofSeconds(5))
                .withLimits(7, 8)
                .withDomainRegions(Map.of("example.org", "us-west-2"))
                .withDomainNames(Map.of("example.net", "net"), Map.of("example.net", "net-mails"))
                .withAudits("audits", "a/")
                .withQuotaShare(0.5);

        assertThat(changed)
                .isEqualTo(new AwsSettings(
                        "eu-west-1",
                        Map.of(AwsService.S3, URI.create("http://s3.example")),
                        shared,
                        new NameTemplate("in-{domain}"),
                        java.util.Optional.of("dead"),
                        tables,
                        java.util.Optional.of("replies"),
                        "id",
                        "p/",
                        Duration.ofSeconds(5),
                        7,
                        8,
                        Map.of("example.org", "us-west-2"),
                        Map.of("example.net", "net"),
                        Map.of("example.net", "net-mails"),
                        java.util.Optional.of("audits"),
                        "a/",
                        0.5));
        assertThat(changed.queue().of("example.com")).isEqualTo("shared");
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> DEFAULTS.withRegion(" ")).hasMessageContaining("region");
        assertThatThrownBy(() -> DEFAULTS.withProgressPrefix("")).hasMessageContaining("prefix");
        assertThatThrownBy(() -> DEFAULTS.withLookupCache(Duration.ofSeconds(-1)))
                .hasMessageContaining("cache");
        assertThatThrownBy(() -> DEFAULTS.withLimits(0, 1)).hasMessageContaining("connection");
        assertThatThrownBy(() -> DEFAULTS.withDomainRegions(Map.of("example.com", " ")))
                .hasMessageContaining("region");
        assertThatThrownBy(() -> DEFAULTS.withQuotaShare(0)).hasMessageContaining("quota");
        assertThatThrownBy(() -> DEFAULTS.withQuotaShare(1.1)).hasMessageContaining("1.1");
    }

    @Test
    void knowsTheRegionOfADomain() {
        AwsSettings settings = DEFAULTS.withDomainRegions(Map.of("example.org", "eu-west-1"));

        assertThat(settings.regionOf("example.org")).isEqualTo("eu-west-1");
        assertThat(settings.regionOf("example.com")).isEqualTo("us-east-2");
    }

    @Test
    void knowsTheQueueAndBucketOfADomain() {
        AwsSettings settings =
                DEFAULTS.withDomainNames(Map.of("example.org", "inbound"), Map.of("example.org", "mails"));

        assertThat(settings.queueOf("example.org")).isEqualTo("inbound");
        assertThat(settings.queueOf("example.com")).isEqualTo("example-com-queue");
        assertThat(settings.bucketOf("example.org")).isEqualTo("mails");
        assertThat(settings.bucketOf("example.com")).isEqualTo("example-com-emails");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{dommain}-queue", "{domain", "a}b"})
    void refusesATemplateThatNamesNothing(String text) {
        assertThatThrownBy(() -> new NameTemplate(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{domain}-queue");
    }
}
