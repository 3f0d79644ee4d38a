package dev.mailworker.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes one tree of one document's tokens. The parser's own limit on depth bounds the recursion. */
final class JsonReader {
    /** How the parser names a place in the middle of a message. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^\\]]*?; (line: [0-9]+, column: [0-9]+)\\]");

    private final String source;
    private final JsonParser parser;

    JsonReader(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    JsonValue read() throws IOException {
        try (parser) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new JsonFormatException(here(), "the document is empty");
            }
            JsonValue value = value(first);
            if (parser.nextToken() != null) {
                throw new JsonFormatException(here(), "there is more after the end of the document");
            }
            return value;
        }
    }

    private JsonValue value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new JsonFormatException(here(), "the document ends too early");
        }
        JsonPosition where = here();
        JsonValue value =
                switch (token) {
                    case START_OBJECT -> object();
                    case START_ARRAY -> list();
                    case VALUE_STRING -> JsonValue.of(parser.getText());
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonValue.number(parser.getText());
                    case VALUE_TRUE -> JsonValue.of(true);
                    case VALUE_FALSE -> JsonValue.of(false);
                    case VALUE_NULL -> JsonValue.NULL;
                    default -> throw new JsonFormatException(where, "a value is expected here");
                };
        return value.at(where);
    }

    private JsonValue object() throws IOException {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            fields.put(name, value(parser.nextToken()));
        }
        return JsonValue.object(fields);
    }

    private JsonValue list() throws IOException {
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token));
        }
        return JsonValue.list(items);
    }

    private JsonPosition here() {
        return position(source, parser.currentTokenLocation());
    }

    private static JsonPosition position(String source, @Nullable JsonLocation location) {
        return location == null
                ? new JsonPosition(source, 0, 0)
                : new JsonPosition(source, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** What the parser found wrong, without the piece of the document that it would quote: that may be private. */
    static JsonFormatException unreadable(String source, IOException e) {
        if (e instanceof JsonProcessingException syntax) {
            String problem = SOURCE.matcher(syntax.getOriginalMessage()).replaceAll("$1");
            return new JsonFormatException(position(source, syntax.getLocation()), problem, e);
        }
        return new JsonFormatException(new JsonPosition(source, 0, 0), String.valueOf(e.getMessage()), e);
    }
}
