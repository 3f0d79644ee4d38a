package dev.mailworker.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Cuts the beginning of a mail into lines, and says what a line can be. */
final class HeaderLines {
    private final InputStream in;
    private final long limit;
    private long count;
    private int pushedBack = -1;

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

    /** One line, and the octets that ended it: CRLF, LF, CR, or none where the mail or the reading ends. */
    static final class Line {
        private final byte[] text;
        private final byte[] end;

        Line(byte[] text, byte... end) {
            this.text = text;
            this.end = end;
        }

        byte[] text() {
            return text;
        }

        boolean isEmpty() {
            return text.length == 0;
        }

        boolean isContinuation() {
            return text.length > 0 && (text[0] == ' ' || text[0] == '\t');
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
        while (true) {
            int octet = read();
            if (octet < 0) {
                return text.size() == 0 ? null : new Line(text.toByteArray());
            }
            if (octet == '\n') {
                return new Line(text.toByteArray(), (byte) '\n');
            }
            if (octet == '\r') {
                return new Line(text.toByteArray(), endAfterCr());
            }
            text.write(octet);
        }
    }

    /** {@return whether the limit was reached, so that the last line may be only part of one} */
    boolean isCutOff() {
        return count >= limit;
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
        int octet = in.read();
        count++;
        return octet;
    }

    /** Whether a line starts a field: printable US-ASCII, perhaps space (the obsolete syntax), a colon. */
    static boolean isFieldStart(byte[] line) {
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

    /** Whether a line is the separator of an mbox file, which some mails carry as their first line. */
    static boolean isMboxFrom(byte[] line) {
        int start = line.length > 0 && line[0] == '>' ? 1 : 0;
        return line.length > start + 5
                && line[start] == 'F'
                && line[start + 1] == 'r'
                && line[start + 2] == 'o'
                && line[start + 3] == 'm'
                && line[start + 4] == ' ';
    }
}
