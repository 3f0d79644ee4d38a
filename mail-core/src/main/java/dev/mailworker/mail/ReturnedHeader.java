package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the mail that a report (RFC 6522 §3) gives back: its part of type {@code message/rfc822},
 * {@code text/rfc822-headers} or, with UTF-8 in the header, their kin of RFC 6533. Reports come broken more often than not:
 * every line that looks like a delimiter counts as one.
 */
public final class ReturnedHeader {
    /** The most of a report that is looked at, in octets. */
    public static final int MAX_OCTETS = 256 * 1024;

    private static final Set<String> RETURNED =
            Set.of("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers");

    private final HeaderLines lines;
    private final boolean isLonger;
    private long seen;

    private ReturnedHeader(InputStream in, boolean isLonger) {
        this.lines = new HeaderLines(in, MAX_OCTETS);
        this.isLonger = isLonger;
    }

    /**
     * Reads the header of the first mail that is given back.
     *
     * @param raw a report, or any mail of several parts
     * @return its fields; {@link Headers#NONE} if nothing is given back; {@link Headers#UNREAD} if {@link #MAX_OCTETS} don't
     *     show that
     * @throws IOException if the bytes can't be read; never because of what they are
     */
    public static Headers read(RawMail raw) throws IOException {
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            return new ReturnedHeader(in, raw.size() > MAX_OCTETS).read();
        }
    }

    private Headers read() throws IOException {
        HeaderLines.Line line = next();
        while (line != null) {
            if (!isBody(line) || !isDelimiter(line)) {
                line = next();
                continue;
            }
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (line = next(); line != null && !line.isEmpty() && !isDelimiter(line); line = next()) {
                line.writeTo(octets);
            }
            Headers part = header(octets.toByteArray());
            if (line != null
                    && line.isEmpty()
                    && RETURNED.contains(ContentType.of(part).type())) {
                return returned(part);
            }
        }
        return isCut() ? Headers.UNREAD : Headers.NONE;
    }

    private Headers returned(Headers part) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (HeaderLines.Line line = next(); line != null && !isDelimiter(line); line = next()) {
            line.writeTo(octets);
        }
        byte[] decoded = decoded(octets.toByteArray(), part);
        return isCut() && !hasEnd(decoded) ? Headers.UNREAD : header(decoded);
    }

    private HeaderLines.@Nullable Line next() throws IOException {
        HeaderLines.Line line = lines.next();
        seen += line == null ? 0 : line.length();
        return line;
    }

    /** Whether the end that was seen is only that of what is looked at. */
    private boolean isCut() {
        return isLonger && seen >= MAX_OCTETS;
    }

    private static boolean hasEnd(byte[] header) throws IOException {
        HeaderLines lines = new HeaderLines(new ByteArrayInputStream(header), MAX_OCTETS);
        HeaderLines.Line line = lines.next();
        while (line != null && line.kind() != HeaderLines.Kind.END) {
            line = lines.next();
        }
        return line != null;
    }

    /** A body may follow without an empty line. */
    private static boolean isBody(HeaderLines.Line line) {
        return line.kind() == HeaderLines.Kind.END || line.kind() == HeaderLines.Kind.STRAY;
    }

    private static boolean isDelimiter(HeaderLines.Line line) {
        byte[] text = line.text();
        return text.length > 2 && text[0] == '-' && text[1] == '-';
    }

    private static Headers header(byte[] octets) throws IOException {
        return HeaderReader.read(RawMail.of(octets));
    }

    private static byte[] decoded(byte[] octets, Headers part) {
        return TransferEncoding.of(part.first("Content-Transfer-Encoding").orElse(""))
                .decode(octets);
    }
}
