package dev.mailworker.mail;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;

/** A part of a mail that has no parts itself, or whose own parts were not looked into. */
final class BodyPart {
    private final Headers headers;
    private final ContentType type;
    private final byte[] octets;
    private final long offset;
    private final byte[] lineEnd;

    /**
     * Holds a part.
     *
     * @param headers its own header
     * @param octets its body as it stands in the mail, or the beginning of it; not copied
     * @param offset where the body begins in the mail
     * @param lineEnd what ends the lines of its header; empty if no empty line stands between header and body
     */
    BodyPart(Headers headers, byte[] octets, long offset, byte[] lineEnd) {
        this.headers = headers;
        this.type = ContentType.of(headers);
        this.octets = octets;
        this.offset = offset;
        this.lineEnd = lineEnd;
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

    /** {@return the body as text; what its charset doesn't know is replaced} */
    String text() {
        return new String(decoded(), charset());
    }

    private Charset charset() {
        try {
            return Charset.forName(type.parameter("charset").orElse("us-ascii"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    /**
     * {@return the change that puts text above what the part says, in the part's own encoding, and leaves every octet that
     * is there; none if that can't be done}
     *
     * @param text printable US-ASCII in lines that end with CRLF, at least one
     */
    BodyInsertion insertion(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (lineEnd.length == 0) {
            // What is put there could be taken for more of the header.
            return BodyInsertion.NONE;
        }
        if (!charset().canEncode() || !Arrays.equals(text.getBytes(charset()), ascii)) {
            // Such as UTF-16, where the text would have to know its byte order.
            return BodyInsertion.NONE;
        }
        String own = new String(lineEnd, StandardCharsets.US_ASCII);
        String encoded =
                switch (encoding()) {
                    case IDENTITY -> text.replace("\r\n", own);
                    case QUOTED_PRINTABLE -> encode(text).replace("\r\n", own);
                    case BASE64 -> encode(padded(text)).replace("\r\n", own) + own;
                };
        return new BodyInsertion(offset, encoded);
    }

    /** Groups of three octets end without a mark, so that what stands below goes on as if it had begun there. */
    private static String padded(String text) {
        String blanks = " ".repeat((3 - text.length() % 3) % 3);
        return text.substring(0, text.length() - 2) + blanks + "\r\n";
    }

    private String encode(String text) {
        return new String(encoding().encode(text.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
    }
}
