package dev.mailworker.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the beginning of a mail into lines, and says what each is: the one place that knows where a header ends. A line
 * longer than {@link #LONGEST_PIECE} comes in pieces, so that no mail can fill the memory.
 */
final class HeaderLines {
    /** The most octets that come at once. */
    static final int LONGEST_PIECE = 64 * 1024;

    private final InputStream in;
    private final long limit;
    private long count;
    private int pushedBack = -1;
    private @Nullable Line last;

    /** What a line is. */
    enum Kind {
        /** The separator of an mbox file, which some mails carry as their first line. */
        MBOX_FROM,
        /** The first line of a field. */
        FIELD,
        /** More of the field before it. */
        CONTINUATION,
        /** No field and more of none: what programs leave in headers, or text that no empty line parts from the header. */
        STRAY,
        /** The empty line behind the header, and all that follows. */
        END
    }

    /**
     * Reads from a stream, which should be buffered.
     *
     * @param in the mail from its first octet
     * @param limit how many octets to look at
     */
    HeaderLines(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    /** One line or a piece of it, and the octets that ended it: CRLF, LF, CR, or none where more or nothing follows. */
    static final class Line {
        private final Kind kind;
        private final byte[] text;
        private final byte[] end;

        Line(Kind kind, byte[] text, byte[] end) {
            this.kind = kind;
            this.text = text;
            this.end = end;
        }

        Kind kind() {
            return kind;
        }

        byte[] text() {
            return text;
        }

        boolean isEmpty() {
            return text.length == 0;
        }

        /** {@return the octets of the line and of what ended it} */
        int length() {
            return text.length + end.length;
        }

        boolean hasEnd() {
            return end.length > 0;
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(text);
            out.write(end);
        }
    }

    /** {@return the next line, or null when all is read} */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(128);
        byte[] end = {};
        while (end.length == 0 && text.size() < LONGEST_PIECE) {
            int octet = read();
            if (octet < 0) {
                break;
            } else if (octet == '\n') {
                end = new byte[] {'\n'};
            } else if (octet == '\r') {
                end = endAfterCr();
            } else {
                text.write(octet);
            }
        }
        if (text.size() == 0 && end.length == 0) {
            return null;
        }
        byte[] octets = text.toByteArray();
        last = new Line(kind(octets), octets, end);
        return last;
    }

    private Kind kind(byte[] text) {
        Line before = last;
        if (before == null) {
            Kind kind = kindOfWhole(text, false);
            return kind == Kind.STRAY && isMboxFrom(text) ? Kind.MBOX_FROM : kind;
        }
        if (before.kind == Kind.END) {
            return Kind.END;
        }
        boolean isOfField = before.kind == Kind.FIELD || before.kind == Kind.CONTINUATION;
        if (!before.hasEnd()) {
            return isOfField ? Kind.CONTINUATION : before.kind;
        }
        return kindOfWhole(text, isOfField);
    }

    private static Kind kindOfWhole(byte[] text, boolean isBelowField) {
        if (text.length == 0) {
            return Kind.END;
        }
        if (isFolded(text) && isBelowField) {
            return Kind.CONTINUATION;
        }
        return isFieldStart(text) ? Kind.FIELD : Kind.STRAY;
    }

    /** Copies everything that was not given as a line. */
    void copyRest(OutputStream out) throws IOException {
        if (pushedBack >= 0) {
            out.write(pushedBack);
            pushedBack = -1;
        }
        in.transferTo(out);
    }

    private byte[] endAfterCr() throws IOException {
        int following = read();
        if (following == '\n') {
            return new byte[] {'\r', '\n'};
        }
        pushedBack = following;
        return new byte[] {'\r'};
    }

    private int read() throws IOException {
        if (pushedBack >= 0) {
            int octet = pushedBack;
            pushedBack = -1;
            return octet;
        }
        if (count >= limit) {
            return -1;
        }
        count++;
        return in.read();
    }

    private static boolean isFolded(byte[] line) {
        return line.length > 0 && (line[0] == ' ' || line[0] == '\t');
    }

    /** Whether a line starts a field: printable US-ASCII, perhaps space (the obsolete syntax), a colon. */
    private static boolean isFieldStart(byte[] line) {
        int i = 0;
        while (i < line.length && line[i] > 0x20 && line[i] < 0x7f && line[i] != ':') {
            i++;
        }
        int nameLength = i;
        while (i < line.length && (line[i] == ' ' || line[i] == '\t')) {
            i++;
        }
        return nameLength > 0 && i < line.length && line[i] == ':';
    }

    private static boolean isMboxFrom(byte[] line) {
        int start = line.length > 0 && line[0] == '>' ? 1 : 0;
        return line.length > start + 5
                && line[start] == 'F'
                && line[start + 1] == 'r'
                && line[start + 2] == 'o'
                && line[start + 3] == 'm'
                && line[start + 4] == ' ';
    }
}
