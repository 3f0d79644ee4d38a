package dev.mailworker.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells a sender that mailboxes don't exist: a delivery status notification (RFC 3464) with what happened in plain words,
 * for programs, and the header of the mail it is about (RFC 6522).
 *
 * @param domain the domain of the mailboxes, whose postmaster writes
 * @param target the sender of the mail it is about
 * @param failures the mailboxes
 * @param arrival when the mail came
 * @param now the time of writing
 */
public record NonDeliveryReport(
        String domain, EmailAddress target, List<Failure> failures, Instant arrival, Instant now) {
    /** The most of the mail's header that goes back with the report, in octets. */
    static final int MOST_OF_HEADER = 64 * 1024;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern REPLY = Pattern.compile("([45][0-9]{2})[ -](?:(5\\.[0-9]{1,3}\\.[0-9]{1,3})\\b)?.*");
    /** A local site's reply names its folder, which is nobody else's business. */
    private static final Pattern LOCAL_PATH = Pattern.compile("(?<=[\\s:(])/\\S*");

    /**
     * A mailbox that doesn't exist.
     *
     * @param recipient its address
     * @param reply what the server said
     */
    public record Failure(EmailAddress recipient, String reply) {
        /** RFC 3463: X.1.1 where the server gave none. */
        private String status() {
            Matcher reply = REPLY.matcher(this.reply);
            return reply.matches() ? Optional.ofNullable(reply.group(2)).orElse("5.1.1") : "5.1.1";
        }

        private String words() {
            return Printable.of(LOCAL_PATH.matcher(reply).replaceAll("…"), 400);
        }

        /** RFC 3464 §2.3.6: the type says whose words they are. */
        private String diagnostic() {
            String type = REPLY.matcher(reply).matches() ? "smtp" : "x-mailworker";
            return type + "; " + ascii(words());
        }

        /** RFC 3464 §2.3.2; for an address that is not US-ASCII, RFC 6533 §3, in the form for 7-bit mail. */
        private String finalRecipient() {
            return recipient.isAscii() ? "rfc822; " + recipient : "utf-8; " + xtext(recipient.toString());
        }
    }

    /** Copies the list. */
    public NonDeliveryReport {
        failures = List.copyOf(failures);
        if (failures.isEmpty()) {
            throw new IllegalArgumentException("a report needs a mailbox that it is about");
        }
    }

    /**
     * {@return the report, to be sent with the null sender (RFC 5321 §6.1)}
     *
     * @param mail the mail that it is about
     * @param loop the field by which this site knows its own mail
     * @throws IOException if the mail's bytes can't be read
     */
    public Content.Composed compose(Mail mail, HeaderField loop) throws IOException {
        byte[] header = headerOf(mail.raw());
        String boundary =
                "=_report_" + Integer.toHexString(mail.ref().hashCode()) + "_" + Long.toHexString(now.toEpochMilli());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, "From", "Mail delivery <postmaster@" + domain + ">");
        field(out, "To", "<" + target.toAddrSpec() + ">");
        field(out, "Subject", "Undelivered mail: no such mailbox at " + domain);
        field(out, "Date", DATE.format(now));
        field(out, "Message-ID", "<" + boundary.substring(2) + "@" + domain + ">");
        messageId(mail.headers()).ifPresent(id -> {
            field(out, "In-Reply-To", id);
            field(out, "References", id);
        });
        field(out, "Auto-Submitted", "auto-replied");
        field(out, loop.name(), loop.value());
        field(out, "MIME-Version", "1.0");
        field(out, "Content-Type", "multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"");
        line(out, "");
        part(out, boundary, "text/plain; charset=utf-8", text(mail).getBytes(StandardCharsets.UTF_8));
        part(out, boundary, "message/delivery-status", status().getBytes(StandardCharsets.US_ASCII));
        part(out, boundary, "text/rfc822-headers", header);
        line(out, "--" + boundary + "--");
        return new Content.Composed(out.toByteArray());
    }

    private String text(Mail mail) {
        String which = mail.headers()
                .first("Date")
                .map(date -> " of " + Printable.of(date, 80))
                .orElse("");
        String mailboxes = failures.stream()
                .map(failure -> "  " + failure.recipient() + "\r\n    " + failure.words() + "\r\n")
                .collect(Collectors.joining());
        return "Your mail" + which + " could not be delivered to\r\n\r\n" + mailboxes + "\r\n"
                + (failures.size() == 1 ? "because there is no such mailbox." : "because there are no such mailboxes.")
                + " Nothing more will be tried.\r\nPlease look whether the address is spelled right.\r\n";
    }

    private String status() {
        StringBuilder text = new StringBuilder();
        text.append("Reporting-MTA: dns; ").append(domain).append("\r\n");
        text.append("Arrival-Date: ").append(DATE.format(arrival)).append("\r\n");
        for (Failure failure : failures) {
            text.append("\r\nFinal-Recipient: ").append(failure.finalRecipient());
            text.append("\r\nAction: failed\r\nStatus: ").append(failure.status());
            text.append("\r\nDiagnostic-Code: ").append(failure.diagnostic()).append("\r\n");
        }
        return text.toString();
    }

    private static Optional<String> messageId(Headers headers) {
        return headers.first("Message-ID").filter(id -> id.matches("<[\\x21-\\x7e&&[^<>]]{1,400}>"));
    }

    /** The fields as they came, with the line ends of mail; cut between lines where they are very many. */
    private static byte[] headerOf(RawMail raw) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (InputStream in = new BufferedInputStream(raw.open(), 16 * 1024)) {
            HeaderLines lines = new HeaderLines(in, MOST_OF_HEADER);
            for (HeaderLines.Line line = lines.next();
                    line != null && line.kind() != HeaderLines.Kind.END;
                    line = lines.next()) {
                if (line.kind() == HeaderLines.Kind.FIELD || line.kind() == HeaderLines.Kind.CONTINUATION) {
                    header.write(line.text());
                    line(header, "");
                }
            }
        }
        return header.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, String boundary, String type, byte[] content) {
        boolean plain = TransferEncoding.isSevenBit(content);
        line(out, "--" + boundary);
        field(out, "Content-Type", type);
        field(out, "Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable");
        line(out, "");
        out.writeBytes(plain ? content : TransferEncoding.QUOTED_PRINTABLE.encode(content));
        line(out, "");
    }

    private static void field(ByteArrayOutputStream out, String name, String value) {
        out.writeBytes(new HeaderField(name, value).toBytes());
    }

    private static void line(OutputStream out, String text) {
        try {
            out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not refuse to be written to", e);
        }
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String xtext(String address) {
        StringBuilder text = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c > 0x20 && c < 0x7f && c != '+' && c != '=' && c != '\\') {
                text.appendCodePoint(c);
            } else {
                text.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return text.toString();
    }
}
