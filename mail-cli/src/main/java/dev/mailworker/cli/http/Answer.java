package dev.mailworker.cli.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a client is told. Immutable.
 *
 * @param status the HTTP status
 * @param contentType the body's type, with its charset, which is UTF-8
 * @param body the body
 * @param headers further header fields; they replace those that {@link WebServer} sends with every answer
 */
public record Answer(int status, String contentType, String body, Map<String, String> headers) {
    /** Copies. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /**
     * {@return an answer with plain text}
     *
     * @param status the HTTP status
     * @param text the body
     */
    public static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text, Map.of());
    }

    /**
     * {@return an answer with JSON}
     *
     * @param status the HTTP status
     * @param json the body
     */
    public static Answer json(int status, String json) {
        return new Answer(status, "application/json; charset=utf-8", json, Map.of());
    }

    /**
     * {@return the same with one more header field}
     *
     * @param name its name
     * @param value its value
     */
    public Answer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }
}
