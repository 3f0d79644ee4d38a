package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.decide.Status;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every field that docs/output.md promises comes, and none that it keeps silent about. */
class OutputPageTest {
    private static final String PAGE = "docs/output.md";

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder);
    }

    private static Set<String> tableFields(String heading) throws IOException {
        return Documents.table(PAGE, heading).stream()
                .flatMap(row -> Documents.code(row.get(0)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fields(Collection<JsonValue> objects) {
        return objects.stream()
                .flatMap(object -> object.asObject().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonValue> inner(Collection<JsonValue> objects, String... names) {
        return objects.stream()
                .flatMap(object -> Stream.of(names).flatMap(name -> object.find(name).stream()))
                .flatMap(list -> list.asList().stream())
                .toList();
    }

    private static String meaning(String heading, String field) throws IOException {
        return Documents.table(PAGE, heading).stream()
                .filter(row -> Documents.code(row.get(0)).contains(field))
                .map(row -> row.get(2))
                .findFirst()
                .orElseThrow();
    }

    /** One of each kind: delivered and blocked, deferred, and not decided at all. */
    private List<JsonValue> runOnEachKind() throws IOException {
        site.blocks(BOB, "*").mail("partial", ALICE, BOB);
        Run done = site.run("run", "--once", "--output", "json");
        Files.move(site.file("mail"), site.file("unmounted"));
        site.mail("deferred", ALICE);
        Run deferred = site.run("run", "--once", "--output", "json");
        site.write("tables/email-blocked-senders.json", "{");
        Run undecided = site.run("run", "--once", "--output", "json");
        return Stream.of(done, deferred, undecided)
                .flatMap(run -> run.json().stream())
                .toList();
    }

    @Test
    void runPrintsWhatThePageLists() throws IOException {
        List<JsonValue> objects = runOnEachKind();

        assertThat(objects).hasSize(3);
        assertThat(fields(objects)).isEqualTo(tableFields("`run`"));
        Set<String> ofRecipients = new TreeSet<>(Documents.code(meaning("`run`", "recipients")));
        ofRecipients.remove("sends");
        assertThat(fields(inner(objects, "recipients"))).isEqualTo(ofRecipients);
        assertThat(fields(objects.subList(2, 3)))
                .as("ended before there was a decision")
                .doesNotContain("attempt", "octets", "from", "recipients")
                .contains("because", "retry_after_seconds");
    }

    @Test
    void runPrintsEachSettlementAndStatusThatThePageLists() throws IOException {
        assertThat(Documents.code(meaning("`run`", "settlement"))).containsExactlyInAnyOrder("done", "retry", "dead");
        assertThat(Settlement.class.getPermittedSubclasses()).hasSize(3);
        Set<String> listed = new TreeSet<>(Documents.code(meaning("`run`", "status")));
        assertThat(listed).contains("skipped");
        listed.remove("skipped");
        assertThat(Stream.of(Status.values()).map(Status::word))
                // Of recipients only, or of a mail that is set aside, whose word is "dead" then.
                .filteredOn(word -> !Set.of("unmanaged", "expired").contains(word))
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    @Test
    void messageThatCantBeUnderstoodHasTheFieldsThatThePageNames() throws IOException {
        site.envelope("hello", "?").bytes("hello", ALICE);
        List<JsonValue> objects = site.run("run", "--once", "--output", "json").json();

        assertThat(fields(objects)).containsExactlyInAnyOrder("source", "status", "settlement", "because");
        assertThat(Documents.section(PAGE, "`run`").replace('\n', ' '))
                .contains("its object has `source` (string, the queue's name), `status`, `settlement` and `because`");
    }

    @Test
    void explainPrintsWhatThePageLists() throws IOException {
        site.blocks(BOB, "*").mail("hello", ALICE, BOB);
        site.run("run", "--once");
        List<JsonValue> objects =
                site.run("explain", "--key", "hello", "--output", "json").json();

        assertThat(fields(objects)).isEqualTo(tableFields("`explain`"));
        Set<String> ofLines = new TreeSet<>(Documents.code(meaning("`explain`", "recorded")));
        assertThat(ofLines.remove("outcome")).as("the rule of outcomes").isTrue();
        assertThat(fields(inner(objects, "recorded", "today"))).isEqualTo(ofLines);
    }

    @Test
    void explainOfFilesPrintsWhatThePageLists() throws IOException {
        site.write("bounce.eml", ExplainFileTest.BOUNCE);
        List<JsonValue> objects = site.runWithoutSite(
                        "explain", "--file", site.file("bounce.eml").toString(), "--to", ALICE, "--output", "json")
                .json();

        assertThat(fields(objects)).isEqualTo(tableFields("`explain --file`"));
        assertThat(fields(inner(objects, "rulings")))
                .isEqualTo(new TreeSet<>(Documents.code(meaning("`explain --file`", "rulings"))));
        JsonValue bounce = objects.get(0).get("bounce");
        Set<String> named = fields(List.of(bounce));
        named.addAll(fields(inner(List.of(bounce), "recipients")));
        assertThat(Documents.code(meaning("`explain --file`", "bounce"))).containsAll(named);
    }

    @Test
    void configPrintsWhatThePageLists() throws IOException {
        site.write("mw.yaml", "domains:\n  example.com:\n    weight: 2\n");
        List<JsonValue> objects = site.runWithoutSite(
                        "config",
                        "--config",
                        site.file("mw.yaml").toString(),
                        "--domain",
                        "example.com",
                        "--output",
                        "json")
                .json();

        assertThat(fields(objects)).isEqualTo(tableFields("`config`"));
        assertThat(Documents.code(meaning("`config`", "from")))
                .containsExactlyElementsOf(Stream.of(Origin.Source.values())
                        .map(Origin.Source::word)
                        .toList());
    }

    @Test
    void blocklistPrintsWhatThePageLists() throws IOException {
        site.blocks(BOB, "*@x.example");
        assertThat(printed("check", "--sender", "a@x.example", "--recipient", BOB))
                .isEqualTo(named("`blocklist check`"));
        assertThat(printed("list")).isEqualTo(named("`blocklist list`"));
        String heading = "`blocklist add`, `blocklist remove`";
        assertThat(printed("add", "--recipient", BOB, "--pattern", "*")).isEqualTo(named(heading));
        assertThat(printed("remove", "--recipient", BOB, "--pattern", "*")).isEqualTo(named(heading));
    }

    private Set<String> printed(String command, String... options) {
        String[] args = Stream.of(Stream.of("blocklist", command), Stream.of("--output", "json"), Stream.of(options))
                .flatMap(part -> part)
                .toArray(String[]::new);
        return fields(site.run(args).json());
    }

    private static Set<String> named(String heading) throws IOException {
        String text = Documents.section(PAGE, heading);
        return new TreeSet<>(Documents.code(text.substring(heading.length())));
    }
}
