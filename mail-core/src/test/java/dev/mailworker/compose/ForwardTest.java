package dev.mailworker.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.Verdicts;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress OUT = EmailAddress.of("bob@private.example");
    private static final HeaderField LOOP = new HeaderField("X-SES-Worker-Processed", "site-1");
    private static final Forward FORWARD = new Forward(BOB, OUT, LOOP);

    @Test
    void insideNothingIsChangedButTracesOnTop() {
        String text =
                "Return-Path: <ann@example.net>\nDKIM-Signature: v=1\nFrom: Ann <ann@example.net>\n\nh\u00e9llo\0\n";

        assertThat(written(mail(text), FORWARD.inside()))
                .isEqualTo("X-SES-Worker-Processed: site-1\r\nX-Forwarded-For: bob@example.com\r\n"
                        + "X-Forwarded-To: bob@private.example\r\n" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ann Lee <ann@example.net>                  | Ann Lee via bob@example.com",
                "ann@example.net (Ann Lee)                  | Ann Lee via bob@example.com",
                "\"Lee, Ann\" <ann@example.net>, eve@x.example | Lee, Ann via bob@example.com",
                "=?utf-8?Q?J=C3=BCrgen?= <ann@example.net>  | Jürgen via bob@example.com",
                "=?iso-2022-jp?B?GyRCTD47bBsoQg==?= <ann@example.net> | 名詞 via bob@example.com",
                "\"Jason Lee (=?GB2312?B?1tDOxA==?=)\" <ann@example.net> | Jason Lee (\u4e2d\u6587) via bob@example.com",
                "=?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen?= <ann@example.net> | J\u00fcrgen via bob@example.com",
                "ann@example.net                            | ann@example.net via bob@example.com",
                "<ann@example.net                           | ann@example.net via bob@example.com",
                "friends: Ann <ann@example.net>;            | ann@example.net via bob@example.com",
                "Ann, Lee <ann@example.net>                 | Ann, Lee via bob@example.com",
                "nobody at all                              | ann@example.net via bob@example.com"
            })
    void leavesInTheMailboxesNameWithTheOriginalDisplayName(String from, String name) throws Exception {
        MimeMessage forward = outside("From: " + from + "\r\nSubject: s\r\n\r\n");

        assertThat(forward.getHeader("From")).hasSize(1);
        InternetAddress author = (InternetAddress) forward.getFrom()[0];
        assertThat(author.getAddress()).isEqualTo("bob@example.com");
        assertThat(author.getPersonal()).isEqualTo(name);
    }

    @Test
    void theNameIsQuotedAsInTheDocumentation() {
        assertThat(FORWARD.outside(mail("From: Ann Lee <ann@example.net>\r\n\r\n"))
                        .added())
                .contains(new HeaderField("From", "\"Ann Lee via bob@example.com\" <bob@example.com>"));
    }

    @Test
    void answersGoToTheOriginalSenderUnlessTheMailSaysOtherwise() throws Exception {
        assertThat(outside("From: Ann <ann@example.net>, eve@x.example\r\n\r\n").getReplyTo())
                .containsExactly(new InternetAddress("ann@example.net", "Ann"), new InternetAddress("eve@x.example"));
        assertThat(outside("From: Ann <ann@example.net>\r\nReply-To: desk@example.net\r\n\r\n")
                        .getHeader("Reply-To"))
                .containsExactly("desk@example.net");
        assertThat(outside("From: Ann <ann@example.net>\r\nReply-To:\r\n\r\n").getHeader("Reply-To"))
                .containsExactly("Ann <ann@example.net>");
        assertThat(outside("Subject: nobody\r\n\r\n").getHeader("Reply-To")).containsExactly("ann@example.net");
        assertThat(outside("From: Ann <ann@example.net>\r\nReply-To: desk@example.net\r\n\r\n")
                        .getHeader("X-Original-From"))
                .containsExactly("Ann <ann@example.net>");
    }

    @Test
    void takesAwayWhatAForwarderCannotVouchForAndWhatSesWouldObey() {
        String text = "Return-Path: <x@y>\r\nSender: x@y\r\nDKIM-Signature: v=1;\r\n b=1\r\nDKIM-Signature: v=2\r\n"
                + "X-SES-Source-Arn: arn\r\nX-SES-CONFIGURATION-SET: c\r\nARC-Seal: i=1\r\n"
                + "ARC-Message-Signature: i=1\r\nARC-Authentication-Results: i=1\r\nMessage-ID: <1@x>\r\n"
                + "X-SES-Worker-Processed: site-2\r\nReceived: by x\r\nReceived: by y\r\nX-Seson: kept\r\n\r\nbody";

        Headers headers = read(written(mail(text), FORWARD.outside(mail(text))));

        assertThat(headers.fields())
                .extracting(HeaderField::name)
                .containsExactly(
                        "X-SES-Worker-Processed",
                        "X-Forwarded-For",
                        "X-Forwarded-To",
                        "From",
                        "X-Original-From",
                        "Reply-To",
                        "X-Original-Message-ID",
                        "References",
                        "X-SES-Worker-Processed",
                        "Received",
                        "Received",
                        "X-Seson");
        assertThat(headers.all("X-SES-Worker-Processed")).containsExactly("site-1", "site-2");
    }

    /** Nobody knows where those who read it later think that a header with a stray line in it ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {"broken folded line", ">From eve", "X-F\u00fc: 8 bit", ": nameless", "\0", "stray\r\n folded"})
    void takesAwayTheSameBelowAStrayLineAndTheLineToo(String stray) {
        String text = "From mbox\r\nSubject: s\r\n" + stray + "\r\nFrom: Ann <ann@example.net>\r\nSender: x@y\r\n"
                + "DKIM-Signature: v=1\r\nX-Kept: 1\r\nReturn-Path: <x@y>\r\nMessage-ID: <1@x>\r\n\r\n" + stray;

        String forward = written(mail(text), FORWARD.outside(mail(text)));

        assertThat(forward)
                .isEqualTo("X-SES-Worker-Processed: site-1\r\nX-Forwarded-For: bob@example.com\r\n"
                        + "X-Forwarded-To: bob@private.example\r\n"
                        + "From: \"Ann via bob@example.com\" <bob@example.com>\r\n"
                        + "X-Original-From: Ann <ann@example.net>\r\nReply-To: Ann <ann@example.net>\r\n"
                        + "X-Original-Message-ID: <1@x>\r\nReferences: <1@x>\r\n"
                        + "Subject: s\r\nX-Kept: 1\r\n\r\n" + stray);
    }

    /** RFC 5322 §3.6.4: the forward gets an id of its own, so the original's must be in References. */
    @Test
    void staysInItsThread() throws Exception {
        MimeMessage forward =
                outside("Message-ID: <3@x>\r\nIn-Reply-To: <2@x>\r\nReferences: <1@x>\r\n <2@x>\r\n\r\nbody");

        assertThat(forward.getHeader("X-Original-Message-ID")).containsExactly("<3@x>");
        assertThat(forward.getHeader("In-Reply-To")).containsExactly("<2@x>");
        assertThat(forward.getHeader("References")).containsExactly("<1@x> <2@x> <3@x>");
        assertThat(forward.getMessageID()).isNull();
    }

    /** It goes with the original's own field, be it what it may. */
    @ParameterizedTest
    @CsvSource({
        "3@x.example, 3@x.example, <3@x.example>",
        "<a b@x.example>, <a b@x.example>, ",
        "word, word, ",
        "<3@b\u00fccher.example>, =?UTF-8?Q?<3@b=C3=BCcher.example>?=, <3@b\u00fccher.example>"
    })
    void theOriginalIdIsKeptInAnyCase(String id, String kept, @Nullable String reference) {
        Mail mail = mail("Message-ID: " + id + "\r\n\r\n");

        List<HeaderField> added = FORWARD.outside(mail).added();

        assertThat(added).contains(new HeaderField("X-Original-Message-ID", kept));
        assertThat(added)
                .filteredOn(field -> field.isNamed("References"))
                .extracting(HeaderField::value)
                .isEqualTo(reference == null ? List.of() : List.of(reference));
    }

    /** Amazon SES developer guide, header-fields. */
    @Test
    void fieldsThatMayAppearOnceDo() {
        String twice =
                "From: a@b.example\r\nSubject: 1\r\nsubject: 2\r\nTo: a@b\r\nTo: c@d\r\nContent-Type: text/plain\r\n"
                        + "Content-Type: text/html\r\nReply-To: r@s.example\r\nReply-To: t@u.example\r\nList-Id: <1>\r\n"
                        + "List-Id: <2>\r\nFrom: e@f.example\r\nDate: 1\r\nDate: 2\r\nX-Any: 1\r\nX-Any: 2\r\n\r\n";

        Headers headers = read(written(mail(twice), FORWARD.outside(mail(twice))));

        for (String name : List.of("From", "Subject", "To", "Content-Type", "Reply-To", "List-Id", "Date")) {
            assertThat(headers.all(name)).as(name).hasSize(1);
        }
        assertThat(headers.first("Subject")).contains("1");
        assertThat(headers.all("X-Any")).containsExactly("1", "2");
    }

    /** RFC 7103 §7.1. */
    @Test
    void whoIsNamedInARepeatedFieldStaysNamed() throws Exception {
        MimeMessage forward = outside("From: a@b.example\r\nTo: Ann <ann@x.example>,\r\nTo: bob@x.example\r\n"
                + "Cc: \"open <c@x.example>\r\nCC: d@x.example\r\nCc:\r\nReply-To: e@x.example\r\n"
                + "Reply-To: F <f@x.example>\r\n\r\n");

        assertThat(forward.getHeader("To")).containsExactly("Ann <ann@x.example>, bob@x.example");
        assertThat(forward.getHeader("Cc")).containsExactly("c@x.example, d@x.example");
        assertThat(forward.getHeader("Reply-To")).containsExactly("e@x.example, F <f@x.example>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann <ann@example.net>, Eve Noir <eve@x.example>",
                "Ann, Lee <ann@example.net>",
                "=?utf-8?Q?J=C3=BCrgen?= <ann@example.net> (home)",
                "=?utf-8?Q?J=C3=BCrgen?=\r\n <ann@example.net>,\r\n\tEve <eve@x.example>"
            })
    void theOriginalAuthorsStandInTheirOwnWords(String from) throws Exception {
        String original = outside("From: " + from + "\r\n\r\n").getHeader("X-Original-From")[0];

        assertThat(original.replace("\r\n", "")).isEqualTo(from.replaceAll("\r\n[ \t]", " "));
    }

    @Test
    void everyAuthorKeepsTheNameWhereAnswersGo() throws Exception {
        assertThat(outside("From: Ann <ann@example.net>, Eve Noir <eve@x.example>\r\n\r\n")
                        .getReplyTo())
                .containsExactly(
                        new InternetAddress("ann@example.net", "Ann"),
                        new InternetAddress("eve@x.example", "Eve Noir"));
    }

    @Test
    void nobodySeesWhoGotABlindCopy() throws Exception {
        String text = "From: a@b.example\r\nBcc: c@d.example\r\nResent-Bcc: e@f.example\r\n\r\n";

        assertThat(written(mail(text), FORWARD.outside(mail(text)))).doesNotContain("c@d.example", "e@f.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Ann\r\nBcc: eve@x.example", "Ann\nX: 1", "A\rB", "A\0B", "A\u2028B", "\"\\\"<eve@x.example>, \""
            })
    void noNameCanBringInAnotherFieldOrAddress(String name) throws Exception {
        String word = Parsed.encodedWord(name);
        String text = "From: " + word + " <ann@example.net>\r\n\r\nbody";

        MimeMessage forward = outside(text);

        assertThat(forward.getFrom()).hasSize(1);
        assertThat(((InternetAddress) forward.getFrom()[0]).getAddress()).isEqualTo("bob@example.com");
        assertThat(forward.getHeader("Bcc")).isNull();
        assertThat(forward.getHeader("X")).isNull();
        assertThat(((InternetAddress) forward.getFrom()[0]).getPersonal()).endsWith(" via bob@example.com");
    }

    /** Whoever's address it is: nobody else's comes of it. */
    @Test
    void anOddAddressIsQuotedWhereverItStands() throws Exception {
        EmailAddress odd = EmailAddress.of("bob,ceo@example.com");
        Mail mail = MailSamples.mail("\r\n", Verdicts.NONE, MailSamples.envelope("ann..lee@example.net", odd.key()));

        Content forward = new Content.Received(mail.raw(), new Forward(odd, OUT, LOOP).outside(mail));

        MimeMessage parsed = Parsed.mail(forward);
        assertThat(parsed.getHeader("X-Forwarded-For")).containsExactly("\"bob,ceo\"@example.com");
        assertThat(parsed.getHeader("Reply-To")).containsExactly("\"ann..lee\"@example.net");
        assertThat(parsed.getFrom()).hasSize(1);
        assertThat(((InternetAddress) parsed.getFrom()[0]).getAddress()).isEqualTo("\"bob,ceo\"@example.com");
    }

    @Test
    void aNameThatNobodyCanDecodeIsPassedOn() throws Exception {
        MimeMessage forward = outside("From: =?x-none?Q?J=FC?= Lee <ann@example.net>\r\n\r\n");

        assertThat(forward.getHeader("From"))
                .containsExactly("=?x-none?Q?J=FC?= \"Lee via bob@example.com\" <bob@example.com>");
        assertThat(forward.getHeader("Reply-To")).containsExactly("=?x-none?Q?J=FC?= Lee <ann@example.net>");
        assertThat(outside("From: =?x-none?Q?a,b@x.example?= <ann@example.net>\r\n\r\n")
                        .getFrom())
                .hasSize(1);
    }

    /** With an override, {@code via} and the address would be shown turned round, or before the name. */
    @ParameterizedTest
    @ValueSource(strings = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"})
    void noNameTurnsWhatStandsBehindIt(String mark) throws Exception {
        MimeMessage forward = outside("From: " + Parsed.encodedWord("An" + mark + "n") + " <ann@example.net>\r\n\r\n");

        assertThat(((InternetAddress) forward.getFrom()[0]).getPersonal()).isEqualTo("Ann via bob@example.com");
        assertThat(forward.getHeader("X-Original-From")).containsExactly("Ann <ann@example.net>");
    }

    /** Whatever the mail is: its body arrives octet for octet, and so do the fields that stand for nothing of the sender's. */
    @Test
    void partsAndAttachmentsOfAnyMailAreKeptOctetForOctet() {
        Random random = new Random(20260301);
        for (int i = 0; i < 3000; i++) {
            RandomMail sample = new RandomMail(random);
            Mail mail = mail(sample.text());

            String forwarded = written(mail, FORWARD.outside(mail));

            assertThat(forwarded).as("mail %d", i).endsWith(sample.end() + sample.body());
            assertThat(foreignFields(forwarded)).as("mail %d", i).isEmpty();
            assertThat(read(forwarded).all("X-Kept"))
                    .as("mail %d", i)
                    .isEqualTo(mail.headers().all("X-Kept"));
            assertThat(read(forwarded).addresses("From")).as("mail %d", i).containsExactly("bob@example.com");
        }
    }

    /** The mails are in the folder {@code MAILWORKER_CORPUS}. */
    @Test
    void noRealMailLeavesWithWhatAForwarderCanNotVouchFor() throws IOException {
        Path corpus = Path.of(System.getenv().getOrDefault("MAILWORKER_CORPUS", "no corpus"));
        assumeTrue(Files.isDirectory(corpus), "MAILWORKER_CORPUS names no folder of mails");
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".eml")).toList()) {
                Mail mail = mail(Files.readString(file, StandardCharsets.ISO_8859_1));

                String forwarded = written(mail, FORWARD.outside(mail));

                assertThat(foreignFields(forwarded)).as(file.toString()).isEmpty();
                assertThat(forwarded)
                        .as(file.toString())
                        .endsWith(body(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
        }
    }

    /** Read as simply as can be: whatever any program could take for a field above the first empty line. */
    private static List<String> foreignFields(String forwarded) {
        Pattern forbidden = Pattern.compile(
                "(?i)[\\x00\\s>]*(from|sender|return-path|dkim-signature|message-id|bcc|arc-[a-z-]*"
                        + "|x-ses-(?!worker-processed)[a-z-]*)\\s*(:.*|)|[^:]*\\x00.*|[^:]*|.*site-1",
                Pattern.DOTALL);
        List<String> header = List.of(forwarded
                .substring(0, forwarded.length() - body(forwarded).length())
                .split("\r\n|\n|\r"));
        // The loop header, two traces and From.
        int ours = 4;
        assertThat(header.get(0)).isEqualTo("X-SES-Worker-Processed: site-1");
        assertThat(header.get(ours - 1)).startsWith("From: ");
        return header.stream()
                .skip(ours)
                .filter(line -> !line.startsWith(" ") && !line.startsWith("\t"))
                .filter(forbidden.asMatchPredicate())
                .toList();
    }

    /** What stands below the first empty line. */
    private static String body(String mail) {
        Matcher emptyLine = Pattern.compile("(?>\\A|\r\n|\n|\r)(?:\r\n|\n|\r)").matcher(mail);
        return emptyLine.find() ? mail.substring(emptyLine.end()) : "";
    }

    /** A mail with fields as strangers write them, and any octets for a body. */
    private static final class RandomMail {
        private static final List<String> NAMES = List.of(
                "From",
                "from ",
                "FROM",
                "To",
                "Subject",
                "Message-ID",
                "References",
                "X-SES-Thing",
                "ARC-Seal",
                "Reply-To",
                "X-Kept",
                "X-Kept",
                "Content-Type",
                "MIME-Version",
                "DKIM-Signature",
                "Sender",
                "Return-Path");
        private static final List<String> STRAY = List.of(
                "stray",
                ">From eve",
                "From eve",
                "Fr\u00f6m: eve@x.example",
                ": nameless",
                "\0From: eve@x.example",
                "--b",
                " folded");
        private static final List<String> VALUES = List.of(
                "Ann <ann@example.net>",
                "=?utf-8?Q?=00=0D=0AX:_1?= <a@b.example>",
                "",
                "<",
                "a@b, c@d",
                "\u00e9\u00ff\u0001",
                "=?x?y?z?=",
                "<1@x> <2@x>",
                "multipart/mixed; boundary=b",
                "\"",
                "(((",
                "a\t b",
                ",;:<>@[]\\",
                "=?utf-8?B?//8=?=");

        private final String end;
        private final StringBuilder header = new StringBuilder();
        private final String body;

        RandomMail(Random random) {
            this.end = List.of("\r\n", "\n", "\r").get(random.nextInt(3));
            for (int fields = random.nextInt(12); fields >= 0; fields--) {
                while (random.nextInt(5) == 0) {
                    header.append(any(STRAY, random)).append(end);
                }
                header.append(any(NAMES, random)).append(':').append(any(VALUES, random));
                while (random.nextInt(4) == 0) {
                    header.append(end).append(random.nextBoolean() ? " " : "\t").append(any(VALUES, random));
                }
                header.append(end);
            }
            byte[] octets = new byte[random.nextInt(400)];
            random.nextBytes(octets);
            // A body that begins with a line feed would make the empty line's CR a CRLF.
            this.body = "b" + new String(octets, StandardCharsets.ISO_8859_1);
        }

        private static String any(List<String> some, Random random) {
            return some.get(random.nextInt(some.size()));
        }

        String text() {
            return header + end + body;
        }

        String end() {
            return end;
        }

        String body() {
            return body;
        }
    }

    @Test
    void theNoticeSaysWhatItIsAboutAndWhereTheMailIs() throws Exception {
        String text = "From: =?utf-8?Q?J=C3=BCrgen?= <ann@example.net>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n"
                + "x".repeat(1_500_000);

        Content notice = FORWARD.notice(mail(text), true, Instant.EPOCH);

        MimeMessage parsed = Parsed.mail(notice);
        assertThat(parsed.getSubject()).isEqualTo("Not forwarded: Grüße");
        assertThat(parsed.getFrom()).containsExactly(new InternetAddress("bob@example.com"));
        assertThat(parsed.getAllRecipients()).containsExactly(new InternetAddress("bob@private.example"));
        assertThat(parsed.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(parsed.getHeader("X-SES-Worker-Processed")).containsExactly("site-1");
        assertThat(parsed.getContent().toString())
                .contains(
                        "Subject: Grüße\r\n",
                        "From:    Jürgen <ann@example.net>\r\n",
                        "Size:    1.5 MB\r\n",
                        "It is in the mailbox bob@example.com.",
                        MailSamples.REF.toString());
        assertThat(Parsed.mail(FORWARD.notice(mail(text), false, Instant.EPOCH))
                        .getContent()
                        .toString())
                .contains("No mailbox has a copy: the site keeps it.");
    }

    private static MimeMessage outside(String text) {
        Mail mail = mail(text);
        return Parsed.mail(new Content.Received(mail.raw(), FORWARD.outside(mail)));
    }

    private static Mail mail(String text) {
        return MailSamples.mail(text, Verdicts.NONE, MailSamples.envelope("ann@example.net", "bob@example.com"));
    }

    private static String written(Mail mail, HeaderEdits edits) {
        return new String(Parsed.octets(new Content.Received(mail.raw(), edits)), StandardCharsets.ISO_8859_1);
    }

    private static Headers read(String text) {
        try {
            return HeaderReader.read(RawMail.of(MailSamples.octets(text)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
