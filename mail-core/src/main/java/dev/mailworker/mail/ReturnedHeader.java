package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

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

    private ReturnedHeader() {}

    /**
     * Reads the header of the first mail that is given back.
     *
     * @param raw a report
     * @return its fields; {@link Headers#UNREAD} if nothing is given back, or only behind {@link #MAX_OCTETS}
     * @throws IOException if the bytes can't be read; never because of what they are
     */
    public static Headers read(RawMail raw) throws IOException {
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            HeaderLines lines = new HeaderLines(in, MAX_OCTETS);
            for (HeaderLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (isBody(line) && isDelimiter(line)) {
                    Headers part = header(untilEmptyLine(lines));
                    if (RETURNED.contains(ContentType.of(part).type())) {
                        return header(decoded(untilDelimiter(lines), part));
                    }
                }
            }
        }
        return Headers.UNREAD;
    }

    /** A body may follow without an empty line. */
    private static boolean isBody(HeaderLines.Line line) {
        return line.kind() == HeaderLines.Kind.END || line.kind() == HeaderLines.Kind.STRAY;
    }

    private static boolean isDelimiter(HeaderLines.Line line) {
        byte[] text = line.text();
        return text.length > 2 && text[0] == '-' && text[1] == '-';
    }

    private static byte[] untilEmptyLine(HeaderLines lines) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        HeaderLines.Line line = lines.next();
        while (line != null && !line.isEmpty()) {
            line.writeTo(octets);
            line = lines.next();
        }
        return octets.toByteArray();
    }

    private static byte[] untilDelimiter(HeaderLines lines) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        HeaderLines.Line line = lines.next();
        while (line != null && !isDelimiter(line)) {
            line.writeTo(octets);
            line = lines.next();
        }
        return octets.toByteArray();
    }

    private static Headers header(byte[] octets) throws IOException {
        return HeaderReader.read(RawMail.of(octets));
    }

    private static byte[] decoded(byte[] octets, Headers part) {
        return TransferEncoding.of(part.first("Content-Transfer-Encoding").orElse(""))
                .decode(octets);
    }
}
