package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the beginning of a mail's body into its parts (RFC 2046 §5.1), and knows where each begins, to the octet. Whatever
 * the mail is, no more than {@link #MOST_OCTETS} are held, {@link #MOST_PARTS} parts and {@link #MOST_DEPTH} levels seen;
 * what lies behind is not known. Mails within the mail are parts like others: nobody looks into them.
 */
final class BodyScanner {
    /** The most of a mail that is looked at, from the end of its header on. */
    static final int MOST_OCTETS = 512 * 1024;

    static final int MOST_PARTS = 100;
    static final int MOST_DEPTH = 10;

    private final byte[] body;
    private final long bodyOffset;
    /** Innermost first. */
    private final Deque<byte[]> boundaries = new ArrayDeque<>();

    private final List<BodyPart> parts = new ArrayList<>();
    private @Nullable Headers open;
    private int openHeaderStart;
    private int openStart;
    private String openLineEnd = "";

    private BodyScanner(byte[] body, long bodyOffset) {
        this.body = body;
        this.bodyOffset = bodyOffset;
    }

    /**
     * {@return the parts, in their order; empty if the mail has none, or the worker can't see where they begin}
     *
     * @param raw the mail
     * @param type what its header says that it is
     * @throws IOException if the bytes can't be read; never because of what they are
     */
    static List<BodyPart> scan(RawMail raw, ContentType type) throws IOException {
        Optional<String> boundary = type.boundary();
        if (boundary.isEmpty()) {
            return List.of();
        }
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            long offset = headerLength(raw);
            in.skipNBytes(offset);
            BodyScanner scanner = new BodyScanner(in.readNBytes(MOST_OCTETS), offset);
            scanner.run(boundary.get());
            return scanner.parts;
        }
    }

    private static long headerLength(RawMail raw) throws IOException {
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            HeaderLines lines = new HeaderLines(in, Long.MAX_VALUE);
            long length = 0;
            for (HeaderLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.kind() == HeaderLines.Kind.END || line.kind() == HeaderLines.Kind.STRAY) {
                    // What a stray line begins may be the body already.
                    return line.isEmpty() ? length + line.length() : length;
                }
                length += line.length();
            }
            return length;
        }
    }

    private void run(String boundary) {
        push(boundary);
        for (int at = 0; at < body.length && parts.size() < MOST_PARTS; ) {
            int textEnd = endOfText(at);
            int next = endOfLine(textEnd);
            if (textEnd - at > 2 && body[at] == '-' && body[at + 1] == '-' && separates(at + 2, textEnd)) {
                next = header(next);
            }
            at = next;
        }
        close(body.length, body.length < MOST_OCTETS && parts.size() < MOST_PARTS);
    }

    private void push(String boundary) {
        boundaries.push(boundary.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Ends what a boundary ends. One of an outer level ends the inner ones too.
     *
     * @return whether another part begins
     */
    private boolean separates(int from, int to) {
        int end = to;
        while (end > from && (body[end - 1] == ' ' || body[end - 1] == '\t')) {
            end--;
        }
        for (Iterator<byte[]> each = boundaries.iterator(); each.hasNext(); ) {
            byte[] boundary = each.next();
            if (startsWith(boundary, from, end)) {
                int rest = end - from - boundary.length;
                boolean last = rest == 2 && body[end - 1] == '-' && body[end - 2] == '-';
                if (rest == 0 || last) {
                    close(from - 2, true);
                    unwindTo(boundary, last);
                    return !last;
                }
            }
        }
        return false;
    }

    private boolean startsWith(byte[] boundary, int from, int end) {
        return end - from >= boundary.length
                && Arrays.equals(body, from, from + boundary.length, boundary, 0, boundary.length);
    }

    private void unwindTo(byte[] boundary, boolean inclusive) {
        while (boundaries.peek() != boundary) {
            boundaries.pop();
        }
        if (inclusive) {
            boundaries.pop();
        }
    }

    /** Reads a part's header; what has parts itself is gone into. */
    private int header(int from) {
        int at = from;
        while (at < body.length) {
            int textEnd = endOfText(at);
            int next = endOfLine(textEnd);
            boolean isSeparator = textEnd - at > 2 && body[at] == '-' && body[at + 1] == '-';
            if (isSeparator) {
                break;
            }
            if (textEnd == at) {
                begin(
                        headers(from, at),
                        from,
                        next,
                        new String(body, textEnd, next - textEnd, StandardCharsets.US_ASCII));
                return next;
            }
            at = next;
        }
        begin(headers(from, at), from, at, "");
        return at;
    }

    private Headers headers(int from, int to) {
        try {
            return HeaderReader.read(RawMail.of(Arrays.copyOfRange(body, from, to)));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be read", e);
        }
    }

    private void begin(Headers headers, int headerStart, int start, String lineEnd) {
        Optional<String> inner = ContentType.of(headers).boundary();
        if (inner.isPresent() && boundaries.size() < MOST_DEPTH) {
            push(inner.get());
            return;
        }
        open = headers;
        openHeaderStart = headerStart;
        openStart = start;
        openLineEnd = lineEnd;
    }

    private void close(int end, boolean isWhole) {
        if (open != null) {
            byte[] octets = Arrays.copyOfRange(body, openStart, Math.max(openStart, end));
            BodyPart.Place place =
                    new BodyPart.Place(bodyOffset + openHeaderStart, bodyOffset + openStart, openLineEnd, isWhole);
            parts.add(new BodyPart(open, octets, place));
            open = null;
        }
    }

    private int endOfText(int from) {
        int at = from;
        while (at < body.length && body[at] != '\n' && body[at] != '\r') {
            at++;
        }
        return at;
    }

    private int endOfLine(int textEnd) {
        if (textEnd + 1 < body.length && body[textEnd] == '\r' && body[textEnd + 1] == '\n') {
            return textEnd + 2;
        }
        return Math.min(textEnd + 1, body.length);
    }
}
