package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which stored mails a pattern would have blocked. */
class BlocklistTryTest {
    private static final String SHOP = "news@shop.example";

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder)
                .mailFrom(SHOP, "bobs", BOB)
                .mailFrom(SHOP, "both", ALICE, BOB)
                .mailFrom(SHOP, "alices", ALICE)
                .mail("friendly", BOB);
        assertThat(site.run("run", "--once").code()).isZero();
    }

    private Run tries(String pattern, String... more) {
        return site.run(
                Stream.concat(Stream.of("blocklist", "try", "--recipient", BOB, "--pattern", pattern), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void mailsToTheMailboxAreTold() {
        Run run = tries("*@shop.example");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0)).matches("MAIL +IS +WOULD BE BLOCKED BECAUSE");
        assertThat(run.out())
                .containsPattern("(?m)^example.com/bobs +delivered +pattern '\\*@shop.example' matches the envelope"
                        + " sender news@shop.example$")
                .containsPattern("(?m)^example.com/both +delivered +pattern")
                .endsWith("'*@shop.example' would have blocked 2 of 3 mails to bob@example.com\n");
    }

    @Test
    void addressOfAFromFieldCountsToo() {
        assertThat(tries("ann@*", "--key", "bobs").out())
                .contains("pattern 'ann@*' matches the From ann@example.net")
                .endsWith("would have blocked 1 of 1 mails to bob@example.com\n");
    }

    @Test
    void patternThatMatchesNothingSaysSo() {
        assertThat(tries("*@elsewhere.example").out())
                .endsWith("'*@elsewhere.example' would have blocked 0 of 3 mails to bob@example.com\n");
    }

    @Test
    void theMailboxesOwnPatternsDoNotCount() {
        site.blocks(BOB, "*");

        assertThat(tries("*@elsewhere.example").out()).contains("would have blocked 0 of 3 mails");
    }

    @Test
    void timesBoundWhatIsLookedAt() {
        assertThat(tries("*", "--until", "1h").out()).endsWith("would have blocked 0 of 0 mails to bob@example.com\n");
        assertThat(tries("*", "--since", "1h").out()).endsWith("would have blocked 3 of 3 mails to bob@example.com\n");
    }

    @Test
    void inJson() {
        assertThat(tries("*@shop.example", "--key", "bobs", "--output", "json")).isEqualTo(new Run(0, """
                        {"key":"bobs","domain":"example.com","status":"delivered","because":"pattern '*@shop.example' matches the envelope sender news@shop.example"}
                        {"mails":1,"would_block":1}
                        """, ""));
    }

    @Test
    void nothingIsChanged() throws IOException {
        Map<Path, FileTime> before = files();

        tries("*");

        assertThat(files()).isEqualTo(before);
        assertThat(site.run("blocklist", "list").out()).isEqualTo("no mailbox blocks anybody\n");
    }

    private Map<Path, FileTime> files() throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertThat(site.run("blocklist", "try", "--pattern", "*").err()).contains("--recipient");
        assertThat(tries(" ").err()).contains("--pattern is empty: give a wildcard such as *@shop.example");
        assertThat(tries("*", "--since", "soon").err()).contains("--since is 'soon': give a time such as");
    }
}
