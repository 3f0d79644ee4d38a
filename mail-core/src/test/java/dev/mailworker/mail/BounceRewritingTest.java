package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.compose.HeaderText;
import dev.mailworker.decide.Decider;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.SentMail;
import dev.mailworker.decide.VerdictPolicies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** However broken a bounce is, what is written into it is whole, and all else stays as it was. */
class BounceRewritingTest {
    private static final Set<String> OURS = Set.of("from", "x-original-ses-from", "x-bounce-type");
    private static final Decider DECIDER = new Decider(Decider.standardRules("site", VerdictPolicies.PASS_ALL));
    private static final SentMail SENT = new SentMail(
            "0100-1", "alice@example.com", List.of("dora@example.net", "d\u00f6ra@example.net"), "", "", null);

    /** Broken as real ones are, and some that are not. */
    private static final List<String> FIELDS = List.of(
            "Received: from a by b; Tue, 3 Mar 2026 08:00:00 +0000",
            "DKIM-Signature: v=1;\n\th=from:from:reply-to:subject:subject;\n b=abc",
            "X-Original-SES-From: boss@example.com",
            "X-Bounce-Type:Permanent",
            "From: M\u00c3\u00a4iler <MAILER-DAEMON@amazonses.com>",
            "From: M\u00e4iler <MAILER-DAEMON@amazonses.com>",
            "From:\t  <MAILER-DAEMON@amazonses.com>",
            "From:\u0001\u0000oject\u0000\u0000:!Thilf@[[[[",
            "from : a@b, \"c",
            "From:",
            "FromX mailer Sat Feb  6 23:42:13 2010",
            "Subject: =?iso-8859-1?Q?Test E-Mail?=",
            "Subject: =?iso-8859-15?q?_erhalten=2EAuc=?iso-8859-1?b?=h_siehtontact?=",
            "Subject: =?x-unknown?q?caf=E9?= \u00c3\u00bc",
            "Subject: caf\u00e9\u0085\u00e2\u0080\u00ae",
            "SUBJECT:",
            "Subject\u0000\u0000: Tate: Tue, 20 \u00ff\u00ff",
            "MIME-Versio\u0087: 1.0",
            "User-Agent: KMail/1.9.10 (enterp\u0001\u0000se35 20091010.1034811)",
            "--4D_=================1016175744==",
            "counter to RFC 5322, there's no separating newline here",
            "Newsgroups: <b ype: Multipart/Mixed=Wu---END PGP MESSrom:= Azhar42Brom",
            "X-Long: " + "x".repeat(2_000),
            "X-Cr: a\rX-After-Cr: b",
            "X-Folded:\n ",
            " more of whatever stands above",
            "\t",
            ": no name");

    private static final List<String> VALUES = List.of(
            "hello",
            "",
            "Gr\u00c3\u00bc\u00c3\u009fe",
            "Gr\u00fc\u00dfe",
            "\u00ff\u00fe\u0000 \u0007",
            "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
            "=?utf-8?B?w7zD?= =?utf-8?B?vA==?=",
            "=?utf-8?B?" + "w7zDvMO8w7zD".repeat(200) + "?=",
            "=?utf-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8?= ".repeat(40),
            "=?iso-8859-15? ob es",
            "=?x-unknown?q?caf=E9?= " + "\u00c3\u00bc ".repeat(700),
            "a\tb  c ".repeat(300),
            "y".repeat(3_000));

    private static final List<String> TEXTS = List.of(
            "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\nAn error occurred\n",
            "Content-Type: text/plain\n\nEin Fehler \u00fc\n",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nEin Fehler \u00c3\u00bc\n\n",
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nEin =C3=BC =\nx\n",
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\nZvxy\n",
            "Content-Type: text/plain; charset=\"x-\\\"none\"; format=flowed\n\nhello \nworld\n",
            "\nno header at all\n",
            "Content-Description: caf\u00e9\nbroken\nContent-Type: text/plain\n\n");

    private final Random random = new Random(20260304);

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    private String anyMail() {
        StringBuilder mail = new StringBuilder("Return-Path: <>\n");
        for (int count = random.nextInt(7); count > 0; count--) {
            mail.append(any(FIELDS)).append('\n');
        }
        mail.append("Content-Type: multipart/report; boundary=\"=_b\"\n\npreamble\n--=_b\n")
                .append(any(TEXTS))
                .append("--=_b\nContent-Type: message/delivery-status\n\nAction: failed\n")
                .append(any(List.of(
                        "Final-Recipient: rfc822; dora@example.net\n",
                        "Final-Recipient: utf-8; d\u00c3\u00b6ra@example.net\n",
                        "Final-Recipient: utf-8; d\\x{F6}ra@example.net\n")))
                .append("Diagnostic-Code: smtp; 550 ")
                .append(any(VALUES))
                .append("\nStatus: 5.1.1\n\n--=_b\nContent-Type: message/rfc822\n\n")
                .append("Message-ID: <0100-1@amazonses.com>\nSubject: ")
                .append(any(VALUES))
                .append(
                        "\n\nbody \u0000\u00fc\n--=_b\nContent-Type: image/png\n\n\u0089PNG\r\u0000\n--=_b--\nepilogue");
        return random.nextBoolean() ? mail.toString() : mail.toString().replace("\n", "\r\n");
    }

    @Test
    void whatIsWrittenIsWholeAndAllElseStays() throws IOException {
        int rewritten = 0;
        for (int i = 0; i < 4_000; i++) {
            String before = anyMail();
            Mail mail = BounceSamples.bounce(before);
            Optional<BounceReport> report = BounceReader.read(mail);
            if (report.isEmpty()) {
                continue;
            }
            String after = delivered(mail, report.get());
            if (!after.equals(before)) {
                rewritten++;
                assertHeader(before, after);
                assertParts(before, after);
                assertSubject(mail.headers(), report.get().subject(), header(after));
            }
        }
        assertThat(rewritten).isGreaterThan(3_000);
    }

    private static String delivered(Mail mail, BounceReport report) throws IOException {
        Facts facts = Facts.at(Instant.parse("2026-03-01T08:00:00Z"))
                .withManagedDomains(Set.of("example.com"))
                .withBounceReport(report)
                .withSentMail(SENT);
        Plan plan = DECIDER.decide(mail, facts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        plan.deliveries().get(0).content().writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void assertHeader(String before, String after) throws IOException {
        List<HeaderField> was = new ArrayList<>(header(before).fields());
        List<HeaderField> is = header(after).fields();
        boolean hasSubject = is.size() > 3 && is.get(3).isNamed("Subject") && !is.equals(was);
        int ours = is.get(0).isNamed("From") && is.get(3).isNamed("Subject") ? 4 : 3;
        was.removeIf(field -> OURS.contains(field.key()) || (ours == 4 && field.isNamed("Subject")));

        assertThat(is.subList(ours, is.size())).as(Printable.of(before)).isEqualTo(was);
        assertThat(hasSubject).isEqualTo(ours == 4);
        assertThat(is.stream().filter(field -> field.isNamed("From"))).hasSize(1);
        String written = after.substring(0, after.indexOf("Return-Path"));
        assertThat(written).as(Printable.of(before)).matches("[\\x20-\\x7e\r\n]+");
        assertThat(written.split("\r\n")).allMatch(line -> line.length() <= 998);
        assertThat(written.split("\\s+"))
                .as(Printable.of(before))
                .filteredOn(word -> word.startsWith("=?UTF-8?"))
                .allMatch(word -> word.matches("=\\?UTF-8\\?[QB]\\?[^?]+\\?=") && word.length() <= 75);
    }

    private static void assertSubject(Headers was, String returned, Headers is) {
        String own = was.first("Subject").map(said -> read(said) + " - ").orElse("");
        if (!returned.isBlank() && returned.length() <= 900) {
            assertThat(is.first("Subject").map(BounceRewritingTest::read)).contains((own + read(returned)).strip());
        }
    }

    private static String read(String value) {
        return HeaderText.decoded(value, 10_000);
    }

    private static void assertParts(String before, String after) throws IOException {
        String delimiter = before.contains("\r\n") ? "\r\n--=_b\r\n" : "\n--=_b\n";
        String rest = before.substring(before.indexOf(delimiter, before.indexOf(delimiter) + 1));
        assertThat(after).as(Printable.of(before)).endsWith(rest);
        List<BodyPart> was = parts(before);
        List<BodyPart> is = parts(after);
        assertThat(is).as(Printable.of(before)).hasSameSizeAs(was);
        assertThat(unified(is.get(0).text()))
                .as(Printable.of(before))
                .startsWith("Your mail ")
                .endsWith(unified(was.get(0).text()));
        for (int k = 1; k < was.size(); k++) {
            assertThat(Arrays.equals(is.get(k).decoded(), was.get(k).decoded())).isTrue();
        }
    }

    /** The line end before a delimiter is the delimiter's, though some parts are shown with it. */
    private static String unified(String text) {
        return text.replaceAll("\r\n|\r", "\n").stripTrailing();
    }

    private static List<BodyPart> parts(String mail) throws IOException {
        RawMail raw = RawMail.of(MailSamples.octets(mail));
        return BodyScanner.scan(raw, ContentType.parse("multipart/report; boundary=\"=_b\""));
    }

    private static Headers header(String mail) throws IOException {
        return HeaderReader.read(RawMail.of(MailSamples.octets(mail)));
    }
}
