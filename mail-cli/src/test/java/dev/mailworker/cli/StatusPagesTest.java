package dev.mailworker.cli;

import static dev.mailworker.cli.StatusRig.ALICE;
import static dev.mailworker.cli.StatusRig.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.PortException;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the status page asks, and gets. */
@Timeout(120)
class StatusPagesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final SettableTime time = new SettableTime();
    private final Set<String> domains = new TreeSet<>(Set.of("example.com"));
    private final StatusRig rig;

    StatusPagesTest(@TempDir Path temporary) throws IOException {
        rig = new StatusRig(temporary, time, domains, "");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.port() + path));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private static JsonValue json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("secret", "hello");
        return Json.read("answer", response.body());
    }

    private JsonValue get(String path) {
        return json(sent(request(path)));
    }

    private HttpResponse<String> posted(String path, String question) {
        return sent(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(question)));
    }

    private static JsonValue only(JsonValue list) {
        assertThat(list.asList()).hasSize(1);
        return list.asList().get(0);
    }

    @Test
    void tellsWhatTheWorkerDid() throws InterruptedException {
        rig.blocklist.block(BOB, "*@example.net");
        rig.mail("one", ALICE, BOB);
        rig.worker.runOnce();

        JsonValue status = get("/api/status");
        assertThat(status.get("worker").asString()).isEqualTo("mx1");
        assertThat(status.get("guarded").asBoolean()).isFalse();
        assertThat(status.get("in_work").asInt()).isZero();
        assertThat(status.find("oldest")).isEmpty();
        assertThat(status.get("minutes").asList()).hasSize(60);
        assertThat(status.get("minutes").asList().get(59))
                .hasToString(
                        "{\"delivered\":1,\"blocked\":1,\"deferred\":0,\"rejected\":0,\"from\":\"2026-01-01T12:00:00Z\"}");
        assertThat(only(status.get("mails")))
                .hasToString("{\"bucket\":\"bucket\",\"key\":\"one\",\"domain\":\"example.com\","
                        + "\"at\":\"2026-01-01T12:00:00Z\",\"status\":\"partial\",\"because\":\"delivered 1, blocked 1\","
                        + "\"attempt\":1,\"from\":\"<ann@example.net>\",\"recipients\":["
                        + "{\"recipient\":\"alice@example.com\",\"status\":\"delivered\"},"
                        + "{\"recipient\":\"bob@example.com\",\"status\":\"blocked\"}],\"more\":0}");
    }

    @Test
    void tellsTheTraceOfAMail() throws InterruptedException {
        rig.blocklist.block(BOB, "*@example.net");
        rig.mail("one", BOB);
        rig.worker.runOnce();

        JsonValue mail = json(posted("/api/mail", "{\"bucket\":\"bucket\",\"key\":\"one\"}"));
        assertThat(mail.get("queued_at").asString()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(mail.get("trace").asList())
                .extracting(line ->
                        line.get("rule").asString() + ": " + line.get("ruling").asString())
                .contains("managed domains: pass", "blocklist: blocked", "outcome: blocked");
        assertThat(posted("/api/mail", "{\"bucket\":\"bucket\",\"key\":\"two\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(posted("/api/mail", "{\"bucket\":\"\",\"key\":\"\"}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void findsMails() throws InterruptedException {
        rig.mail("abc", ALICE);
        rig.mail("def", BOB);
        rig.worker.runOnce();

        JsonValue answer = json(posted("/api/search", "{\"text\":\"BOB@\"}"));
        assertThat(answer.get("found").asInt()).isEqualTo(1);
        assertThat(answer.get("searched").asInt()).isEqualTo(2);
        assertThat(only(answer.get("mails")).get("key").asString()).isEqualTo("def");
        assertThat(json(posted("/api/search", "{\"text\":\"carol\"}"))
                        .get("mails")
                        .asList())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"text\":1}"})
    void aQuestionThatIsNoneIsRefused(String question) {
        HttpResponse<String> answer = posted("/api/search", question);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"because\":\"");
    }

    @Test
    void questionsAreJsonAndPosted() {
        assertThat(sent(request("/api/search").POST(BodyPublishers.ofString("{\"text\":\"a\"}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(sent(request("/api/search?text=a")).statusCode()).isEqualTo(405);
        assertThat(sent(request("/api/mail?key=a")).statusCode()).isEqualTo(405);
    }

    @Test
    void aDomainInTroubleComesFirstAndSaysWhy() throws InterruptedException {
        IntStream.range(0, 1000).forEach(i -> domains.add("d" + i + ".example"));
        rig.mailboxes.answer(ALICE, DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 4.2.2 full"));
        rig.mail("one", ALICE);
        rig.worker.runOnce();
        time.advance(Duration.ofMinutes(10));

        JsonValue answer = get("/api/domains?count=3");
        assertThat(answer.get("all").asInt()).isEqualTo(1001);
        JsonValue first = answer.get("domains").asList().get(0);
        assertThat(first.get("domain").asString()).as("its mail waits longest").isEqualTo("example.com");
        assertThat(first.get("oldest").asString()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(first.get("waiting").asInt()).isEqualTo(1);
        assertThat(first.get("last_hour").get("deferred").asInt()).isEqualTo(1);
        assertThat(get("/api/status").get("oldest").asString()).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void domainsAreToldInPages() {
        IntStream.range(0, 100).forEach(i -> domains.add("d%02d.example".formatted(i)));

        JsonValue answer = get("/api/domains?filter=D1&from=4&count=3");
        assertThat(answer.get("fitting").asInt()).isEqualTo(10);
        assertThat(answer.get("domains").asList())
                .extracting(domain -> domain.get("domain").asString())
                .containsExactly("d14.example", "d15.example", "d16.example");
        assertThat(get("/api/domains?from=900&count=x").get("domains").asList()).isEmpty();
    }

    @Test
    void whatIsInTroubleIsNamedAndTheRestIsCounted() throws InterruptedException {
        rig.blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        rig.mail("one", ALICE);
        rig.worker.runOnce();

        JsonValue tables = get("/api/status").get("parts").asList().get(0);
        assertThat(tables.get("kind").asString()).isEqualTo("table");
        assertThat(tables.get("all").asInt()).isEqualTo(3);
        assertThat(tables.get("states").get("down").asInt()).isEqualTo(1);
        assertThat(tables.get("named").asList().stream()
                        .filter(part -> part.get("state").asString().equals("down"))
                        .map(part -> part.get("because").asString())
                        .collect(Collectors.toSet()))
                .containsExactly("it can't be read, and mails wait");
    }

    @Test
    void noticesThatNobodyUnderstoodAreTold() {
        rig.activity.unreadable("a-queue", "no JSON");

        assertThat(only(get("/api/status").get("unreadable")))
                .hasToString("{\"at\":\"2026-01-01T12:00:00Z\",\"source\":\"a-queue\",\"because\":\"no JSON\"}");
    }

    @Test
    void nothingComesFromElsewhere() {
        HttpResponse<String> page = sent(request("/"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                        + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
        for (String file :
                List.of("/", "/status.css", "/status.js", "/chart.js", "/icon.svg", "/uplot.js", "/uplot.css")) {
            HttpResponse<String> asset = sent(request(file));
            assertThat(asset.statusCode()).as(file).isEqualTo(200);
            assertThat(asset.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(asset.body()
                            .replace("http://www.w3.org/2000/svg", "")
                            .replaceAll("https://github.com/leeoniya/\\S+", ""))
                    .as(file)
                    .doesNotContain("http://", "https://", " style=\"", "onclick");
        }
    }
}
