package dev.mailworker.json;

/**
 * Where something stands in a document.
 *
 * @param source the document's name: a file, or what the reader was told
 * @param line from 1; 0 if it was never text
 * @param column from 1, counted in characters (in octets where the line has others than US-ASCII); 0 if it was never text
 */
public record JsonPosition(String source, int line, int column) {
    /** Of a value that was made, not read. */
    public static final JsonPosition NONE = new JsonPosition("", 0, 0);

    /** {@return {@code SOURCE:LINE:COLUMN}, or what is known of it} */
    @Override
    public String toString() {
        if (line > 0) {
            return source + ":" + line + ":" + column;
        }
        return source.isEmpty() ? "JSON" : source;
    }
}
