package dev.mailworker.compose;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderField;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Writes a mail of the worker's own: its header field by field, then text, or HTML with the same as text (RFC 2046 §5.1.4). */
final class MailWriter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);
    private static final String CRLF = "\r\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String name;

    /**
     * Begins a mail.
     *
     * @param name names it among all mails of the worker: the same at every attempt
     * @param from whose mail it is
     * @param to who gets it
     * @param subject in any script
     * @param date when it is written
     */
    MailWriter(String name, EmailAddress from, EmailAddress to, DecodedText subject, Instant date) {
        this.name = hash(name);
        field("Date", DATE.format(date));
        field("From", from.toAddrSpec());
        field("To", to.toAddrSpec());
        field("Subject", subject.encoded());
        field("Message-ID", "<" + this.name + "@" + from.domain() + ">");
    }

    MailWriter field(String fieldName, String value) {
        return field(new HeaderField(fieldName, value));
    }

    MailWriter field(HeaderField field) {
        out.writeBytes(field.toBytes());
        return this;
    }

    /** Ends the mail with a text. */
    Content.Composed text(String text) {
        field("MIME-Version", "1.0");
        part("text/plain", text);
        return new Content.Composed(out.toByteArray());
    }

    /** Ends the mail with HTML, and before it what the HTML says as text. */
    Content.Composed html(String html) {
        // No quoted-printable or base64 text has "=_" in it (RFC 2045 §6.7).
        String boundary = "=_" + name;
        field("MIME-Version", "1.0");
        field("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
        ascii(CRLF + "--" + boundary + CRLF);
        part("text/plain", HtmlText.of(html));
        ascii(CRLF + "--" + boundary + CRLF);
        part("text/html", HtmlText.sayingUtf8(html));
        ascii(CRLF + "--" + boundary + "--" + CRLF);
        return new Content.Composed(out.toByteArray());
    }

    private void part(String type, String text) {
        byte[] octets = (text.strip().replaceAll("\\r\\n|\\r|\\n", CRLF) + CRLF).getBytes(StandardCharsets.UTF_8);
        field("Content-Type", type + "; charset=UTF-8");
        long foreign = text.chars().filter(c -> c >= 0x7f).count();
        if (foreign * 6 > text.length()) {
            field("Content-Transfer-Encoding", "base64");
            ascii(CRLF);
            out.writeBytes(Base64.getMimeEncoder().encode(octets));
            ascii(CRLF);
        } else {
            field("Content-Transfer-Encoding", "quoted-printable");
            ascii(CRLF);
            quotedPrintable(octets);
        }
    }

    private void quotedPrintable(byte[] octets) {
        try (OutputStream encoder = MimeUtility.encode(out, "quoted-printable")) {
            encoder.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        } catch (MessagingException e) {
            throw new IllegalStateException("the mail library knows quoted-printable", e);
        }
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return a text in short, as 32 hexadecimal digits} */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
