package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.BounceReport.Kind;
import dev.mailworker.mail.BounceReport.Recipient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BounceReaderTest {
    private static final Recipient DORA =
            new Recipient(EmailAddress.of("dora@example.net"), null, "failed", "5.1.1", "550 5.1.1 no such user: dora");

    private static Optional<BounceReport> read(String text) {
        try {
            return BounceReader.read(BounceSamples.bounce(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BounceReport bounce(String text) {
        return read(text).orElseThrow();
    }

    private static String report(String parts) {
        return "Content-Type: multipart/report; boundary=b\n\n" + parts;
    }

    private static String status(String fields) {
        return report("--b\nContent-Type: message/delivery-status\n\n" + fields + "\n--b--\n");
    }

    @Test
    void readsWhatSesSays() {
        BounceReport bounce = bounce(BounceSamples.SES);

        assertThat(bounce.kind()).isEqualTo(Kind.BOUNCE);
        assertThat(bounce.recipients()).containsExactly(DORA);
        assertThat(bounce.originalId()).isEqualTo(BounceSamples.ID);
        assertThat(bounce.subject()).isEqualTo("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=");
    }

    @Test
    void readsWhatWorkMailMakesOfIt() {
        BounceReport bounce = bounce(BounceSamples.WORKMAIL);

        assertThat(bounce.recipients())
                .containsExactly(new Recipient(
                        EmailAddress.of("dora@example.net"), null, "failed", "4.4.7", "554 4.4.7 Message expired"));
        assertThat(bounce.originalId()).isEqualTo(BounceSamples.ID);
    }

    @Test
    void readsAComplaint() {
        BounceReport bounce = bounce(BounceSamples.COMPLAINT);

        assertThat(bounce.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(bounce.feedbackType()).isEqualTo("abuse");
        assertThat(bounce.recipients()).as("nobody is named").isEmpty();
        assertThat(bounce.addressees()).containsExactly(EmailAddress.of("dora@example.net"));
        assertThat(bounce.originalId()).isEqualTo(BounceSamples.ID);
    }

    @Test
    void complaintAboutAMailToNobodyInParticularIsOne() {
        String undisclosed = BounceSamples.COMPLAINT.replace("Dora <dora@example.net>", "undisclosed-recipients:;");

        assertThat(bounce(undisclosed).kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(bounce(undisclosed).addressees()).isEmpty();
    }

    @Test
    void complaintNamesWhoComplained() {
        String named = BounceSamples.COMPLAINT.replace("Version:", "Original-Rcpt-To: <eva@example.net>\nVersion:");

        assertThat(bounce(named).recipients().get(0).address()).isEqualTo(EmailAddress.of("eva@example.net"));
    }

    /** RFC 3464 §2.1: "The per-recipient fields are … one group per recipient". */
    @Test
    void readsSeveralRecipientsHoweverTheyAreSeparated() {
        String fields = """
                Reporting-MTA: dns; a

                Final-Recipient: rfc822; a@x.example
                Action: failed
                Status: 5.0.0 (permanent failure)


                Action: delayed
                Final-Recipient: RFC822;<b@x.example>
                Original-Recipient: rfc822; c@x.example
                Final-Recipient: d@x.example
                Status: 2.0.0
                """;

        assertThat(bounce(status(fields)).recipients())
                .containsExactly(
                        new Recipient(EmailAddress.of("a@x.example"), null, "failed", "5.0.0", ""),
                        new Recipient(
                                EmailAddress.of("b@x.example"), EmailAddress.of("c@x.example"), "delayed", "", ""),
                        new Recipient(EmailAddress.of("d@x.example"), null, "", "2.0.0", ""));
    }

    /** Exchange says the mail's id in its text alone. */
    @Test
    void findsTheIdInTheTextWhereNothingCameBack() {
        String text = report("--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n"
                + "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
                + "Message-ID: <abc=\n-1@email.amazonses.com>\n--c--\n"
                + "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n");

        assertThat(bounce(text).originalId()).isEqualTo("abc-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: MAILER-DAEMON@us-east-2.amazonses.com\nSubject: Delivery Status Notification (Failure)\n\n"
                        + "Final-Recipient: rfc822; a@x.example\n",
                "From: MAILER-DAEMON@amazonses.com\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nReporting-MTA:"
                        + " dns; a\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n",
                "Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
                "Content-Type: multipart/report; boundary=b\n\n--b\n\nonly text\n--b--\n",
                "Content-Type: multipart/report; boundary=b; report-type=tlsrpt\n\n--b\n"
                        + "Content-Type: application/tlsrpt+gzip\n\nx\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                        + "Reporting-MTA: dns; a\n\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
                        + "Final-Recipient: rfc822; nobody\n\n--b--\n",
                "Content-Type: multipart/report; boundary=b\n\n--b\n"
                        + "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n",
            })
    void whatIsNotMadeLikeABounceIsNone(String text) {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void ordinaryMailsBodyIsNotEvenOpened() throws IOException {
        Headers mixed =
                HeaderReader.read(RawMail.of(MailSamples.octets("Content-Type: multipart/mixed; boundary=b\n\n")));
        Headers plain = HeaderReader.read(RawMail.of(MailSamples.octets("From: MAILER-DAEMON@amazonses.com\n\n")));

        assertThat(BounceReader.isWorthReading(mixed, ReversePath.parse("ann@example.net")))
                .isFalse();
        assertThat(BounceReader.isWorthReading(plain, ReversePath.NULL)).isFalse();
        assertThat(BounceReader.isWorthReading(mixed, ReversePath.NULL)).isTrue();
    }

    @Test
    void partsNestedAThousandDeepEndTheReadingNotTheWorker() {
        StringBuilder text = new StringBuilder("Content-Type: multipart/report; boundary=b0\n\n");
        for (int i = 0; i < 1_000; i++) {
            text.append("--b" + i + "\nContent-Type: multipart/mixed; boundary=b" + (i + 1) + "\n\n");
        }

        assertThat(read(text.toString())).isEmpty();
    }

    @Test
    void moreIsNeverReadThanTheBound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mail");
        String status = "\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n";
        String start = report("--b\nContent-Type: text/plain\n\n");
        Files.writeString(file, start + "x".repeat(BodyScanner.MOST_OCTETS) + status);

        try (RawMail raw = RawMail.of(file)) {
            Mail mail = new Mail(
                    MailSamples.mail("\n").ref(),
                    MailSamples.envelope("", "alice@example.com"),
                    Verdicts.NONE,
                    HeaderReader.read(raw),
                    raw);
            assertThat(BounceReader.read(mail)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--b", "--b--", "--b \t", "--", "--b\r", "--b\n--b\n--b\n--b--\n--b"})
    void boundariesAloneAreNoTrouble(String body) {
        assertThat(read(report(body))).isEmpty();
    }

    @Test
    void thousandsOfRecipientsAreCut() {
        String many = "Final-Recipient: rfc822; a@x.example\n\n".repeat(5_000);

        assertThat(bounce(status(many)).recipients()).hasSize(100);
    }

    @Test
    void reasonIsOneLineAndHasAnEnd() {
        String fields = "Final-Recipient: rfc822; a@x.example\nDiagnostic-Code: smtp; 550 \u001b[2J"
                + "\n very".repeat(10_000) + "\n";

        String diagnostic = bounce(status(fields)).recipients().get(0).diagnostic();

        assertThat(diagnostic).startsWith("550 ?[2J very very").hasSizeLessThanOrEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; charset=us-ascii|7bit|hello\r\n",
                "text/plain; charset=utf-8|8bit|gr\u00c3\u00bcn\r\n",
                "text/plain; charset=utf-8|quoted-printable|gr=C3=BCn =\r\nx\r\n",
                "text/plain; charset=iso-2022-jp|7bit|\u001b$B$K\u001b(B\r\n",
                "text/plain; charset=utf-8|base64|aGVsbG8=\r\n",
                "text/plain; charset=utf-8|base64|aGVs\r\nbG8s\r\nIHdvcmxk\r\n",
                "text/plain; charset=x-unknown|7bit|hello\r\n",
            })
    void wordsStandAboveTheTextInItsOwnEncoding(String shape) throws IOException {
        String[] words = shape.split("\\|", -1);
        String part =
                "Content-Type: " + words[0] + "\r\nContent-Transfer-Encoding: " + words[1] + "\r\n\r\n" + words[2];
        String before = "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n" + part;
        String text = before + "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                + "Final-Recipient: rfc822; a@x.example\r\n--b--\r\n";
        RawMail raw = RawMail.of(MailSamples.octets(text));

        BodyInsertion insertion = bounce(text).note().saying("Gone \u00fc\n = \n");
        RawMail changed = RawMail.of(written(raw, insertion));

        BodyPart was = firstPart(raw);
        BodyPart is = firstPart(changed);
        // Base64 comes in groups of three octets: blanks fill the last line up.
        assertThat(is.text()).matches("(?s)Gone \u00fc\r\n = {1,3}\r\n\\Q" + was.text() + "\\E\\s*");
        assertThat(written(raw, insertion))
                .endsWith(MailSamples.octets(text.substring(text.indexOf("\r\n--b\r\n", 99))));
    }

    @Test
    void partThatCanNotHoldTheWordsIsWrittenAnewWithItsOtherFields() throws IOException {
        String start = "Content-Type: multipart/report; boundary=b\n\n--b\n";
        String rest = "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n";
        RawMail raw = RawMail.of(MailSamples.octets(start
                + "Content-Description: Notification\nContent-Type: text/plain; format=flowed; charset=us-ascii; x=\"a b\"\n"
                + "Content-Transfer-Encoding: 7bit\n\nhello \nworld\n" + rest));
        String text = new String(raw.open().readAllBytes(), StandardCharsets.ISO_8859_1);

        byte[] is = written(raw, bounce(text).note().saying("\u65e5\u672c\n"));

        assertThat(new String(is, StandardCharsets.ISO_8859_1))
                .isEqualTo(start
                        + "Content-Description: Notification\n"
                        + "Content-Type: text/plain; charset=utf-8; format=flowed; x=\"a b\"\n"
                        + "Content-Transfer-Encoding: quoted-printable\n\n"
                        + "=E6=97=A5=E6=9C=AC\nhello=20\nworld\n" + rest);
    }

    @Test
    void textOfTwoOctetsACharacterIsWrittenAnew() throws IOException {
        String text = report(
                "--b\nContent-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
                        + "/v8AYQ==\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@x.example\n--b--\n");
        RawMail raw = RawMail.of(MailSamples.octets(text));

        RawMail changed = RawMail.of(written(raw, bounce(text).note().saying("Gone\n")));

        assertThat(firstPart(changed).text()).isEqualTo("Gone\na\n");
    }

    /** RFC 6533 §3: in UTF-8 as it is, or escaped; others write it into an ordinary status, or in an old charset. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/global-delivery-status|utf-8; \u7528\u6237@y.example|smtp; 550 \u00fcberf\u00fcllt \u65e5\u672c",
                "message/delivery-status|utf-8; \\x{7528}\\x{6237}@y.example|smtp; 550 \u00fcberf\u00fcllt \u65e5\u672c",
            })
    void statusIsReadInUtf8(String shape) {
        String[] words = shape.split("\\|", -1);
        String text = report("--b\nContent-Type: " + words[0] + "\n\nFinal-Recipient: " + words[1]
                + "\nDiagnostic-Code: " + words[2] + "\n--b--\n");
        String octets = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        Recipient recipient = bounce(octets).recipients().get(0);

        assertThat(recipient.address()).isEqualTo(EmailAddress.of("\u7528\u6237@y.example"));
        assertThat(recipient.diagnostic()).isEqualTo("550 \u00fcberf\u00fcllt \u65e5\u672c");
    }

    @Test
    void statusOfAnOldProgramIsReadInItsCharset() {
        String fields =
                "Final-Recipient: rfc822; a@x.example\nDiagnostic-Code: smtp; \u0093\u00fcberf\u00fcllt\u0094\n";

        assertThat(bounce(status(fields)).recipients().get(0).diagnostic())
                .isEqualTo("\u201c\u00fcberf\u00fcllt\u201d");
    }

    @Test
    void insertedLinesEndAsThePartsLinesDo() {
        assertThat(bounce(BounceSamples.COMPLAINT).note().saying("a\nb\n").text())
                .isEqualTo("a\nb\n");
        assertThat(bounce(BounceSamples.SES).note().saying("a\nb\n").text()).isEqualTo("a\r\nb\r\n");
    }

    private static byte[] written(RawMail raw, BodyInsertion insertion) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Content.Received(raw, HeaderEdits.NONE, insertion).writeTo(out);
        return out.toByteArray();
    }

    private static BodyPart firstPart(RawMail raw) throws IOException {
        return BodyScanner.scan(raw, ContentType.of(HeaderReader.read(raw))).get(0);
    }
}
