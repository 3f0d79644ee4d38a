package dev.mailworker.cli.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the page for a request, and sends what it answers. */
final class Pages implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    /** What is shown is of this moment, for who asked, and not for other sites' scripts and frames. */
    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private final Map<String, Page> byPath;

    Pages(Map<String, Page> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(new Request(exchange)));
        }
    }

    private Answer answer(Request request) {
        Page page = byPath.get(request.path());
        if (page == null) {
            return Answer.text(
                    404,
                    "not found: there are "
                            + String.join(" ", byPath.keySet().stream().sorted().toList()) + "\n");
        }
        if (!METHODS.contains(request.method())) {
            return Answer.text(405, "only GET and HEAD\n").with("Allow", "GET, HEAD");
        }
        try {
            return page.answer(request);
        } catch (RuntimeException e) {
            LOG.error("{} can't be answered: this is a fault of the program, please report it", request.path(), e);
            return Answer.text(500, "a fault of the program: see its log\n");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        ALWAYS.forEach(headers::set);
        headers.set("Content-Type", answer.contentType());
        answer.headers().forEach(headers::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            // A length of zero would announce a body of any length.
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
