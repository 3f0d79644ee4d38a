package dev.mailworker.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.RawMail;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoReplyTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress ANN = EmailAddress.of("ann@example.net");
    private static final HeaderField LOOP = new HeaderField("X-SES-Worker-Processed", "site-1");
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    /** RFC 3834 §3. */
    @Test
    void carriesWhatKeepsOthersFromAnsweringAndWhatMakesItPartOfTheThread() throws Exception {
        MimeMessage reply =
                Parsed.mail(reply("Message-ID: <2@x.example>\r\nReferences: <1@x.example>\r\nSubject: Tea\r\n"));

        assertThat(reply.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(reply.getHeader("Precedence")).containsExactly("bulk");
        assertThat(reply.getHeader("X-Auto-Response-Suppress")).containsExactly("All");
        assertThat(reply.getHeader("X-SES-Worker-Processed")).containsExactly("site-1");
        assertThat(reply.getHeader("In-Reply-To")).containsExactly("<2@x.example>");
        assertThat(reply.getHeader("References")).containsExactly("<1@x.example> <2@x.example>");
        assertThat(reply.getSubject()).isEqualTo("Auto: Tea");
        assertThat(reply.getFrom()).containsExactly(new InternetAddress("bob@example.com"));
        assertThat(reply.getAllRecipients()).containsExactly(new InternetAddress("ann@example.net"));
        assertThat(reply.getSentDate()).isEqualTo(Date.from(NOW));
        assertThat(reply.getMessageID()).matches("<[0-9a-f]{32}@example.com>");
        assertThat(reply.getContent()).isEqualTo("I am away.\r\n");
    }

    @Test
    void isTheSameAtEveryAttempt() {
        assertThat(Parsed.octets(reply("Subject: Tea\r\n"))).isEqualTo(Parsed.octets(reply("Subject: Tea\r\n")));
    }

    @Test
    void takesTheParentFromInReplyToWhereThereAreNoReferences() throws Exception {
        assertThat(Parsed.mail(reply("In-Reply-To: <1@x>\r\nMessage-ID: <2@x>\r\n"))
                        .getHeader("References"))
                .containsExactly("<1@x> <2@x>");
        assertThat(Parsed.mail(reply("In-Reply-To: <0@x> <1@x>\r\nMessage-ID: <2@x>\r\n"))
                        .getHeader("References"))
                .containsExactly("<2@x>");
        assertThat(Parsed.mail(reply("Message-ID: broken\r\n")).getHeader("References"))
                .isNull();
    }

    @Test
    void longThreadsKeepTheirFirstAndTheirLatest() throws Exception {
        String many = String.join(
                " ", IntStream.range(0, 5000).mapToObj(i -> "<" + i + "@x>").toList());

        Content reply = reply("References: " + many + "\r\nMessage-ID: <last@x>\r\n");

        String references = MimeUtility.unfold(Parsed.mail(reply).getHeader("References")[0]);
        assertThat(references.split(" "))
                .hasSize(20)
                .startsWith("<0@x>", "<4982@x>")
                .endsWith("<4999@x>", "<last@x>");
        assertThat(new String(Parsed.octets(reply), StandardCharsets.US_ASCII).lines())
                .allMatch(line -> line.length() <= 78);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße aus Köln",
                "会議の議事録について",
                "سلام، جلسه‌ی فردا",
                "Встреча в понедельник, это очень длинная тема, которая не помещается в одну строку письма",
                "👨‍👩‍👧‍👦 family",
                "not an =?encoded?= word",
                "=?UTF-8?Q?not_=41_word?= that stays =?x"
            })
    void carriesASubjectInAnyScript(String subject) throws Exception {
        AutoReply own = new AutoReply(BOB, ANN, subject, "away", false);

        Content reply = own.to(mail("Subject: Tea\r\n"), LOOP, NOW);

        assertThat(Parsed.mail(reply).getSubject()).isEqualTo(subject);
        assertThat(new String(Parsed.octets(reply), StandardCharsets.ISO_8859_1))
                .containsOnlyOnce("\r\n\r\n")
                .matches("[\\r\\n\\x20-\\x7e]*");
    }

    @Test
    void decodesTheSubjectThatItAnswers() throws Exception {
        assertThat(Parsed.mail(reply("Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n =?utf-8?B?IGF1cyBLw7Zsbg==?=\r\n"))
                        .getSubject())
                .isEqualTo("Auto: Grüße aus Köln");
        assertThat(Parsed.mail(reply("Subject: gr\u00fcn, in no charset\r\n")).getSubject())
                .isEqualTo("Auto: grün, in no charset");
        assertThat(Parsed.mail(reply("Subject: =?x-none?Q?what?=\r\n")).getSubject())
                .contains("=?x-none?Q?what?=");
        assertThat(Parsed.mail(reply("")).getSubject()).isEqualTo("Auto: (no subject)");
        assertThat(Parsed.mail(reply("Subject: " + "x".repeat(100_000) + "\r\n"))
                        .getSubject())
                .hasSizeLessThan(210)
                .endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tea\r\nBcc: eve@example.org",
                "Tea\nBcc: eve@example.org",
                "Tea\rBcc: eve@example.org",
                "Tea\u0000\r\n\r\nbody",
                "Tea\u2028Bcc: eve@example.org\u0085X: 1"
            })
    void noSubjectCanBringInAnotherField(String hostile) throws Exception {
        Content own = new AutoReply(BOB, ANN, hostile, "away", false).to(mail("Subject: Tea\r\n"), LOOP, NOW);
        Content theirs = reply("Subject: " + Parsed.encodedWord(hostile) + "\r\n");

        for (Content reply : new Content[] {own, theirs}) {
            Headers headers = HeaderReader.read(RawMail.of(Parsed.octets(reply)));
            assertThat(headers.fields())
                    .extracting(field -> field.name())
                    .containsExactly(
                            "Date",
                            "From",
                            "To",
                            "Subject",
                            "Message-ID",
                            "Auto-Submitted",
                            "Precedence",
                            "X-Auto-Response-Suppress",
                            "X-SES-Worker-Processed",
                            "MIME-Version",
                            "Content-Type",
                            "Content-Transfer-Encoding");
            assertThat(Parsed.mail(reply).getSubject()).doesNotContain("\r", "\n", "\u0000", "\u2028", "\u0085");
        }
    }

    @Test
    void htmlGoesOutWithWhatItSaysAsText() throws Exception {
        String html = "<p>Ich bin <b>weg</b>, \u4f11\u6687\u4e2d.</p><p>Bob &amp; Co</p>";

        MimeMessage reply = Parsed.mail(new AutoReply(BOB, ANN, "", html, true).to(mail("Subject: s\r\n"), LOOP, NOW));

        assertThat(reply.isMimeType("multipart/alternative")).isTrue();
        MimeMultipart parts = (MimeMultipart) reply.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Ich bin weg, \u4f11\u6687\u4e2d.\r\n\r\nBob & Co\r\n");
        assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo(html + "\r\n");
    }

    @Test
    void textOfAnyScriptAndLineEndArrives() throws Exception {
        String text = "Größe:\nzwei\r\n.\n" + "x".repeat(2000) + "\nFrom here\n会議\ttab =20 \nend";

        MimeMessage reply = Parsed.mail(new AutoReply(BOB, ANN, "", text, false).to(mail("\r\n"), LOOP, NOW));

        assertThat(reply.getContent()).isEqualTo(text.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n");
        assertThat(new String(
                                Parsed.octets(new AutoReply(BOB, ANN, "", "\u4f1a".repeat(3000), false)
                                        .to(mail(""), LOOP, NOW)),
                                StandardCharsets.US_ASCII)
                        .lines())
                .allMatch(line -> line.length() <= 78);
    }

    private static Content reply(String fields) {
        return new AutoReply(BOB, ANN, "", "I am away.", false).to(mail(fields), LOOP, NOW);
    }

    private static Mail mail(String fields) {
        return MailSamples.mail(fields + "\r\nhello\r\n", "bob@example.com");
    }
}
