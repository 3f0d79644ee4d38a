package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static dev.mailworker.cli.TestSite.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.cli.TestSite.Run;
import dev.mailworker.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainFileTest {
    static final String BOUNCE = """
            Return-Path: <>
            From: MAILER-DAEMON@us-east-2.amazonses.com
            Content-Type: multipart/report; boundary=b

            --b
            Content-Type: text/plain

            An error occurred.
            --b
            Content-Type: message/delivery-status

            Final-Recipient: rfc822; dora@example.net
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 unknown

            --b
            Content-Type: message/rfc822

            Message-ID: <0100-1@us-east-2.amazonses.com>

            --b--
            """;
    private static final String PLAIN = "Return-Path: <ann@example.net>\nFrom: ann@example.net\nSubject: hi\n\nhello\n";

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder);
        site.write("plain.eml", PLAIN).write("bounce.eml", BOUNCE);
    }

    private String path(String name) {
        return site.file(name).toString();
    }

    private Run explain(String... options) {
        List<String> args = new ArrayList<>(List.of("explain"));
        args.addAll(List.of(options));
        return site.runWithoutSite(args.toArray(String[]::new));
    }

    private Run explainAll(String... options) {
        List<String> args = new ArrayList<>(
                List.of("--file", path("plain.eml"), path("bounce.eml"), "--to", ALICE, BOB, "--output", "json"));
        args.addAll(List.of(options));
        return explain(args.toArray(String[]::new));
    }

    private void enterSentMail(String recipient) {
        site.write(
                "tables/ses-outbound-messages.json",
                "{\"Items\":[{\"MessageId\":{\"S\":\"0100-1\"},\"recipients\":{\"L\":[{\"S\":\"" + recipient
                        + "\"}]},\"bounceType\":{\"S\":\"Permanent\"}}]}");
    }

    @Test
    void saysOfEachFileWhatWouldBeDecided() {
        Run run = explainAll();

        assertThat(run.code()).isZero();
        List<JsonValue> objects = run.json();
        assertThat(objects).hasSize(2);
        assertThat(objects.get(0).get("file").asString()).isEqualTo(path("plain.eml"));
        assertThat(objects.get(0).get("from").asString()).isEqualTo("ann@example.net");
        assertThat(objects.get(0).get("actions").asList())
                .extracting(action -> action.get("recipient").asString() + " "
                        + action.get("action").asString())
                .containsExactly(ALICE + " deliver", BOB + " deliver");
        assertThat(objects.get(0).find("bounce")).isEmpty();
        assertThat(objects.get(1).get("bounce").get("attributed").asBoolean()).isFalse();
    }

    @Test
    void asksTheTablesOfAFolder() {
        site.blocks(BOB, "*@example.net");
        enterSentMail("dora@example.net");

        List<JsonValue> objects = explainAll("--tables", path("tables")).json();

        assertThat(objects.get(0).get("actions").asList())
                .extracting(action -> action.get("action").asString())
                .containsExactly("deliver", "blocked");
        JsonValue bounce = objects.get(1).get("bounce");
        assertThat(bounce.get("attributed").asBoolean()).isTrue();
        assertThat(bounce.get("type").asString()).isEqualTo("Permanent");
        assertThat(bounce.get("original_id").asString()).isEqualTo("0100-1");
        JsonValue recipient = bounce.get("recipients").asList().get(0);
        assertThat(recipient.get("recipient").asString()).isEqualTo("dora@example.net");
        assertThat(recipient.get("diagnostic").asString()).isEqualTo("550 5.1.1 unknown");
    }

    @Test
    void leavesNoTraceBesideTheTables() throws IOException {
        site.blocks(BOB, "*@example.net");

        explainAll("--tables", path("tables"));

        try (var files = Files.list(site.file("tables"))) {
            assertThat(files).hasSize(1);
        }
        assertThat(site.file("state")).doesNotExist();
    }

    @Test
    void senderCanBeStated() {
        assertThat(explainAll("--from", "<>").json().get(0).get("from").asString())
                .isEmpty();
        assertThat(explainAll("--from", "eve@example.org")
                        .json()
                        .get(1)
                        .get("from")
                        .asString())
                .isEqualTo("eve@example.org");
        assertThat(explainAll("--from", "nobody").code()).isEqualTo(2);
    }

    @Test
    void verdictsCanBeStated() {
        Run run = explain(
                "--file",
                path("plain.eml"),
                "--to",
                ALICE,
                "--verdicts",
                "spam=FAIL,dmarc=pass",
                "--verdicts",
                "SPF=Gray");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Spam FAIL, SPF GRAY, DMARC PASS");
        assertThat(explainAll("--verdicts", "taste=PASS").code()).isEqualTo(2);
        assertThat(explainAll("--verdicts", "spam=GOOD").code()).isEqualTo(2);
    }

    @Test
    void textIsForPeople() {
        enterSentMail("dora@example.net");

        Run run = explain("--file", path("bounce.eml"), "--to", ALICE, "--tables", path("tables"));

        assertThat(run.lines().get(0)).isEqualTo(path("bounce.eml") + ": from <>, bounce of 0100-1");
        assertThat(run.out()).contains("a bounce from dora@example.net (Permanent): this site sent the mail 0100-1");
    }

    @Test
    void missingFileKeepsNoOtherFromBeingExplained() {
        Run run = explain(
                "--file", path("gone.eml"), path("plain.eml"), folder.toString(), "--to", ALICE, "--output", "json");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains(path("gone.eml") + " is not there");
        assertThat(run.json()).hasSize(1);
    }

    @Test
    void missingFolderOfTablesIsNotFound() {
        assertThat(explainAll("--tables", path("nothing")).code()).isEqualTo(3);
    }

    @Test
    void misuseIsRefused() {
        assertThat(explain("--file", path("plain.eml")).code()).isEqualTo(2);
        assertThat(explain("--file", path("plain.eml"), "--to", ALICE, "--key", "k")
                        .code())
                .isEqualTo(2);
        assertThat(site.run("explain", "--file", path("plain.eml"), "--to", ALICE)
                        .err())
                .contains("--local and --file exclude each other");
        assertThat(explain("--key", "k").err()).contains("--local");
        assertThat(explain().code()).isEqualTo(2);
    }
}
