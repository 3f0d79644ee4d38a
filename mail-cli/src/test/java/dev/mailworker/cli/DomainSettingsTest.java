package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailworker.aws.AwsSettings;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.decide.VerdictPolicies.Policy;
import dev.mailworker.mail.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What differs by domain, while the file of settings changes. */
class DomainSettingsTest {
    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.mailworker.cli");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("mw.yaml"), text);
    }

    private Settings settings(String text, String... environment) throws IOException {
        return Settings.read(Map.of(Setting.CONFIG_FILE, write(text).toString()), map(environment), Duration.ZERO);
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void whatTheFileSaysOfADomainWinsOverWhatIsForAll() throws IOException {
        Settings settings = settings(
                "domains: {example.com: {smtp_host: a.example, smtp_port: 26}, example.org: {}}",
                "SMTP_HOST",
                "usual.example");
        DomainSettings domains = settings.domains();

        assertThat(domains.of("example.com").text(Setting.SMTP_HOST)).isEqualTo("a.example");
        assertThat(domains.of("example.com").number(Setting.SMTP_PORT)).isEqualTo(26);
        assertThat(domains.of("example.org").text(Setting.SMTP_HOST)).isEqualTo("usual.example");
        assertThat(domains.of("example.net")).isSameAs(settings);
    }

    @Test
    void environmentSaysWhereADomainIsBeforeTheFileDoes() throws IOException {
        String file =
                "defaults: {domain_regions: 'a.example=eu-west-1,b.example=eu-west-1'}\ndomains: {a.example: {region: us-west-1}}";

        DomainSettings fromFile = settings(file).domains();
        assertThat(fromFile.of("a.example").text(Setting.AWS_REGION)).isEqualTo("us-west-1");
        assertThat(fromFile.of("b.example").text(Setting.AWS_REGION)).isEqualTo("eu-west-1");

        DomainSettings fromEnvironment =
                settings(file, "DOMAIN_REGIONS", "a.example=eu-west-2").domains();
        assertThat(fromEnvironment.of("a.example").text(Setting.AWS_REGION)).isEqualTo("eu-west-2");
        assertThat(fromEnvironment.of("b.example").text(Setting.AWS_REGION)).isEqualTo("us-east-2");
    }

    @Test
    void passwordIsForTheServerThatItWasSetFor() throws IOException {
        DomainSettings domains = settings(
                        """
                        domains:
                          other.example: {smtp_host: other.example}
                          same.example: {smtp_host: MAIL.example.com, smtp_port: 26}
                          own.example: {smtp_host: own.example, smtp_user: own, smtp_pass: secret}
                        """, "SMTP_HOST", "mail.example.com", "SMTP_USER", "site", "SMTP_PASS", "s3cret")
                .domains();

        assertThat(domains.of("other.example").isSet(Setting.SMTP_USER)).isFalse();
        assertThat(domains.of("other.example").isSet(Setting.SMTP_PASS)).isFalse();
        assertThat(domains.of("same.example").text(Setting.SMTP_USER)).isEqualTo("site");
        assertThat(domains.of("own.example").text(Setting.SMTP_PASS)).isEqualTo("secret");
    }

    @Test
    void queuesBucketsAndRegionsReachAws() throws IOException {
        Settings settings = settings("""
                defaults: {queue_template: "q-{domain}", aws_region: eu-west-1}
                domains:
                  example.com: {queue: inbound, bucket: "{domain}-mails", region: eu-west-2}
                  example.org: {}
                """);
        Supplier<AwsSettings> watched = AwsEnvironment.watched(settings);
        AwsSettings aws = watched.get();

        assertThat(aws.queueOf("example.com")).isEqualTo("inbound");
        assertThat(aws.bucketOf("example.com")).isEqualTo("example-com-mails");
        assertThat(aws.regionOf("example.com")).isEqualTo("eu-west-2");
        assertThat(aws.queueOf("example.org")).isEqualTo("q-example-org");
        assertThat(aws.bucketOf("example.org")).isEqualTo("example-org-emails");
        assertThat(aws.regionOf("example.org")).isEqualTo("eu-west-1");
        assertThat(aws.queueOf("example.net")).isEqualTo("q-example-net");
        assertThat(watched.get()).isSameAs(aws);

        write("domains: {example.org: {queue: other}}");
        assertThat(watched.get().queueOf("example.org")).isEqualTo("other");
        assertThat(watched.get().queueOf("example.com"))
                .as("defaults stay as they were at the start")
                .isEqualTo("q-example-com");
    }

    @Test
    void policiesReachTheRules() throws IOException {
        Settings settings = settings("""
                defaults: {spam_policy: tag, virus_policy: hold}
                domains:
                  example.com: {spam_policy: discard}
                  example.org: {}
                """);
        Supplier<VerdictPolicies> policies = WorkerSettings.policies(settings);

        assertThat(policies.get().byDomain()).containsOnlyKeys("example.com");
        assertThat(policies.get().in("example.com").of(Check.SPAM)).isEqualTo(Policy.DISCARD);
        assertThat(policies.get().in("example.com").of(Check.VIRUS)).isEqualTo(Policy.HOLD);
        assertThat(policies.get().in("example.org").of(Check.SPAM)).isEqualTo(Policy.TAG);

        write("domains: {example.org: {spam_policy: pass}}");
        assertThat(policies.get().in("example.com").of(Check.SPAM)).isEqualTo(Policy.TAG);
        assertThat(policies.get().in("example.org").of(Check.SPAM)).isEqualTo(Policy.PASS);
    }

    @Test
    void domainsOfTheFileAreManagedBesideTheOthers() throws IOException {
        ManagedDomains domains = Domains.of(settings("domains: {Example.COM: {}}", "DOMAINS", "example.org"));
        assertThat(domains.get()).containsExactlyInAnyOrder("example.com", "example.org");
        assertThat(domains.get()).isSameAs(domains.get());

        write("domains: {example.net: {}}");
        assertThat(domains.get()).containsExactlyInAnyOrder("example.net", "example.org");
    }

    @Test
    void siteIsNotLeftWithoutDomains() throws IOException {
        ManagedDomains domains = Domains.of(settings("domains: {example.com: {}}"));
        assertThat(domains.get()).containsExactly("example.com");

        write("domains: {}");
        assertThat(domains.get()).containsExactly("example.com");
        assertThat(domains.get()).containsExactly("example.com");
        assertThat(warnings())
                .containsExactly("no domain is named any more: those that were named before stay in force");
    }

    @Test
    void fileThatIsWrongKeepsTheOldOneAndSaysSoOnce() throws IOException {
        Settings settings = settings("domains: {example.com: {weight: 2}}");
        Path file = write("domains: {example.com: {wieght: 3}}");

        assertThat(settings.domains().of("example.com").number(Setting.DOMAIN_WEIGHT))
                .isEqualTo(2);
        assertThat(settings.domains().of("example.com").number(Setting.DOMAIN_WEIGHT))
                .isEqualTo(2);
        assertThat(warnings())
                .containsExactly(
                        "CONFIG_FILE: " + file
                                + ":1: 'wieght' is no setting of a domain: did you mean 'weight'?. What it said before stays in force");
        settings.readAgain();
        assertThat(warnings()).as("who asks for it is told again").hasSize(2);

        write("domains: {example.com: {smtp_host: other.example, smtp_user: worker}}");
        assertThat(settings.domains().of("example.com").number(Setting.DOMAIN_WEIGHT))
                .isEqualTo(2);
        assertThat(warnings()).hasSize(3).last().asString().contains("SMTP_USER is set and SMTP_PASS is not");

        write("domains: {example.com: {weight: 4}}");
        assertThat(settings.domains().of("example.com").number(Setting.DOMAIN_WEIGHT))
                .isEqualTo(4);
        assertThat(warnings()).hasSize(3);
    }

    @Test
    void whatNeedsANewStartSaysSo() throws IOException {
        Settings settings = settings("defaults: {smtp_port: 26, smtp_host: a.example}\ndomains: {example.com: {}}");
        Path file = write("defaults: {smtp_port: 27, site_id: x}\ndomains: {example.com: {}, example.org: {}}");

        assertThat(settings.domains().of("example.com").number(Setting.SMTP_PORT))
                .isEqualTo(26);
        assertThat(settings.file().domains()).containsKey("example.org");
        assertThat(warnings())
                .containsExactly(
                        file + ": what changed under 'defaults:' works from the next start on: site_id, smtp_host,"
                                + " smtp_port");
    }
}
