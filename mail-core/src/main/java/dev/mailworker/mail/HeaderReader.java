package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a mail's header so that nothing in it can stop a delivery: any of CRLF, LF and CR ends a line (the mail server
 * that takes the mail will see line ends there too), bytes that are no UTF-8 are read as ISO-8859-1, NUL becomes U+FFFD.
 * The header ends at the first empty line and nowhere before: a stray line, which is no field and continues none, is passed
 * over, because what stands below it still says who wrote the mail, and some that read it do read on. A leading mbox
 * {@code From } line is passed over too.
 */
public final class HeaderReader {
    /** The most of a header that is read, in octets; what stands behind it is not known to the rules. */
    public static final int MAX_OCTETS = 1024 * 1024;

    private HeaderReader() {}

    /**
     * Reads a header.
     *
     * @param raw the mail
     * @return the fields that could be read; none is an answer too
     * @throws IOException if the bytes can't be read; never because of what they are
     */
    public static Headers read(RawMail raw) throws IOException {
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            return new Headers(fields(new HeaderLines(in, MAX_OCTETS)));
        }
    }

    private static List<HeaderField> fields(HeaderLines lines) throws IOException {
        List<HeaderField> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        for (HeaderLines.Line line = lines.next(); line != null; line = lines.next()) {
            switch (line.kind()) {
                case MBOX_FROM, STRAY -> {}
                case FIELD -> {
                    toField(field).ifPresent(fields::add);
                    field.reset();
                    field.writeBytes(line.text());
                }
                case CONTINUATION -> field.writeBytes(line.text());
                case END -> {
                    toField(field).ifPresent(fields::add);
                    return fields;
                }
            }
        }
        toField(field).ifPresent(fields::add);
        return fields;
    }

    private static Optional<HeaderField> toField(ByteArrayOutputStream field) {
        if (field.size() == 0) {
            return Optional.empty();
        }
        String text = decode(field.toByteArray()).replace('\0', '\uFFFD');
        int colon = text.indexOf(':');
        return Optional.of(new HeaderField(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip()));
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
