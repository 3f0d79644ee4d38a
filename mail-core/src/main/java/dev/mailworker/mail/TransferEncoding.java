package dev.mailworker.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** How a part's octets are written into a mail (RFC 2045 §6). Decoding takes whatever comes, and never fails. */
enum TransferEncoding {
    /** As they are: {@code 7bit}, {@code 8bit}, {@code binary}, and whatever isn't known. */
    IDENTITY {
        @Override
        byte[] encode(byte[] octets) {
            return octets.clone();
        }

        @Override
        byte[] decode(byte[] text) {
            return text.clone();
        }
    },
    /** RFC 2045 §6.7. */
    QUOTED_PRINTABLE {
        @Override
        byte[] encode(byte[] octets) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + octets.length / 8);
            int column = 0;
            for (int i = 0; i < octets.length; i++) {
                if (isLineEnd(octets, i)) {
                    out.writeBytes(CRLF);
                    i++;
                    column = 0;
                    continue;
                }
                boolean plain = isPlain(octets, i);
                if (column + (plain ? 1 : 3) > LONGEST_LINE - 1) {
                    out.write('=');
                    out.writeBytes(CRLF);
                    column = 0;
                }
                if (plain) {
                    out.write(octets[i]);
                    column++;
                } else {
                    out.writeBytes(String.format(Locale.ROOT, "=%02X", octets[i] & 0xff)
                            .getBytes(StandardCharsets.US_ASCII));
                    column += 3;
                }
            }
            return out.toByteArray();
        }

        @Override
        byte[] decode(byte[] text) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
            for (int i = 0; i < text.length; i++) {
                int softBreak = text[i] == '=' ? endOfSoftBreak(text, i + 1) : -1;
                if (softBreak >= 0) {
                    i = softBreak;
                } else if (text[i] == '=' && i + 2 < text.length && isHex(text[i + 1]) && isHex(text[i + 2])) {
                    out.write(Character.digit(text[i + 1], 16) * 16 + Character.digit(text[i + 2], 16));
                    i += 2;
                } else {
                    out.write(text[i]);
                }
            }
            return out.toByteArray();
        }
    },
    /** RFC 2045 §6.8. */
    BASE64 {
        @Override
        byte[] encode(byte[] octets) {
            return Base64.getMimeEncoder(LONGEST_LINE, CRLF).encode(octets);
        }

        @Override
        byte[] decode(byte[] text) {
            ByteArrayOutputStream digits = new ByteArrayOutputStream(text.length);
            for (byte c : text) {
                if (Character.isLetterOrDigit(c) || c == '+' || c == '/') {
                    digits.write(c);
                } else if (c == '=') {
                    break;
                }
            }
            int whole = digits.size() % 4 == 1 ? digits.size() - 1 : digits.size();
            return Base64.getDecoder().decode(new String(digits.toByteArray(), 0, whole, StandardCharsets.US_ASCII));
        }
    };

    private static final byte[] CRLF = {'\r', '\n'};
    private static final int LONGEST_LINE = 76;

    /**
     * {@return the encoding that a Content-Transfer-Encoding field names}
     *
     * @param value the field's value; empty if there is none
     */
    static TransferEncoding of(String value) {
        return switch (value.split("[;(\\s]", 2)[0].toLowerCase(Locale.ROOT)) {
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "base64" -> BASE64;
            default -> IDENTITY;
        };
    }

    /** {@return octets as they stand in a mail; CRLF is a line's end, and stays one} */
    abstract byte[] encode(byte[] octets);

    /** {@return what was encoded} */
    abstract byte[] decode(byte[] text);

    /** {@return whether octets can go as they are, as 7bit (RFC 2045 §2.7)} */
    static boolean isSevenBit(byte[] octets) {
        int lineLength = 0;
        for (int i = 0; i < octets.length; i++) {
            if (isLineEnd(octets, i)) {
                lineLength = 0;
                i++;
            } else if (octets[i] <= 0 || octets[i] == '\r' || octets[i] == '\n' || ++lineLength > 998) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLineEnd(byte[] octets, int i) {
        return octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
    }

    private static boolean isPlain(byte[] octets, int i) {
        byte c = octets[i];
        if (c == ' ' || c == '\t') {
            return i + 1 < octets.length && !isLineEnd(octets, i + 1);
        }
        return c > 0x20 && c < 0x7f && c != '=';
    }

    private static boolean isHex(byte c) {
        return Character.digit(c, 16) >= 0;
    }

    /** The index of the last octet of a soft line break, or -1 where there is none. Blanks before its end don't count. */
    private static int endOfSoftBreak(byte[] text, int from) {
        int i = from;
        while (i < text.length && (text[i] == ' ' || text[i] == '\t')) {
            i++;
        }
        if (i >= text.length) {
            return text.length;
        }
        if (text[i] == '\n') {
            return i;
        }
        if (text[i] == '\r') {
            return i + 1 < text.length && text[i + 1] == '\n' ? i + 1 : i;
        }
        return -1;
    }
}
