package dev.mailworker.aws.ses;

import dev.mailworker.mail.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The bytes that SES is given. */
final class SesMail {
    /** What SES takes, in octets after base64. */
    static final long MOST_ENCODED = 40L * 1024 * 1024;

    private SesMail() {}

    static long encodedSize(long octets) {
        return (octets + 2) / 3 * 4;
    }

    static byte[] bytes(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(content.size() + 1024, MOST_ENCODED));
        try (OutputStream out = stream(content, bytes)) {
            content.writeTo(out);
        }
        return bytes.toByteArray();
    }

    /** What the worker composed has nothing in it that a stranger could have put there as a field. */
    private static OutputStream stream(Content content, OutputStream bytes) {
        int ourFields = content instanceof Content.Received received
                ? received.edits().added().size()
                : Integer.MAX_VALUE;
        return new SesMailStream(bytes, ourFields);
    }
}
