package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.cli.TestSite.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users get wrong ends with a line that says what to do, and never with a stack trace. */
class UsageTest {
    /** Logs go to the process's own standard error, not to what a test hands in. */
    private final PrintStream standardError = System.err;

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void noStackTraceWasLogged() {
        System.setErr(standardError);
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("Exception", "\tat ");
    }

    @Test
    void logsAreHeard() {
        TestSite site = new TestSite(folder).domain("No Domain");
        site.run("run", "--once");

        assertThat(logged.toString(StandardCharsets.UTF_8))
                .matches(
                        "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  SpoolDomains: Folder No Domain of .* is not a domain name:"
                                + " its mails stay\\. Name it like example\\.com, in lower case and US-ASCII\\R");
    }

    private static Run mailworker(String line) {
        return TestSite.mailworker(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
                    ""; say what to do: run, explain, replay, blocklist, doctor, config or completion; mailworker
                    rnu; unknown command 'rnu': there are run, explain, replay, blocklist, doctor, config, completion; mailworker
                    --nonsense; Unknown option: '--nonsense'; mailworker
                    run --local; Missing required parameter for option '--local' (DIR); mailworker run
                    run --local x now; unexpected argument 'now'; mailworker run
                    run --local x --onec; Unknown option: '--onec'; mailworker run
                    run --local x --local y; option '--local' (DIR) should be specified only once; mailworker run
                    run --local x --output xml; Invalid value for option '--output': expected one of [text, json] (case-insensitive) but was 'xml'; mailworker run
                    explain --local x; Missing required option: '--key=KEY' or '--file=FILE'; mailworker explain
                    blocklist; say what to do: check, list, add, remove or try; mailworker blocklist
                    blocklist drop; unknown command 'drop': there are check, list, add, remove, try; mailworker blocklist
                    blocklist check --local x; Missing required options: '--sender=ADDRESS', '--recipient=ADDRESS'; mailworker blocklist check
                    blocklist add --local x --recipient a@b.example; Missing required option: '--pattern=PATTERN'; mailworker blocklist add
                    """)
    void misuseEndsWithAHint(String line, String complaint, String command) {
        Run run = mailworker(line);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("mailworker: " + complaint + "\n").endsWith("Try '" + command + " --help'.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    LOOKUP_CACHE=1; there are no domains: set DOMAINS to them
                    DOMAINS=a.example,b c; DOMAINS is 'a.example,b c' and has to be mail domains
                    DOMAINS=,; DOMAINS is ',' and has to be mail domains
                    DOMAINS_FILE=/no/such/file; DOMAINS_FILE: /no/such/file is not there
                    AWS_ENDPOINT_URL=localhost:4566; AWS_ENDPOINT_URL is 'localhost:4566' and has to be an http or https URL
                    AWS_ENDPOINT_URL_S3=ftp://x; AWS_ENDPOINT_URL_S3 is 'ftp://x' and has to be an http or https URL
                    AWS_REGION=here; AWS_REGION is 'here' and has to be the code of a region
                    QUEUE_TEMPLATE={name}; QUEUE_TEMPLATE is '{name}' and has to be a queue's name
                    BUCKET_TEMPLATE=Mails; BUCKET_TEMPLATE is 'Mails' and has to be a bucket's name
                    """)
    void siteOnAwsThatCantBeIsRefused(String setting, String complaint) {
        String[] parts = setting.split("=", 2);
        for (String command : List.of("run --once", "explain --key k", "replay --key k", "blocklist list")) {
            Run run = TestSite.mailworker(Map.of(parts[0], parts[1]), command.split(" ", -1));

            assertThat(run.code()).as(run.toString()).isEqualTo(2);
            assertThat(run.err()).startsWith("mailworker: " + complaint);
        }
    }

    @Test
    void misspeltOptionIsGuessedAt() {
        assertThat(mailworker("run --local x --onec").err()).contains("Did you mean --once?");
        assertThat(mailworker("run --smpt-host=mail.example.com").err()).contains("Did you mean --smtp-host?");
        assertThat(mailworker("doctor --smtp_port 25").err()).contains("Did you mean --smtp-port?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --once", "explain --key k", "blocklist list"})
    void folderThatIsNoSiteIsRefused(String command) throws IOException {
        Files.createFile(folder.resolve("file"));
        Files.createDirectory(folder.resolve("empty"));

        assertThat(mailworker(command + " --local " + folder.resolve("none")))
                .isEqualTo(new Run(
                        2,
                        "",
                        "mailworker: " + folder.resolve("none") + " is no folder: give the folder of a local site\n"));
        assertThat(mailworker(command + " --local " + folder.resolve("file")).err())
                .contains("file is no folder");
        assertThat(mailworker(command + " --local " + folder.resolve("empty")))
                .isEqualTo(new Run(
                        2,
                        "",
                        "mailworker: " + folder.resolve("empty") + " has no spool/: make it, with a folder for each"
                                + " domain in it, if this is to be a local site\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --once", "explain --key k", "blocklist list"})
    void wrongSettingIsRefused(String command) {
        TestSite site = new TestSite(folder).set("WORKER_THREADS", "many");

        assertThat(site.run(command.split(" ", -1)))
                .isEqualTo(new Run(
                        2, "", "mailworker: WORKER_THREADS is 'many' and has to be a whole number from 1 to 10000\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "spool", "spool/example.com", "done", "tables"})
    void whatMayNotBeReadEndsWithItsName(String closed) throws IOException {
        TestSite site = new TestSite(folder).blocks(TestSite.BOB, "*").mail("hello", TestSite.ALICE);
        site.run("run", "--once");
        site.mail("k", TestSite.ALICE);
        Path path = site.file(closed).normalize();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(path), "root may read everything");
            for (String command : List.of("run --once", "explain --key k")) {
                Run run = site.run(command.split(" ", -1));
                assertThat(run.code()).as(run.toString()).isIn(1, 2, 4);
                assertThat(run.out() + run.err()).contains(path.toString());
            }
        } finally {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run ",
                "explain ",
                "blocklist ",
                "blocklist check ",
                "blocklist list ",
                "blocklist add ",
                "blocklist remove ",
                "blocklist try ",
                "doctor ",
                "config ",
                "completion "
            })
    void helpFitsATerminal(String command) {
        Run run = mailworker(command + "--help");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Usage: mailworker " + command.strip());
        assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void helpListsTheExitCodesThatThePageLists() throws IOException {
        String help = mailworker("--help").out();

        assertThat(Documents.table("docs/output.md", "Exit codes")).isNotEmpty().allSatisfy(row -> assertThat(help)
                .containsPattern("(?m)^ +" + row.get(0) + " +\\S"));
        assertThat(List.of(
                        ExitCode.OK,
                        ExitCode.NEGATIVE,
                        ExitCode.USAGE,
                        ExitCode.NOT_FOUND,
                        ExitCode.OUTSIDE,
                        ExitCode.FAULT))
                .allSatisfy(code -> assertThat(help).containsPattern("(?m)^ +" + code + " +\\S"));
    }

    @Test
    void versionIsALine() {
        assertThat(mailworker("--version").out()).startsWith("mailworker ").hasLineCount(1);
    }

    @Test
    void completionIsAScript() throws IOException, InterruptedException {
        Run run = mailworker("completion");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("blocklist", "--local", "--smtp-host");
        Path script = Files.writeString(folder.resolve("completion"), run.out());
        assumeTrue(hasBash(), "there is no bash here");

        Process bash = new ProcessBuilder("bash", "-n", script.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(bash.exitValue()).isZero();
        } finally {
            bash.destroyForcibly();
        }
    }

    private static boolean hasBash() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "bash")));
    }
}
