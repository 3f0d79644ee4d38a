package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerConfig;
import dev.mailworker.cli.http.WebServer;
import dev.mailworker.decide.Route;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Transport;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import dev.mailworker.testing.Gate;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running worker answers over HTTP while things go wrong and right again. */
@Timeout(120)
class HealthPagesTest {
    private static final String PEER = "no, says 10.0.0.9 to ann@example.net";
    private static final String START = SettableTime.START.toString();

    private final HttpClient client = HttpClient.newHttpClient();
    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource queue = new MemoryMessageSource("example-com-queue", time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final RecordingTransport folders = new RecordingTransport();
    private volatile Transport local = folders;
    private final MailWorker worker;
    private final WebServer server;
    private int mails;

    HealthPagesTest(@TempDir Path temporary) throws IOException {
        worker = MailWorker.builder()
                .config(WorkerConfig.defaults().withSourceRefresh(Duration.ofMillis(10)))
                .sources(() -> List.of(queue))
                .managedDomains(() -> Set.of("example.com"))
                .siteHealth(domain -> Optional.of("example-com-queue"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .transport(Route.LOCAL, mail -> local.send(mail))
                .temporaryFolder(temporary)
                .time(time)
                .build();
        server = WebServer.start(
                "health", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HealthPages.of(worker::health));
    }

    @AfterEach
    void close() {
        server.close();
        worker.close();
    }

    private record Answer(int status, String text) {
        JsonValue json() {
            return Json.read("answer", text);
        }

        /** {@return what is said of the part or domain of a name or kind} */
        JsonValue of(String list, String name) {
            return json().get(list).asList().stream()
                    .filter(each -> each.find("name")
                            .or(() -> each.find("kind"))
                            .orElseThrow()
                            .asString()
                            .equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Answer get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .build();
        HttpResponse<String> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(response.body()).endsWith("}\n").doesNotContain("@", "10.0", "says");
        return new Answer(response.statusCode(), response.body());
    }

    private void awaitStatus(String status) {
        while (!get("/health").json().get("status").asString().equals(status)) {
            Thread.onSpinWait();
        }
    }

    private void start() {
        worker.start();
        awaitStatus("up");
    }

    private void mail() {
        BlobRef ref = new BlobRef("bucket", "mail-" + ++mails);
        blobs.put(ref, "Subject: s\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        queue.put("example.com", ref, Envelope.parse("ann@example.net", List.of("bob@example.com")));
    }

    @Test
    void answersBeforeTheStart() {
        assertThat(get("/health").status()).isEqualTo(503);
        assertThat(get("/health/ready"))
                .isEqualTo(new Answer(
                        503, "{\"status\":\"down\",\"phase\":\"idle\",\"since\":\"" + START + "\",\"stuck\":false}\n"));
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void aWorkerThatWorksIsWell() {
        start();
        mail();
        folders.awaitSent(1);
        queue.awaitSettled(1);

        Answer health = get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().get("phase").asString()).isEqualTo("running");
        assertThat(health.of("parts", "local"))
                .hasToString("{\"kind\":\"local\",\"state\":\"up\",\"since\":\"" + START + "\"}");
        assertThat(health.of("parts", "sent-mail"))
                .hasToString("{\"kind\":\"table\",\"name\":\"sent-mail\",\"state\":\"unknown\"}");
        assertThat(get("/domains").json().get("domains"))
                .hasToString("[{\"name\":\"example.com\",\"state\":\"up\",\"since\":\"" + START + "\"}]");
        assertThat(get("/health/ready").status()).isEqualTo(200);
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void aTableThatIsAwayIsTold() {
        start();
        blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, PEER));
        mail();
        awaitStatus("degraded");

        Answer health = get("/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.of("parts", "blocklist"))
                .hasToString("{\"kind\":\"table\",\"name\":\"blocklist\",\"state\":\"down\",\"since\":\"" + START
                        + "\",\"because\":\"it can't be read, and mails wait\"}");

        blocklist.calls().mend("patterns");
        time.advance(Duration.ofMinutes(1));
        mail();
        awaitStatus("up");
        assertThat(get("/health").of("parts", "blocklist").get("since").asString())
                .isEqualTo(time.instant().toString());
    }

    @Test
    void aMailServerGoesAndComesBack() throws Exception {
        start();
        try (SmtpTransport away =
                        new SmtpTransport(SmtpSettings.smtp("127.0.0.1").withPort(1));
                SmtpSink sink = SmtpSink.taking();
                SmtpTransport back =
                        new SmtpTransport(SmtpSettings.smtp("127.0.0.1").withPort(sink.port()))) {
            local = away;
            for (int i = 0; i < 3; i++) {
                mail();
            }
            awaitStatus("down");
            Answer health = get("/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.of("parts", "local").get("because").asString())
                    .isEqualTo("it takes no mail, and is probed by one mail at a time");
            assertThat(health.of("domains", "example.com").get("state").asString())
                    .isEqualTo("down");
            assertThat(get("/health/live").status())
                    .as("a new process would not help")
                    .isEqualTo(200);
            assertThat(get("/health/ready").status()).isEqualTo(200);

            local = back;
            while (get("/health").status() != 200) {
                time.advance(Duration.ofMinutes(1));
            }
            assertThat(sink.mails()).isNotEmpty();
        }
    }

    @Test
    void aQueueDeniesAndAllowsAgain() {
        queue.calls().fail("receive", new PortException(PortException.Kind.DENIED, PEER));
        worker.start();
        while (get("/health")
                .of("domains", "example.com")
                .get("state")
                .asString()
                .equals("unknown")) {
            Thread.onSpinWait();
        }
        Answer health = get("/health");
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.of("parts", "example-com-queue"))
                .hasToString("{\"kind\":\"queue\",\"name\":\"example-com-queue\",\"state\":\"down\",\"since\":\""
                        + START + "\",\"because\":\"access is denied\"}");
        assertThat(get("/domains")
                        .json()
                        .get("domains")
                        .asList()
                        .get(0)
                        .get("because")
                        .asString())
                .isEqualTo("its queue: access is denied");

        mail();
        awaitStatus("up");
        assertThat(get("/health").status()).isEqualTo(200);
    }

    @Test
    void aWorkerThatStopsIsNotReady() {
        Gate sending = folders.calls().hold("send");
        start();
        mail();
        sending.awaitReached();
        CompletableFuture<Boolean> stop =
                CompletableFuture.supplyAsync(() -> worker.stop().isClean());
        while (get("/health/ready").status() == 200) {
            Thread.onSpinWait();
        }
        assertThat(get("/health").status()).isEqualTo(503);
        assertThat(get("/health").json().get("phase").asString()).isEqualTo("stopping");
        assertThat(get("/health/live").status()).isEqualTo(200);

        sending.open();
        assertThat(stop.join()).isTrue();
        assertThat(get("/health").json().get("phase").asString()).isEqualTo("stopped");
    }
}
