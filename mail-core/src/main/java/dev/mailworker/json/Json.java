package dev.mailworker.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads and writes JSON (RFC 8259). Stateless. */
public final class Json {
    /** The deepest nesting of lists and objects that is read. */
    public static final int MAX_DEPTH = 64;

    /** The most octets that a file may have that is read whole, 8 MiB: an envelope or a record with thousands of recipients. */
    public static final int MAX_FILE = 8 << 20;

    static final JsonFactory FACTORY = JsonFactory.builder()
            // A name that comes twice means one thing to one reader and another to the next.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private static final DefaultIndenter INDENTER = new DefaultIndenter("    ", "\n");
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private Json() {}

    /**
     * Reads a document.
     *
     * @param source what errors call it
     * @param bytes the whole document, UTF-8 (or UTF-16 or -32, which is seen)
     * @return the value
     * @throws JsonFormatException if it is not exactly one JSON value, nests deeper than {@link #MAX_DEPTH}, or has an
     *     object with a name twice
     */
    public static JsonValue read(String source, byte[] bytes) {
        try {
            return new JsonReader(source, FACTORY.createParser(bytes)).read();
        } catch (IOException e) {
            throw JsonReader.unreadable(source, e);
        }
    }

    /**
     * Reads a document.
     *
     * @param source what errors call it
     * @param text the whole document
     * @return the value
     * @throws JsonFormatException as {@link #read(String, byte[])} does
     */
    public static JsonValue read(String source, String text) {
        try {
            return new JsonReader(source, FACTORY.createParser(text)).read();
        } catch (IOException e) {
            throw JsonReader.unreadable(source, e);
        }
    }

    /**
     * Reads a file; errors call it by its path.
     *
     * @param file which
     * @return the value
     * @throws IOException if it can't be read
     * @throws JsonFormatException as {@link #read(String, byte[])} does, and if it has more than {@link #MAX_FILE} octets
     */
    public static JsonValue read(Path file) throws IOException {
        return read(file.toString(), content(file, MAX_FILE));
    }

    /**
     * {@return a file's octets, if they are not so many that reading them could take the memory that others need}
     *
     * @param file which
     * @param most how many octets it may have
     * @throws IOException if it can't be read
     * @throws JsonFormatException if it has more
     */
    public static byte[] content(Path file, int most) throws IOException {
        long size = Files.size(file);
        if (size > most) {
            throw new JsonFormatException(
                    new JsonPosition(file.toString(), 0, 0),
                    "the file has " + size + " octets, and no more than " + most
                            + " are read: put a whole one in its place");
        }
        return Files.readAllBytes(file);
    }

    /**
     * {@return a value as JSON on one line}
     *
     * @param value the value
     */
    public static String compact(JsonValue value) {
        return write(value, new MinimalPrettyPrinter());
    }

    /**
     * {@return a value as JSON for people: indented by four spaces, as the AWS CLI does, with a line end after it}
     *
     * @param value the value
     */
    public static String pretty(JsonValue value) {
        return write(
                        value,
                        new DefaultPrettyPrinter(SEPARATORS)
                                .withObjectIndenter(INDENTER)
                                .withArrayIndenter(INDENTER))
                + "\n";
    }

    /**
     * {@return {@link #pretty} in UTF-8, as files have it}
     *
     * @param value the value
     */
    public static byte[] file(JsonValue value) {
        return pretty(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String write(JsonValue value, PrettyPrinter printer) {
        String text = write(value, printer, false);
        // Half of a surrogate pair has no UTF-8; escaped, it survives.
        return StandardCharsets.UTF_8.newEncoder().canEncode(text) ? text : write(value, printer, true);
    }

    private static String write(JsonValue value, PrettyPrinter printer, boolean ascii) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            generator.configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), ascii);
            generator.setPrettyPrinter(
                    printer instanceof DefaultPrettyPrinter pretty ? pretty.createInstance() : printer);
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("a string can be written", e);
        }
        return out.toString();
    }

    private static void write(JsonValue value, JsonGenerator out) throws IOException {
        switch (value.kind()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonValue> field : value.asObject().entrySet()) {
                    out.writeFieldName(field.getKey());
                    write(field.getValue(), out);
                }
                out.writeEndObject();
            }
            case LIST -> {
                out.writeStartArray();
                for (JsonValue item : value.asList()) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(value.asString());
            case NUMBER -> out.writeNumber(value.asNumber());
            case BOOLEAN -> out.writeBoolean(value.asBoolean());
            case NULL -> out.writeNull();
        }
    }
}
