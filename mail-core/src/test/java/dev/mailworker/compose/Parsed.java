package dev.mailworker.compose;

import dev.mailworker.mail.Content;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;

/** What somebody else's library makes of a mail. */
final class Parsed {
    private Parsed() {}

    /** Hides any text from everybody who doesn't decode it. */
    static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    static byte[] octets(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static MimeMessage mail(Content content) {
        try {
            return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets(content)));
        } catch (MessagingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
