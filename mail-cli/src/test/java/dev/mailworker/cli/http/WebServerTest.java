package dev.mailworker.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients get, over real sockets. */
@Timeout(120)
final class WebServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final WebServer server;

    WebServerTest() throws IOException {
        server = WebServer.start(
                "test",
                ANY_PORT,
                Map.of(
                        "/text",
                                request -> Answer.text(
                                        200, "grüße " + request.header("X-Name").orElse("?")),
                        "/json", request -> Answer.json(503, "{}"),
                        "/empty", request -> Answer.text(200, ""),
                        "/own", request -> Answer.text(200, "x").with("Content-Security-Policy", "default-src 'self'"),
                        "/posted",
                                Page.posted(request -> Answer.text(
                                        200,
                                        Form.read(request.body(20)).first("a").orElse("?")
                                                + request.parameter("b").orElse("?"))),
                        "/fault",
                                request -> {
                                    throw new IllegalStateException("secret");
                                },
                        "/slow",
                                request -> {
                                    asked.countDown();
                                    awaitPermission();
                                    return Answer.text(200, "at last");
                                }));
    }

    private void awaitPermission() {
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        mayAnswer.countDown();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return String.join("|", response.headers().allValues(name));
    }

    @Test
    void answersWithStatusTypeAndText() throws Exception {
        HttpResponse<String> text = sent(request("/text").header("x-name", "Ann"));
        HttpResponse<String> json = sent(request("/json"));
        assertThat(text.statusCode()).isEqualTo(200);
        assertThat(text.body()).isEqualTo("grüße Ann");
        assertThat(header(text, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(json.statusCode()).isEqualTo(503);
        assertThat(header(json, "Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(sent(request("/empty")).body()).isEmpty();
    }

    @Test
    void aHeadRequestGetsTheHeadOfTheAnswer() throws Exception {
        HttpResponse<String> head = sent(request("/text").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length"))
                .isEqualTo(String.valueOf("grüße ?".getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void everyAnswerIsOfTheMomentAndForWhoAsked() throws Exception {
        for (String path : List.of("/text", "/json", "/nothing", "/fault")) {
            HttpResponse<String> response = sent(request(path));
            assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
            assertThat(header(response, "Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(header(response, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
        assertThat(header(sent(request("/own")), "Content-Security-Policy")).isEqualTo("default-src 'self'");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        HttpResponse<String> lost = sent(request("/text/more"));
        HttpResponse<String> post = sent(request("/text").POST(HttpRequest.BodyPublishers.ofString("x=1")));
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(lost.body()).isEqualTo("not found: there are /empty /fault /json /own /posted /slow /text\n");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(header(post, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void aPostedFormIsRead() throws Exception {
        assertThat(sent(request("/posted?b=2%20").POST(HttpRequest.BodyPublishers.ofString("x=%zz&a=%C3%BC+1")))
                        .body())
                .isEqualTo("ü 12 ");
        assertThat(sent(request("/posted").POST(HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEqualTo("??");
        HttpResponse<String> get = sent(request("/posted"));
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(header(get, "Allow")).isEqualTo("POST");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> response =
                sent(request("/posted").POST(HttpRequest.BodyPublishers.ofString("a=" + "x".repeat(19))));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("the request can't be read: a request's body has more than 20 octets\n");
    }

    @Test
    void aGateDecidesBeforeAnyPageIsLookedFor() throws Exception {
        Gate gate = request -> request.header("X-Name").isPresent()
                ? Optional.empty()
                : Optional.of(Answer.text(403, "who are you?\n"));
        try (WebServer guarded =
                WebServer.start("test", ANY_PORT, Map.of("/", request -> Answer.text(200, "in")), gate)) {
            HttpRequest.Builder lost = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guarded.port() + "/x"));
            assertThat(sent(lost).statusCode()).isEqualTo(403);
            assertThat(sent(lost.header("X-Name", "Ann")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aFaultOfOursSaysNothingOfItself() throws Exception {
        HttpResponse<String> response = sent(request("/fault"));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void aPortInUseIsSaid() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        assertThatThrownBy(() -> WebServer.start("test", taken, Map.of())).isInstanceOf(BindException.class);
    }

    @Test
    void clientsThatNeverEndTheirRequestKeepNobodyOutForLong() throws Exception {
        try (WebServer strict = WebServer.start(
                "test", ANY_PORT, Map.of("/", request -> Answer.text(200, "")), Gate.OPEN, Duration.ofMillis(500))) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 2 * WebServer.THREADS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), strict.port());
                slow.add(socket);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket socket : slow) {
                assertThat(socket.getInputStream().read()).as("cut off").isNegative();
                socket.close();
            }
        }
    }

    @Test
    void itsThreadsKeepNoProcessAlive() throws Exception {
        sent(request("/text"));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("mailworker-test-")
                        || thread.getName().contains("HTTP-Dispatcher"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    @Test
    void closingLetsWhatIsAskedBeAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/slow").build(), HttpResponse.BodyHandlers.ofString());
        asked.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        mayAnswer.countDown();
        closing.join();
        assertThat(answer.join().body()).isEqualTo("at last");
        assertThatThrownBy(() -> sent(request("/text"))).isInstanceOf(IOException.class);
    }
}
