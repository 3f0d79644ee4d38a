package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The report, as the standards want it, and as another's parser reads it. */
class NonDeliveryReportTest {
    private static final Instant ARRIVAL = Instant.parse("2026-03-01T08:00:00Z");
    private static final HeaderField LOOP = new HeaderField("X-Loop", "site");

    private static MimeMessage report(String mail, NonDeliveryReport.Failure... failures) throws Exception {
        NonDeliveryReport report = new NonDeliveryReport(
                "example.com", EmailAddress.of("ann@example.net"), List.of(failures), ARRIVAL, ARRIVAL.plusSeconds(5));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.compose(MailSamples.mail(mail, "nobody@example.com"), LOOP).writeTo(out);
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(out.toByteArray()));
    }

    private static NonDeliveryReport.Failure failure(String address, String reply) {
        return new NonDeliveryReport.Failure(EmailAddress.of(address), reply);
    }

    private static List<BodyPart> parts(MimeMessage message) throws Exception {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        return List.of(parts.getBodyPart(0), parts.getBodyPart(1), parts.getBodyPart(2));
    }

    private static String text(BodyPart part) throws Exception {
        try (InputStream in = part.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** RFC 3464 §2: "a MIME message with a top-level content-type of multipart/report". */
    @Test
    void isAMultipartReportOfThreeParts() throws Exception {
        MimeMessage report = report("Subject: hi\r\n\r\nbody\r\n", failure("nobody@example.com", "550 5.1.1 unknown"));

        assertThat(report.getContentType()).startsWith("multipart/report; report-type=delivery-status;");
        List<BodyPart> parts = parts(report);
        assertThat(parts.get(0).getContentType()).startsWith("text/plain");
        assertThat(parts.get(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(parts.get(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts.get(0))).contains("nobody@example.com", "550 5.1.1 unknown", "no such mailbox");
        assertThat(text(parts.get(2))).isEqualTo("Subject: hi\r\n");
    }

    @Test
    void goesToOneAddressWhateverTheSenderIsCalled() throws Exception {
        NonDeliveryReport.Failure failure = failure("nobody@example.com", "550 no");
        NonDeliveryReport report = new NonDeliveryReport(
                "example.com", EmailAddress.of("ann,boss@example.net"), List.of(failure), ARRIVAL, ARRIVAL);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.compose(MailSamples.mail("\r\n", "nobody@example.com"), LOOP).writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\r\nTo: <\"ann,boss\"@example.net>\r\n");
    }

    /** RFC 3464 §2.1: per-message fields, then a group of per-recipient fields for each recipient, behind empty lines. */
    @Test
    void hasAGroupOfFieldsForEachRecipient() throws Exception {
        MimeMessage report = report(
                "\r\n",
                failure("nobody@example.com", "550 5.1.1 <nobody@example.com>: unknown"),
                failure("nothing@example.com", "550 no"),
                failure("none@example.com", "gone"));

        assertThat(text(parts(report).get(1))).isEqualTo("""
                        Reporting-MTA: dns; example.com
                        Arrival-Date: Sun, 1 Mar 2026 08:00:00 +0000

                        Final-Recipient: rfc822; nobody@example.com
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.com>: unknown

                        Final-Recipient: rfc822; nothing@example.com
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: smtp; 550 no

                        Final-Recipient: rfc822; none@example.com
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: x-mailworker; gone
                        """.replace("\n", "\r\n"));
    }

    /** RFC 3834 §3.1: Auto-Submitted, In-Reply-To and References; and our own loop field. */
    @Test
    void saysThatAMachineWroteItAndWhatItAnswers() throws Exception {
        MimeMessage report = report("Message-ID: <a@b>\r\n\r\n", failure("nobody@example.com", ""));

        assertThat(report.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(report.getHeader("In-Reply-To")).containsExactly("<a@b>");
        assertThat(report.getHeader("References")).containsExactly("<a@b>");
        assertThat(report.getHeader("X-Loop")).containsExactly("site");
        assertThat(report.getHeader("From")).containsExactly("Mail delivery <postmaster@example.com>");
        assertThat(report.getHeader("To")).containsExactly("<ann@example.net>");
    }

    /** RFC 6533 §3: an address with other characters is written as utf-8-addr-xtext. */
    @Test
    void addressThatIsNotAsciiIsWrittenInAscii() throws Exception {
        MimeMessage report = report("\r\n", failure("j\u00f6rg@example.com", "550 5.1.1 j\u00f6rg?"));

        assertThat(text(parts(report).get(1)))
                .contains("Final-Recipient: utf-8; j\\x{F6}rg@example.com\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 j?rg?\r\n");
        assertThat(text(parts(report).get(0))).contains("j\u00f6rg@example.com");
    }

    @Test
    void messageIdThatCouldBreakTheHeaderIsLeftOut() throws Exception {
        assertThat(report("Message-ID: <a b> <c>\r\n\r\n", failure("nobody@example.com", ""))
                        .getHeader("In-Reply-To"))
                .isNull();
    }

    @Test
    void replyCanBringNoFieldAndNoPathOfThisMachine() throws Exception {
        MimeMessage report =
                report("\r\n", failure("nobody@example.com", "550 5.1.1 no\r\nStatus: 2.0.0 /srv/mail is not there"));

        assertThat(text(parts(report).get(1)))
                .contains("no??Status: 2.0.0 ? is not there\r\n")
                .doesNotContain("/srv");
    }

    @Test
    void veryLongHeaderIsCutBetweenItsLines() throws Exception {
        String many = "X-A: 1234567890\r\n".repeat(20_000);

        String header = text(
                parts(report(many + "\r\n", failure("nobody@example.com", ""))).get(2));

        assertThat(header.length()).isBetween(60_000, NonDeliveryReport.MOST_OF_HEADER + 100);
    }
}
