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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** RFC 5322 §3.6.4, RFC 6532 §3.2; and an id without brackets, as some programs write it. */
    @ParameterizedTest
    @CsvSource({
        "2@x.example, <2@x.example>",
        "<2@b\u00fccher.example>, <2@b\u00fccher.example>",
        "<no-at-sign>, <no-at-sign>"
    })
    void isPartOfTheThreadWhateverTheIdLooksLike(String id, String reference) {
        Headers headers = headers(reply("References: <1@x>\r\nMessage-ID: " + id + "\r\n"));

        assertThat(headers.all("In-Reply-To")).containsExactly(reference);
        assertThat(headers.all("References")).containsExactly("<1@x> " + reference);
    }

    /** In a list of ids it would be several others. */
    @ParameterizedTest
    @ValueSource(strings = {"<a b@x.example>", "a b@x.example", "a@b@x.example", "word"})
    void refersToNothingThatIsNoId(String id) {
        Headers headers = headers(reply("References: <1@x>\r\nMessage-ID: " + id + "\r\n"));

        assertThat(headers.all("In-Reply-To")).isEmpty();
        assertThat(headers.all("References")).containsExactly("<1@x>");
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

    /** Charsets by the names that mails have for them, each word for itself, characters that begin in one word and end in the next. */
    @ParameterizedTest
    @CsvSource({
        "=?ISO-8859-8-I?Q?=F9=EC=E5=ED?=, \u05e9\u05dc\u05d5\u05dd",
        "=?iso-8859-6-e?Q?=C7?=, \u0627",
        "=?macintosh?Q?caf=8E?= and =?x-mac-roman?Q?caf=8E?=, caf\u00e9 and caf\u00e9",
        "=?unknown-8bit?Q?caf=C3=A9?= or =?unknown-8bit?Q?caf=E9?=, caf\u00e9 or caf\u00e9",
        "=?cp-850?Q?=82?=, \u00e9",
        "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=, Gr\u00fc\u00dfe",
        "=?utf-8?Q?a=C3?= =?UTF-8?B?vCBi?=, a\u00fc b",
        "=?iso-2022-jp?B?GyRCRnxLXA==?= =?iso-2022-jp?B?GyRCOGwbKEI=?=, \u65e5\u672c\u8a9e",
        "=?gb2312?B?1tDOxA==?= =?koi8-r?B?8NLJ?=, \u4e2d\u6587\u041f\u0440\u0438",
        "=?ks_c_5601-1987?B?x9GxuQ==?=, \ud55c\uad6d",
        "ab(=?utf-8?Q?x?=)=?utf-8?Q?y_z?=!, ab(x)y z!",
        "=?utf-8?Q?two words?=, two words",
        "=?utf-8?B?w7w?= =?utf-8?B?w7w===?=, \u00fc\u00fc"
    })
    void decodesASubjectInAnyCharset(String value, String subject) throws Exception {
        assertThat(Parsed.mail(reply("Subject: " + value + "\r\n")).getSubject())
                .isEqualTo("Auto: " + subject);
    }

    @Test
    void passesOnWhatNobodyCanDecodeAndDecodesTheRest() {
        Content reply = reply("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?x-none?Q?caf=E9?= tea =?x-none?B?/w==?=\r\n");

        assertThat(headers(reply).first("Subject"))
                .contains("=?UTF-8?Q?Auto:_Gr=C3=BC=C3=9Fe?= =?x-none?Q?caf=E9?= tea =?x-none?B?/w==?=");
    }

    /** What was decoded is text, even if it looks like an encoded word. */
    @Test
    void decodesOnce() throws Exception {
        String hidden = Parsed.encodedWord("=?utf-8?Q?x?= =?x-none?Q?y?=");

        assertThat(Parsed.mail(reply("Subject: " + hidden + "\r\n")).getSubject())
                .isEqualTo("Auto: =?utf-8?Q?x?= =?x-none?Q?y?=");
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
            Headers headers = headers(reply);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<meta charset=%s>",
                "<META CHARSET='%s'/>",
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=%s\">"
            })
    void htmlSaysNoOtherCharsetThanItsPart(String meta) throws Exception {
        String html = "<html><head>" + meta + "</head><body>gr\u00fcn</body></html>";

        MimeMessage reply = Parsed.mail(
                new AutoReply(BOB, ANN, "", html.formatted("iso-8859-1"), true).to(mail("\r\n"), LOOP, NOW));

        assertThat(((MimeMultipart) reply.getContent()).getBodyPart(1).getContent())
                .isEqualTo(html.formatted("UTF-8") + "\r\n");
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

    private static Headers headers(Content content) {
        try {
            return HeaderReader.read(RawMail.of(Parsed.octets(content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Content reply(String fields) {
        return new AutoReply(BOB, ANN, "", "I am away.", false).to(mail(fields), LOOP, NOW);
    }

    private static Mail mail(String fields) {
        return MailSamples.mail(fields + "\r\nhello\r\n", "bob@example.com");
    }
}
