package dev.mailworker.cli.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the page for a request, and sends what it answers. */
final class Pages implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    /** What is shown is of this moment, for who asked, and not for other sites' scripts and frames. */
    private static final Map<String, String> ALWAYS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private final Map<String, Page> byPath;
    private final Gate gate;

    Pages(Map<String, Page> byPath, Gate gate) {
        this.byPath = Map.copyOf(byPath);
        this.gate = gate;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(new Request(exchange)));
        }
    }

    private Answer answer(Request request) {
        try {
            Optional<Answer> refusal = gate.refusal(request);
            return refusal.isPresent() ? refusal.get() : page(request);
        } catch (IOException e) {
            return Answer.text(400, "the request can't be read: " + e.getMessage() + "\n");
        } catch (RuntimeException e) {
            LOG.error("{} can't be answered: this is a fault of the program, please report it", request.path(), e);
            return Answer.text(500, "a fault of the program: see its log\n");
        }
    }

    private Answer page(Request request) throws IOException {
        Page page = byPath.get(request.path());
        if (page == null) {
            return Answer.text(
                    404,
                    "not found: there are "
                            + String.join(" ", byPath.keySet().stream().sorted().toList()) + "\n");
        }
        List<String> methods = page.methods();
        if (!methods.contains(request.method())) {
            return Answer.text(405, "only " + String.join(" and ", methods) + "\n")
                    .with("Allow", String.join(", ", methods));
        }
        return page.answer(request);
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
