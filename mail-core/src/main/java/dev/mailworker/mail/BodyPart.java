package dev.mailworker.mail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of a mail that has no parts itself, or whose own parts were not looked into. */
final class BodyPart {
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final String PLAIN = "a\r\n";

    private final Headers headers;
    private final ContentType type;
    private final byte[] octets;
    private final Place place;

    /**
     * Where a part stands.
     *
     * @param header where its header begins in the mail
     * @param body where its body begins
     * @param lineEnd what ends the lines of its header; empty if no empty line stands between header and body
     * @param isWhole whether all of the body is known
     */
    record Place(long header, long body, String lineEnd, boolean isWhole) {}

    /**
     * Holds a part.
     *
     * @param headers its own header
     * @param octets its body as it stands in the mail, or the beginning of it; not copied
     * @param place where it stands
     */
    BodyPart(Headers headers, byte[] octets, Place place) {
        this.headers = headers;
        this.type = ContentType.of(headers);
        this.octets = octets;
        this.place = place;
    }

    ContentType type() {
        return type;
    }

    boolean isAttachment() {
        return headers.first("Content-Disposition")
                .filter(value -> value.regionMatches(true, 0, "attachment", 0, "attachment".length()))
                .isPresent();
    }

    private TransferEncoding encoding() {
        return TransferEncoding.of(headers.first("Content-Transfer-Encoding").orElse(""));
    }

    /** {@return the body without its transfer encoding} */
    byte[] decoded() {
        return encoding().decode(octets);
    }

    /**
     * {@return the body as text, in its charset or, if it is not written in that, in UTF-8 or what old programs write}
     */
    String text() {
        byte[] decoded = decoded();
        return Stream.of(charset(), StandardCharsets.UTF_8, WESTERN)
                .flatMap(charset -> text(decoded, charset).stream())
                .findFirst()
                .orElseGet(() -> new String(decoded, StandardCharsets.ISO_8859_1));
    }

    private static Optional<String> text(byte[] octets, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException otherCharset) {
            return Optional.empty();
        }
    }

    private Charset charset() {
        try {
            return Charset.forName(type.parameter("charset").orElse("us-ascii"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /**
     * {@return the change that puts text above what the part says: in the part's own encoding, with every octet left that is
     * there, or, where that can't hold the text, with the part written anew in UTF-8; none if neither can be done}
     *
     * @param text printable, in lines that end with CRLF, at least one
     */
    BodyInsertion insertion(String text) {
        if (place.lineEnd().isEmpty()) {
            // What is put there could be taken for more of the header.
            return BodyInsertion.NONE;
        }
        if (canHold(text)) {
            return new BodyInsertion(place.body(), encoded(text));
        }
        if (place.isWhole()) {
            return rewritten(text);
        }
        String ascii = text.replaceAll("[^\\x00-\\x7f]", "?");
        return canHold(ascii) ? new BodyInsertion(place.body(), encoded(ascii)) : BodyInsertion.NONE;
    }

    /** Not where text would have to know its byte order, as in UTF-16; and what is said to be 7bit has to stay that. */
    private boolean canHold(String text) {
        Charset charset = charset();
        boolean isAscii = text.chars().allMatch(c -> c < 0x80);
        return charset.canEncode()
                && Arrays.equals(PLAIN.getBytes(charset), PLAIN.getBytes(StandardCharsets.US_ASCII))
                && (isAscii || encoding() != TransferEncoding.IDENTITY)
                && charset.newEncoder().canEncode(text);
    }

    private String encoded(String text) {
        String encoded =
                switch (encoding()) {
                    case IDENTITY -> text;
                    case QUOTED_PRINTABLE -> encode(text);
                    case BASE64 -> encode(padded(text)) + "\r\n";
                };
        return encoded.replace("\r\n", place.lineEnd());
    }

    /** Groups of three octets end without a mark, so that what stands below goes on as if it had begun there. */
    private String padded(String text) {
        String blanks = " ".repeat((3 - text.getBytes(charset()).length % 3) % 3);
        return text.substring(0, text.length() - 2) + blanks + "\r\n";
    }

    private String encode(String text) {
        return new String(encoding().encode(text.getBytes(charset())), StandardCharsets.US_ASCII);
    }

    private BodyInsertion rewritten(String above) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        headers.fields().stream()
                .filter(field -> !field.isNamed("Content-Type") && !field.isNamed("Content-Transfer-Encoding"))
                .forEach(field -> out.writeBytes(field.toBytes()));
        out.writeBytes(new HeaderField(
                        "Content-Type", type.withParameter("charset", "utf-8").toString())
                .toBytes());
        out.writeBytes(new HeaderField("Content-Transfer-Encoding", "quoted-printable").toBytes());
        out.writeBytes(new byte[] {'\r', '\n'});
        String text = above + text().replaceAll("\\r\\n|[\\r\\n]", "\r\n");
        out.writeBytes(TransferEncoding.QUOTED_PRINTABLE.encode(text.getBytes(StandardCharsets.UTF_8)));
        String part = out.toString(StandardCharsets.ISO_8859_1);
        // The delimiter below begins with a line end.
        String ended = part.endsWith("\r\n") ? part : part + "\r\n";
        long length = place.body() - place.header() + octets.length;
        return new BodyInsertion(place.header(), length, ended.replace("\r\n", place.lineEnd()));
    }
}
