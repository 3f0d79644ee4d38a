package dev.mailworker.cli.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
     * {@return the first parameter of a name in the address, decoded}
     *
     * @param name the name
     */
    public Optional<String> parameter(String name) {
        return Form.read(exchange.getRequestURI().getRawQuery()).first(name);
    }

    /**
     * {@return the body}
     *
     * @param most how many octets it may have
     * @throws IOException if it can't be read, or has more
     */
    public String body(int most) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(most + 1);
        if (bytes.length > most) {
            throw new IOException("a request's body has more than " + most + " octets");
        }
        return new String(bytes, StandardCharsets.UTF_8);
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
