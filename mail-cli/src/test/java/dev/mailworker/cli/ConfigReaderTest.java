package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.cli.ConfigFile.OfDomain;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigReaderTest {
    private static ConfigFile read(String text) throws Unusable {
        return ConfigReader.read("mw.yaml", text);
    }

    private static Given given(String value, int line) {
        return new Given(value, Origin.file("mw.yaml", line));
    }

    @Test
    void knowsEachValueWithItsLine() throws Unusable {
        ConfigFile file = read("""
                # what all domains have
                defaults:
                  smtp_host: mail.example.com
                  smtp_port: 2526
                  delete_blocked: no      # as people write it
                  smtp_pass: " s3cret "
                domains:
                  example.com:
                  Bücher.example:
                    queue: inbound
                    smtp_use_tls: yes
                    smtp_user: ""
                """);

        assertThat(file.defaults())
                .isEqualTo(Map.of(
                        Setting.SMTP_HOST, given("mail.example.com", 3),
                        Setting.SMTP_PORT, given("2526", 4),
                        Setting.DELETE_BLOCKED, given("no", 5),
                        Setting.SMTP_PASS, given(" s3cret ", 6)));
        assertThat(file.domains())
                .containsExactly(
                        Map.entry("example.com", new OfDomain(Origin.file("mw.yaml", 8), Map.of())),
                        Map.entry(
                                "xn--bcher-kva.example",
                                new OfDomain(
                                        Origin.file("mw.yaml", 9),
                                        Map.of(
                                                Setting.QUEUE_TEMPLATE, given("inbound", 10),
                                                Setting.SMTP_USE_TLS, given("yes", 11),
                                                Setting.SMTP_USER, given("", 12)))));
    }

    @Test
    void takesAnchorsForWhatTheyStandFor() throws Unusable {
        ConfigFile file = read("""
                domains:
                  example.com: &relay
                    smtp_host: relay.example.com
                  example.org: *relay
                """);

        Map<Setting, Given> relay = Map.of(Setting.SMTP_HOST, given("relay.example.com", 3));
        assertThat(file.domains().values()).extracting(OfDomain::given).containsExactly(relay, relay);
    }

    @ParameterizedTest
    @EnumSource
    void takesEachSettingButItsOwnName(Setting setting) throws Unusable {
        String text = "defaults: {" + setting.nameInFile() + ": '"
                + Samples.of(setting).get(0) + "'}";
        if (setting == Setting.CONFIG_FILE) {
            assertThatThrownBy(() -> read(text)).hasMessageContaining("'config_file' is no setting under defaults");
        } else {
            assertThat(read(text).defaults()).containsOnlyKeys(setting);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
                    ""; :1: it says nothing: write 'defaults:' and 'domains:' into it
                    " # nothing"; :1: it says nothing: write 'defaults:' and 'domains:' into it
                    word; :1: the file has to hold 'defaults:' and 'domains:'
                    - defaults; :1: the file has to hold 'defaults:' and 'domains:'
                    [a]: b; :1: the file has to hold 'defaults:' and 'domains:'
                    domain: {}; :1: 'domain' is no part of the file: did you mean 'domains'?
                    smtp_host: x; :1: 'smtp_host' is a setting: write it under 'defaults:'
                    defaults: 3; :1: defaults has to hold settings, such as 'smtp_host: mail.example.com'
                    domains: [a.example]; :1: domains has to hold domains, such as 'example.com:'
                    defaults:|  smtp_hots: x; :2: 'smtp_hots' is no setting under defaults: did you mean 'smtp_host'?
                    defaults:|  SMTP_HOST: x; :2: 'SMTP_HOST' is no setting under defaults: did you mean 'smtp_host'?
                    defaults:|  queue: x; :2: 'queue' is no setting under defaults: for all domains it is called 'queue_template'
                    defaults:|  smtp_port: smtp; :2: smtp_port is 'smtp' and has to be a whole number from 1 to 65535
                    defaults:|  smtp_port:; :2: smtp_port has no value: write a whole number from 1 to 65535, or leave it out
                    defaults:|  smtp_port: ''; :2: smtp_port has no value: write a whole number from 1 to 65535, or leave it out
                    defaults:|  smtp_user:; :2: smtp_user has no value: write some text, or leave it out
                    defaults:|  domains: [a.example]; :2: domains has to be mail domains separated by commas, such as example.com,example.org, and not a list or names with values
                    defaults:|  smtp_port: 25|  smtp_port: 26; :3: 'smtp_port' is there twice, in line 2 too
                    defaults: {}|defaults: {}; :2: 'defaults' is there twice, in line 1 too
                    domains:|  b c:; :2: 'b c' is no mail domain: write one such as example.com
                    domains:|  a.example:|  A.example:; :3: 'A.example' is there twice, in line 2 too
                    domains:|  a.example: 5; :2: a.example has to hold settings, such as 'smtp_host: mail.example.com'
                    domains:|  a.example:|    wieght: 2; :3: 'wieght' is no setting of a domain: did you mean 'weight'?
                    domains:|  a.example:|    weight: 0; :3: weight is '0' and has to be a whole number from 1 to 100
                    domains:|  a.example:|    aws_region: x; :3: 'aws_region' is no setting of a domain: here it is called 'region'
                    domains:|  a.example:|    site_id: x; :3: 'site_id' is no setting of a domain: it is the same for all domains: write it under 'defaults:'
                    defaults:|  smtp_host: "x; :2: this is no YAML: found unexpected end of stream
                    defaults:|smtp_host: x: y; :2: this is no YAML: mapping values are not allowed here
                    --- {}|--- {}; :2: this is no YAML: but found another document
                    """)
    void wrongFileIsRefusedWithLineAndRemedy(String text, String complaint) {
        assertThatThrownBy(() -> read(text.replace('|', '\n')))
                .isInstanceOf(Unusable.class)
                .hasMessage("mw.yaml" + complaint);
    }

    @Test
    void secretIsNotShown() {
        assertThatThrownBy(() -> read("defaults:\n  smtp_pass: [s3cret]\n"))
                .hasMessageStartingWith("mw.yaml:2: smtp_pass")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void readsTenThousandDomains() throws Unusable {
        StringBuilder text = new StringBuilder("domains:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  d").append(i).append(".example:\n");
            for (int n = 0; n < 5; n++) {
                text.append("    # a comment that makes the file as long as files are that people take care of\n");
            }
            text.append("    queue: queue-").append(i).append("\n");
        }

        assertThat(read(text.toString()).domains()).hasSize(10_000);
    }
}
