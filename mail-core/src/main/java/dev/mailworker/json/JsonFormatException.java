package dev.mailworker.json;

import dev.mailworker.mail.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A document can't be understood. The message is one line, {@code SOURCE:LINE:COLUMN: what is wrong}, as compilers write
 * it, so that editors jump there.
 */
public final class JsonFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The document's name. */
    private final String source;
    /** The line, from 1, or 0. */
    private final int line;
    /** The column, from 1, or 0. */
    private final int column;

    /**
     * Reports an error.
     *
     * @param where where it is
     * @param problem what is wrong, and what to do about it
     */
    public JsonFormatException(JsonPosition where, String problem) {
        this(where, problem, null);
    }

    JsonFormatException(JsonPosition where, String problem, @Nullable Throwable cause) {
        super(Printable.of(where + ": " + problem), cause);
        this.source = where.source();
        this.line = where.line();
        this.column = where.column();
    }

    /** {@return the document's name: a file, or what the reader was told} */
    public String source() {
        return source;
    }

    /** {@return the line, from 1; 0 if the document was never text} */
    public int line() {
        return line;
    }

    /** {@return the column, from 1; 0 if the document was never text} */
    public int column() {
        return column;
    }
}
