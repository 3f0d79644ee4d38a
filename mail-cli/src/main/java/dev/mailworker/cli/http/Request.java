package dev.mailworker.cli.http;

import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;

/** What a client asks. Valid while it is being answered. */
public final class Request {
    private final HttpExchange exchange;

    Request(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** {@return the method, in upper case} */
    public String method() {
        return exchange.getRequestMethod();
    }

    /** {@return the path, decoded} */
    public String path() {
        return exchange.getRequestURI().getPath();
    }

    /**
     * {@return the first field of a name}
     *
     * @param name the name, in any case
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }
}
