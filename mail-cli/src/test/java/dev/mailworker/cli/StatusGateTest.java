package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.cli.http.Answer;
import dev.mailworker.cli.http.WebServer;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, over real sockets: the JDK's client sends no header fields of one's own for Host and Origin. */
@Timeout(120)
class StatusGateTest {
    private static final String SECRET = "0123456789abcdef";

    private final SettableTime time = new SettableTime();
    private final StatusRig open;
    private final StatusRig guarded;

    StatusGateTest(@TempDir Path one, @TempDir Path other) throws IOException {
        open = new StatusRig(one, time, Set.of("example.com"), "");
        guarded = new StatusRig(other, time, Set.of("example.com"), SECRET);
    }

    @AfterEach
    void close() {
        open.close();
        guarded.close();
    }

    private record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private static Reply ask(int port, String request, String body, String... headers) throws IOException {
        String all = request + " HTTP/1.1\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
            String[] parts =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            List<String> lines = parts[0].lines().toList();
            Map<String, String> fields = new HashMap<>();
            lines.stream()
                    .skip(1)
                    .forEach(line -> fields.put(
                            line.split(": ", 2)[0].toLowerCase(java.util.Locale.ROOT), line.split(": ", 2)[1]));
            return new Reply(Integer.parseInt(lines.get(0).split(" ", 3)[1]), fields, parts[1]);
        }
    }

    private Reply get(StatusRig rig, String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        all[0] = "Host: localhost:" + rig.port();
        System.arraycopy(headers, 0, all, 1, headers.length);
        return ask(rig.port(), "GET " + path, "", all);
    }

    private Reply logIn(String token) throws IOException {
        return ask(guarded.port(), "POST /login", "token=" + token, "Host: localhost:" + guarded.port());
    }

    private static String cookie(Reply reply) {
        return "Cookie: other=1; " + reply.header("set-cookie").split(";", 2)[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:1", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:1", "[::1]:1"})
    void namesOfThisMachineAreOurs(String host) throws IOException {
        assertThat(ask(open.port(), "GET /", "", "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example:1",
                "10.0.0.5",
                "127.0.0.1.evil.example",
                "",
                "a b",
                "@localhost"
            })
    void namesThatSomebodyElseMadePointHereAreRefused(String host) throws IOException {
        for (String path : List.of("/", "/api/status", "/nothing")) {
            Reply reply = ask(open.port(), "GET " + path, "", "Host: " + host);
            assertThat(reply.status()).isEqualTo(421);
            assertThat(reply.body()).contains("or set STATUS_ADDRESS to that name");
        }
    }

    @Test
    void addressesAreOursWhereOthersMayAsk() throws IOException {
        StatusGate gate = new StatusGate("0.0.0.0", Optional.of(new StatusToken(SECRET, 8081, time)));
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (WebServer server =
                WebServer.start("test", anyPort, Map.of("/login", request -> Answer.text(200, "")), gate)) {
            assertThat(ask(server.port(), "GET /login", "", "Host: 10.0.0.5:8081")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(server.port(), "GET /login", "", "Host: [fd00::5]").status())
                    .isEqualTo(200);
            assertThat(ask(server.port(), "GET /login", "", "Host: evil.example")
                            .status())
                    .isEqualTo(421);
        }
    }

    @Test
    void otherSitesPostNothing() throws IOException {
        String host = "Host: localhost:" + open.port();
        String json = "Content-Type: application/json";
        String question = "{\"text\":\"a\"}";
        assertThat(ask(open.port(), "POST /api/search", question, host, json).status())
                .isEqualTo(200);
        assertThat(ask(
                                open.port(),
                                "POST /api/search",
                                question,
                                host,
                                json,
                                "Sec-Fetch-Site: same-origin",
                                "Origin: http://localhost:" + open.port())
                        .status())
                .isEqualTo(200);
        for (String from : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:" + (open.port() + 1),
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none")) {
            assertThat(ask(open.port(), "POST /api/search", question, host, json, from)
                            .status())
                    .as(from)
                    .isEqualTo(403);
        }
    }

    @Test
    void withoutTheTokenNothingIsShown() throws IOException {
        assertThat(get(guarded, "/").status()).isEqualTo(303);
        assertThat(get(guarded, "/").header("location")).isEqualTo("/login");
        for (String path : List.of("/api/status", "/api/domains", "/api/mail", "/status.js", "/nothing")) {
            Reply reply = get(guarded, path);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.header("www-authenticate")).isEqualTo("Bearer");
        }
        for (String path : List.of("/login", "/login.js", "/status.css", "/icon.svg")) {
            assertThat(get(guarded, path).status()).as(path).isEqualTo(200);
        }
        assertThat(get(guarded, "/api/status?token=" + SECRET).status())
                .as("never in an address")
                .isEqualTo(401);
    }

    @Test
    void programsSendTheToken() throws IOException {
        assertThat(get(guarded, "/api/status", "Authorization: Bearer " + SECRET)
                        .status())
                .isEqualTo(200);
        assertThat(get(guarded, "/api/status", "Authorization: bearer  " + SECRET)
                        .status())
                .isEqualTo(200);
        assertThat(get(guarded, "/api/status", "Authorization: Bearer " + SECRET + "0")
                        .status())
                .isEqualTo(401);
        assertThat(get(guarded, "/api/status", "Authorization: Bearer").status())
                .isEqualTo(401);
        assertThat(get(guarded, "/api/status", "Authorization: Basic " + SECRET).status())
                .isEqualTo(401);
    }

    @Test
    void browsersLogInAndGetACookieThatIsNotTheToken() throws IOException {
        Reply in = logIn(SECRET);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("location")).isEqualTo("/");
        assertThat(in.header("set-cookie"))
                .matches("mailworker-8081=[0-9]+\\.[0-9a-f]{64}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict")
                .doesNotContain(SECRET);
        Reply page = get(guarded, "/api/status", cookie(in));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("\"guarded\":true");

        Reply out = ask(guarded.port(), "POST /logout", "", "Host: localhost:" + guarded.port(), cookie(in));
        assertThat(out.header("set-cookie")).startsWith("mailworker-8081=; Path=/; Max-Age=0;");
    }

    @Test
    void aWrongTokenGetsNoCookie() throws IOException {
        Reply in = logIn("0123456789abcdee");
        assertThat(in.header("location")).isEqualTo("/login#wrong");
        assertThat(in.header("set-cookie")).isEmpty();
        assertThat(ask(guarded.port(), "POST /login", "", "Host: localhost").header("location"))
                .isEqualTo("/login#wrong");
    }

    @Test
    void aCookieEnds() throws IOException {
        String cookie = cookie(logIn(SECRET));
        time.advance(StatusToken.LASTS.minus(Duration.ofSeconds(1)));
        assertThat(get(guarded, "/api/status", cookie).status()).isEqualTo(200);
        time.advance(Duration.ofSeconds(1));
        assertThat(get(guarded, "/api/status", cookie).status()).isEqualTo(401);
    }

    @Test
    void aCookieOfOnesOwnMakingIsNone() throws IOException {
        String cookie = cookie(logIn(SECRET));
        String later = cookie.replaceFirst("=([0-9]+)\\.", "=9$1.");
        for (String made : List.of(
                later,
                cookie + "0",
                "Cookie: mailworker-8081=",
                "Cookie: mailworker-8081=9999999999.",
                "Cookie: mailworker-8081=" + SECRET,
                cookie.replace("8081", "8082"))) {
            assertThat(get(guarded, "/api/status", made).status()).as(made).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void aPageForOthersDemandsAToken(String address) {
        assertThatThrownBy(() -> new StatusGate(address, Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessage("STATUS_ADDRESS is '" + address
                        + "', where others than this machine can see the status page: set"
                        + " STATUS_TOKEN to a secret of 16 characters or more (openssl rand -hex 16), or STATUS_ADDRESS to"
                        + " 127.0.0.1, or STATUS_PORT to 0 for no such page");
        assertThatCode(() -> new StatusGate(address, Optional.of(new StatusToken(SECRET, 8081, time))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void aPageForThisMachineDoesNot(String address) {
        assertThatCode(() -> new StatusGate(address, Optional.empty())).doesNotThrowAnyException();
    }
}
