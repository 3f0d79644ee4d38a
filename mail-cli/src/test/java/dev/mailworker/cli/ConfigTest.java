package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in force, and why. */
class ConfigTest {
    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("mw.yaml"), text);
    }

    private static Run config(Map<String, String> environment, String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "config";
        System.arraycopy(args, 0, all, 1, args.length);
        return TestSite.mailworker(environment, all);
    }

    private static List<String> row(Run run, String setting) {
        assertThat(run.code()).as(run.toString()).isZero();
        return run.lines().stream()
                .filter(line -> line.startsWith(setting + " "))
                .map(line -> List.of(line.split(" {2,}", -1)))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CONFIG_FILE", "SMTP_USER", "SMTP_PASS", "STATUS_TOKEN"})
    void flagsWinOverTheEnvironmentItOverTheFileAndItOverDefaults(Setting setting) throws IOException {
        List<String> values = Samples.of(setting);
        String inFile = values.get(0);
        String inEnvironment = values.get(values.size() - 1);
        String byFlag = values.get(values.size() / 2);
        Path file = write("defaults:\n  " + setting.nameInFile() + ": '" + inFile + "'\n");
        String name = setting.name();
        String shown = setting.defaultValue().isEmpty() ? "–" : setting.defaultValue();

        assertThat(row(config(Map.of()), name)).containsExactly(name, shown, "default");
        assertThat(row(config(Map.of(), "--config", file.toString()), name)).containsExactly(name, inFile, file + ":2");
        Map<String, String> environment = Map.of(name, inEnvironment, "CONFIG_FILE", file.toString());
        assertThat(row(config(environment), name)).containsExactly(name, inEnvironment, "environment " + name);
        assertThat(row(config(environment, setting.flag(), byFlag), name))
                .containsExactly(name, byFlag, "flag " + setting.flag());
        assertThat(row(config(environment, setting.flag(), ""), name))
                .as("an empty flag says that it is not set")
                .containsExactly(name, shown, "flag " + setting.flag());
    }

    @Test
    void listsEachSettingInTheOrderOfTheTable() {
        Run run = config(Map.of());

        assertThat(run.lines().stream().skip(1).map(line -> line.split(" ", 2)[0]))
                .containsExactlyElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::name).toList());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void masksSecrets() throws IOException {
        Path file = write("""
                defaults:
                  smtp_user: worker
                  smtp_pass: s3cret
                domains:
                  example.com:
                    smtp_pass: s3cret-too
                """);
        Map<String, String> environment = Map.of("CONFIG_FILE", file.toString());
        for (List<String> args : List.of(
                List.<String>of(),
                List.of("--output", "json"),
                List.of("--domain", "example.com"),
                List.of("--domain", "example.com", "--output", "json"))) {
            Run run = config(environment, args.toArray(String[]::new));
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("worker", "(hidden)").doesNotContain("s3cret");
        }
        assertThat(row(config(Map.of("SMTP_PASS", " s3cret ")), "SMTP_PASS"))
                .containsExactly("SMTP_PASS", "(hidden)", "environment SMTP_PASS");
        assertThat(row(config(Map.of()), "SMTP_PASS")).containsExactly("SMTP_PASS", "–", "default");
    }

    @Test
    void secretsAreNotTakenFromTheCommandLine() {
        assertThat(config(Map.of(), "--smtp-pass", "s3cret"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "mailworker: --smtp-pass: everybody on this machine can read a command line: set SMTP_PASS in the"
                                + " environment, or smtp_pass in the file of settings\n"));
    }

    @Test
    void showsOneDomain() throws IOException {
        Path file = write("""
                defaults:
                  spam_policy: tag
                domains:
                  example.com:
                    queue: inbound
                    weight: 4
                    smtp_host: mail.example.com
                    region: eu-west-1
                """);
        Map<String, String> environment =
                Map.of("SMTP_PORT", "2526", "DOMAIN_REGIONS", "example.org=us-west-1", "DOMAINS", "a.example");
        Run run = config(environment, "--config", file.toString(), "--domain", "Example.COM");

        assertThat(row(run, "managed")).containsExactly("managed", "true", file + ":4");
        assertThat(row(run, "queue")).containsExactly("queue", "inbound", file + ":5");
        assertThat(row(run, "bucket")).containsExactly("bucket", "example-com-emails", "default");
        assertThat(row(run, "region")).containsExactly("region", "eu-west-1", file + ":8");
        assertThat(row(run, "weight")).containsExactly("weight", "4", file + ":6");
        assertThat(row(run, "smtp_host")).containsExactly("smtp_host", "mail.example.com", file + ":7");
        assertThat(row(run, "smtp_port")).containsExactly("smtp_port", "2526", "environment SMTP_PORT");
        assertThat(row(run, "spam_policy")).containsExactly("spam_policy", "tag", file + ":2");
        assertThat(run.lines())
                .hasSize(2
                        + (int) Arrays.stream(Setting.values())
                                .filter(setting -> setting.nameInDomain().isPresent())
                                .count());

        Run other = config(environment, "--config", file.toString(), "--domain", "example.org");
        assertThat(row(other, "managed")).containsExactly("managed", "false", "default");
        assertThat(row(other, "region")).containsExactly("region", "us-west-1", "environment DOMAIN_REGIONS");
        assertThat(row(config(environment, "--domain", "a.example"), "managed"))
                .containsExactly("managed", "true", "environment DOMAINS");
    }

    @Test
    void saysWhichListOrFolderMakesADomainManaged() throws IOException {
        Path list = Files.writeString(folder.resolve("domains"), "example.net\n");
        assertThat(row(config(Map.of("DOMAINS_FILE", list.toString()), "--domain", "example.net"), "managed"))
                .containsExactly("managed", "true", list.toString());
        TestSite site = new TestSite(folder.resolve("site"));
        assertThat(row(site.run("config", "--domain", "example.com"), "managed"))
                .containsExactly(
                        "managed", "true", site.file("spool/example.com").toString());
        assertThat(row(site.run("config", "--domain", "example.net"), "managed"))
                .containsExactly("managed", "false", "default");
    }

    @Test
    void programsGetAnObjectForEachSetting() throws IOException {
        Path file = write("defaults:\n  smtp_host: mail.example.com\n");
        List<JsonValue> objects = config(
                        Map.of("SMTP_PORT", "2526"),
                        "--config",
                        file.toString(),
                        "--smtp-pool-size",
                        "3",
                        "--output",
                        "json")
                .json();

        assertThat(objects).hasSize(Setting.values().length);
        assertThat(objects)
                .extracting(Json::compact)
                .contains(
                        "{\"setting\":\"SMTP_HOST\",\"value\":\"mail.example.com\",\"from\":\"file\",\"name\":\"" + file
                                + "\",\"line\":2}",
                        "{\"setting\":\"SMTP_PORT\",\"value\":\"2526\",\"from\":\"environment\",\"name\":\"SMTP_PORT\"}",
                        "{\"setting\":\"SMTP_POOL_SIZE\",\"value\":\"3\",\"from\":\"flag\",\"name\":\"--smtp-pool-size\"}",
                        "{\"setting\":\"SITE_ID\",\"value\":\"\",\"from\":\"default\"}");
    }

    /** The page that users read. */
    @Test
    void pageHasAnExampleThatWorksAndNamesAllThatCanDiffer() throws IOException {
        String page = Documents.text("docs/configuration.md");
        Path example = write(page.split("```yaml\n", -1)[1].split("```", -1)[0]);

        Run run = config(Map.of(), "--config", example.toString(), "--domain", "cs.example.edu");
        assertThat(row(run, "smtp_host").get(1)).isEqualTo("mx.example.edu");
        assertThat(row(run, "smtp_user").get(1)).isEqualTo("–");
        assertThat(row(config(Map.of(), "--config", example.toString(), "--domain", "example.org"), "bucket")
                        .get(1))
                .isEqualTo("mails-example-org");
        assertThat(Documents.table("docs/configuration.md", "The file"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Setting.values())
                        .flatMap(setting ->
                                setting
                                        .nameInDomain()
                                        .map(name -> List.of("`" + name + "`", "`" + setting + "`"))
                                        .stream())
                        .toList());
        assertThat(page)
                .contains(": 'smtp_hots' is no setting under defaults: did you mean 'smtp_host'?")
                .contains(Spelling.warnings(List.of("SMPT_HOST")).get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    config --smtp-port smtp; --smtp-port is 'smtp' and has to be a whole number from 1 to 65535
                    config --config /no/such/file; CONFIG_FILE: /no/such/file is not there: see docs/configuration.md for what it holds, or name another
                    config --domain b@c; --domain is 'b@c', which is no mail domain
                    config --smtp-user worker; SMTP_USER is set and SMTP_PASS is not: set both, or neither
                    run --once --domains a..b; --domains is 'a..b' and has to be mail domains separated by commas, such as example.com,example.org
                    """)
    void wrongOnesAreRefused(String line, String complaint) {
        Run run = TestSite.mailworker(Map.of(), line.split(" ", -1));

        assertThat(run).isEqualTo(new Run(2, "", "mailworker: " + complaint + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"run --once", "explain --key k", "blocklist list", "doctor", "replay --key k", "config"})
    void wrongFileIsRefusedByEachCommand(String line) throws IOException {
        Path file = write("domains:\n  example.com:\n    smtp_hots: x\n");

        assertThat(TestSite.mailworker(Map.of("CONFIG_FILE", file.toString()), line.split(" ", -1)))
                .isEqualTo(new Run(
                        2,
                        "",
                        "mailworker: CONFIG_FILE: " + file
                                + ":3: 'smtp_hots' is no setting of a domain: did you mean 'smtp_host'?\n"));
    }

    @Test
    void domainWithAUserAndNoPasswordIsRefused() throws IOException {
        Path file = write("domains:\n  example.com:\n    smtp_host: mail.example.com\n    smtp_user: worker\n");

        assertThat(config(Map.of("SMTP_USER", "site", "SMTP_PASS", "s3cret"), "--config", file.toString())
                        .err())
                .isEqualTo("mailworker: CONFIG_FILE: " + file
                        + ":2: example.com: SMTP_USER is set and SMTP_PASS is not: set both, or neither\n");
    }
}
