package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocklistTest {
    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder).blocks(BOB, "*@shop.example", "deals@*");
    }

    private Run check(String sender, String... more) {
        String[] args = new String[more.length + 4];
        args[0] = "blocklist";
        args[1] = "check";
        args[2] = "--sender";
        args[3] = sender;
        System.arraycopy(more, 0, args, 4, more.length);
        return site.run(args);
    }

    private Run change(String how, String pattern, String... more) {
        String[] args = new String[more.length + 6];
        args[0] = "blocklist";
        args[1] = how;
        args[2] = "--recipient";
        args[3] = BOB;
        args[4] = "--pattern";
        args[5] = pattern;
        System.arraycopy(more, 0, args, 6, more.length);
        return site.run(args);
    }

    @Test
    void checkTellsEachMatchAndEachMailbox() {
        assertThat(check("Deals@Shop.Example", "--recipient", BOB, ALICE)).isEqualTo(new Run(1, """
                        RECIPIENT          RULING   BECAUSE
                        bob@example.com    blocked  pattern '*@shop.example' matches the sender Deals@shop.example
                        bob@example.com    blocked  pattern 'deals@*' matches the sender Deals@shop.example
                        alice@example.com  pass     the mailbox blocks nobody
                        """, ""));
    }

    @Test
    void checkThatMatchesNothingTellsThePatterns() {
        assertThat(check("ann@example.net", "--recipient", BOB)).isEqualTo(new Run(0, """
                        RECIPIENT        RULING  BECAUSE
                        bob@example.com  pass    none of its patterns matches: *@shop.example  deals@*
                        """, ""));
    }

    @Test
    void checkInJson() {
        assertThat(check("deals@shop.example", "--recipient", BOB, "--recipient", ALICE, "--output", "json"))
                .isEqualTo(new Run(1, """
                        {"sender":"deals@shop.example","recipient":"bob@example.com","blocked":true,"matching":["*@shop.example","deals@*"],"patterns":["*@shop.example","deals@*"]}
                        {"sender":"deals@shop.example","recipient":"alice@example.com","blocked":false,"matching":[],"patterns":[]}
                        """, ""));
    }

    @Test
    void checkThatIsQuietAnswersByItsExitCode() {
        assertThat(check("deals@shop.example", "--recipient", BOB, "--quiet")).isEqualTo(new Run(1, "", ""));
        assertThat(check("ann@example.net", "--recipient", BOB, "--quiet", "--output", "json"))
                .isEqualTo(new Run(0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "@example.com", "a@b@c.example", "a b@example.com", "", "a@exa mple.com"})
    void badAddressesAreRefused(String address) {
        Run sender = check(address, "--recipient", BOB);
        assertThat(sender.code()).isEqualTo(2);
        assertThat(sender.err())
                .startsWith("mailworker: Invalid value for option '--sender': '" + address
                        + "' is not a usable mail address")
                .endsWith("Try 'mailworker blocklist check --help'.\n");

        Run recipient = check("ann@example.net", "--recipient", address);
        assertThat(recipient.code()).isEqualTo(2);
        assertThat(recipient.err()).contains("--recipient", "'" + address + "' is not a usable mail address");
    }

    @Test
    void list() {
        assertThat(site.run("blocklist", "list")).isEqualTo(new Run(0, """
                        RECIPIENT        PATTERN
                        bob@example.com  *@shop.example
                        bob@example.com  deals@*
                        """, ""));
        assertThat(site.run("blocklist", "list", "--output", "json"))
                .isEqualTo(new Run(
                        0, "{\"recipient\":\"bob@example.com\",\"patterns\":[\"*@shop.example\",\"deals@*\"]}\n", ""));
    }

    @Test
    void listOfOneMailbox() {
        assertThat(site.run("blocklist", "list", "--recipient", "BOB@example.com")
                        .lines())
                .hasSize(3);
        assertThat(site.run("blocklist", "list", "--recipient", ALICE))
                .isEqualTo(new Run(0, "alice@example.com blocks nobody\n", ""));
        assertThat(site.run("blocklist", "list", "--recipient", ALICE, "--output", "json"))
                .isEqualTo(new Run(0, "", ""));
    }

    @Test
    void listWithoutATable() throws IOException {
        Files.delete(site.file("tables/email-blocked-senders.json"));
        assertThat(site.run("blocklist", "list")).isEqualTo(new Run(0, "no mailbox blocks anybody\n", ""));
    }

    @Test
    void addAndRemove() {
        assertThat(change("add", "*@x.example"))
                .isEqualTo(new Run(0, "bob@example.com now blocks '*@x.example'\n", ""));
        assertThat(change("add", " *@x.example "))
                .isEqualTo(new Run(0, "bob@example.com blocks already '*@x.example'\n", ""));
        assertThat(check("a@x.example", "--recipient", BOB).code()).isEqualTo(1);
        assertThat(change("remove", "*@x.example"))
                .isEqualTo(new Run(0, "bob@example.com no longer blocks '*@x.example'\n", ""));
        assertThat(change("remove", "*@x.example"))
                .isEqualTo(new Run(1, "bob@example.com has no pattern '*@x.example'\n", ""));
        assertThat(check("a@x.example", "--recipient", BOB).code()).isZero();
    }

    @Test
    void addAndRemoveInJson() {
        String changed = "{\"recipient\":\"bob@example.com\",\"pattern\":\"?@x.example\",\"changed\":true}\n";
        String unchanged = changed.replace("true", "false");
        assertThat(change("add", "?@x.example", "--output", "json")).isEqualTo(new Run(0, changed, ""));
        assertThat(change("add", "?@x.example", "--output", "json")).isEqualTo(new Run(0, unchanged, ""));
        assertThat(change("remove", "?@x.example", "--output", "json")).isEqualTo(new Run(0, changed, ""));
        assertThat(change("remove", "?@x.example", "--output", "json")).isEqualTo(new Run(1, unchanged, ""));
        assertThat(change("remove", "?@x.example", "--quiet")).isEqualTo(new Run(1, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "remove"})
    void emptyPatternIsRefused(String how) {
        for (String empty : new String[] {"", "  "}) {
            assertThat(change(how, empty))
                    .isEqualTo(
                            new Run(2, "", "mailworker: --pattern is empty: give a wildcard such as *@shop.example\n"));
        }
    }

    @Test
    void brokenTableIsNamedWithItsPlaceAndNotTouched() throws IOException {
        String broken = "{\"Items\":\n [}";
        site.write("tables/email-blocked-senders.json", broken);
        String place = site.file("tables/email-blocked-senders.json") + ":2:3: ";
        for (Run run : new Run[] {
            change("add", "*"),
            change("remove", "*"),
            site.run("blocklist", "list"),
            check("ann@example.net", "--recipient", BOB)
        }) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("mailworker: " + place).hasLineCount(1);
        }
        assertThat(site.file("tables/email-blocked-senders.json")).hasContent(broken);
    }

    @Test
    void tableHasTheNameThatTheSiteGivesIt() {
        site.set("DYNAMODB_BLOCKED_TABLE", "other-table");
        assertThat(change("add", "*@x.example").code()).isZero();
        assertThat(site.file("tables/other-table.json")).exists();
    }
}
