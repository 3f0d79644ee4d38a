package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.compose.HeaderText;
import dev.mailworker.mail.BounceReader;
import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.BounceSamples;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BounceRuleTest {
    private static final Facts FACTS =
            Facts.at(Instant.parse("2026-03-01T08:00:00Z")).withManagedDomains(Set.of("example.com"));
    private static final Decider DECIDER = new Decider(Decider.standardRules("site", VerdictPolicies.PASS_ALL));

    private static SentMail sent(String type, String subType, String... recipients) {
        return new SentMail(BounceSamples.ID, "alice@example.com", List.of(recipients), type, subType, null);
    }

    private static Facts facts(Mail mail) {
        try {
            return BounceReader.read(mail).map(FACTS::withBounceReport).orElse(FACTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String delivered(Mail mail, Facts facts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Content content = DECIDER.decide(mail, facts).deliveries().get(0).content();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String because(Mail mail, Facts facts) {
        return DECIDER.decide(mail, facts).trace().stream()
                .filter(ruling -> ruling.rule().equals("bounce"))
                .map(Ruling::because)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void attributedBounceSaysWhoBouncedAndWhy() {
        Mail mail = BounceSamples.bounce(BounceSamples.SES);
        Facts facts = facts(mail).withSentMail(sent("Permanent", "General", "Dora <DORA@example.net>"));

        String text = delivered(mail, facts);

        assertThat(text)
                .startsWith("From: dora@example.net\r\n"
                        + "X-Original-SES-From: MAILER-DAEMON@us-east-2.amazonses.com\r\n"
                        + "X-Bounce-Type: Permanent/General\r\n"
                        + "Subject: Delivery Status Notification (Failure) - =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                        + "Return-Path: <>\r\n")
                .contains("Content-Description: Notification\r\n\r\n"
                        + "Your mail could not be delivered to\r\n\r\n"
                        + "  dora@example.net\r\n    550 5.1.1 no such user: dora\r\n\r\n----------\r\n"
                        + "An error occurred");
        String rest = BounceSamples.SES.substring(BounceSamples.SES.indexOf("An error occurred"));
        assertThat(text).endsWith(rest);
        assertThat(because(mail, facts))
                .isEqualTo("a bounce from dora@example.net (Permanent/General): this site sent the mail "
                        + BounceSamples.ID);
    }

    @Test
    void typeIsTheReportsOwnWhereTheTableKnowsNone() {
        Mail bounce = BounceSamples.bounce(BounceSamples.SES);
        Mail complaint = BounceSamples.bounce(BounceSamples.COMPLAINT);

        assertThat(delivered(bounce, facts(bounce).withSentMail(sent("", "", "dora@example.net"))))
                .contains("X-Bounce-Type: failed 5.1.1\r\n");
        assertThat(delivered(
                        complaint, facts(complaint).withSentMail(sent("Permanent", "General", "dora@example.net"))))
                .contains("X-Bounce-Type: complaint abuse\r\n")
                .contains("Your mail \"offer\" was reported as unwanted by\n");
    }

    @Test
    void bounceOfAMailThatThisSiteDidNotSendStaysAsItIs() {
        Mail mail = BounceSamples.bounce(BounceSamples.SES);

        assertThat(delivered(mail, facts(mail))).isEqualTo(BounceSamples.SES);
        assertThat(because(mail, facts(mail)))
                .isEqualTo("it looks like a bounce, but the table of sent mails has no mail " + BounceSamples.ID
                        + ": it stays as it is");
    }

    @Test
    void bounceFromSomebodyToWhomTheMailDidNotGoStaysAsItIs() {
        Mail mail = BounceSamples.bounce(BounceSamples.SES);
        Facts facts = facts(mail).withSentMail(sent("", "", "other@example.net", "not an address"));

        assertThat(delivered(mail, facts)).isEqualTo(BounceSamples.SES);
        assertThat(because(mail, facts)).contains("was not sent to dora@example.net");
    }

    @Test
    void oneWrongRecipientAmongSeveralIsAForgery() {
        String two = BounceSamples.SES.replace(
                "Status: 5.1.1\r\n", "Status: 5.1.1\r\n\r\nFinal-Recipient: rfc822; boss@example.org\r\n");
        Mail mail = BounceSamples.bounce(two);

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .isEqualTo(two);
    }

    @Test
    void severalRecipientsAreAllNamed() {
        String two = BounceSamples.SES.replace(
                "Status: 5.1.1\r\n",
                "Status: 5.1.1\r\n\r\nFinal-Recipient: rfc822; eve@example.net\r\nAction: failed\r\n");
        Mail mail = BounceSamples.bounce(two);

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net", "eve@example.net"))))
                .startsWith("From: dora@example.net\r\n")
                .contains("  dora@example.net\r\n    550 5.1.1 no such user: dora\r\n  eve@example.net\r\n");
    }

    private static String inUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Headers headerOf(String mail) {
        try {
            return HeaderReader.read(RawMail.of(mail.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void reasonInAnyScriptStandsAboveTheText() {
        Mail mail = BounceSamples.bounce(
                inUtf8(BounceSamples.SES.replace("no such user:", "Postfach \u00fcberf\u00fcllt \u65e5\u672c")));

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .contains("Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                        + "Your mail could not be delivered to\r\n")
                .contains("550 5.1.1 Postfach =C3=BCberf=C3=BCllt =E6=97=A5=E6=9C=AC dora\r\n")
                .doesNotContain("?llt");
    }

    /** RFC 2047 §2: an encoded word is at most 75 characters long, and none is cut. */
    @ParameterizedTest
    @ValueSource(strings = {"raw \u00fc\u65e5\u672c", "=?utf-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8?="})
    void headerHoldsSubjectAndSenderInEncodedWords(String word) {
        String subject = (word + " ").repeat(30).strip();
        Mail mail = BounceSamples.bounce(inUtf8(BounceSamples.SES
                .replace("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", subject.replace("= =", "=\r\n ="))
                .replace("From: MAILER-DAEMON", "From: \"M\u00e4iler\" <MAILER-DAEMON")
                .replace("amazonses.com\r\nTo: alice", "amazonses.com>\r\nTo: alice")));

        String text = delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net")));

        String header = text.substring(0, text.indexOf("\r\n\r\n"));
        String ours = header.substring(0, header.indexOf("Return-Path"));
        assertThat(ours).matches("[\\x20-\\x7e\r\n]*");
        assertThat(ours.split("[\\s]+")).allMatch(each -> each.length() <= 75);
        assertThat(ours.split("\\s+"))
                .filteredOn(each -> each.contains("=?"))
                .isNotEmpty()
                .allMatch(each -> each.matches("(?i)=\\?utf-8\\?[qb]\\?[^?]+\\?="));
        String all = word.startsWith("=?") ? "\u00fc".repeat(15 * 30) : subject;
        assertThat(HeaderText.decoded(headerOf(text).first("Subject").orElseThrow(), 10_000))
                .isEqualTo("Delivery Status Notification (Failure) - " + all);
        assertThat(HeaderText.decoded(
                        headerOf(text).first("X-Original-SES-From").orElseThrow(), 10_000))
                .isEqualTo("\"M\u00e4iler\" <MAILER-DAEMON@us-east-2.amazonses.com>");
    }

    /** RFC 6532: without UTF-8 in the header no such address can stand there. */
    @Test
    void recipientWhoseAddressIsNoAsciiIsNamed() {
        Mail mail = BounceSamples.bounce(
                inUtf8(BounceSamples.SES.replace("rfc822; dora@example.net", "utf-8; \u7528\u6237@example.net")));

        String text = delivered(mail, facts(mail).withSentMail(sent("", "", "\u7528\u6237@example.net")));

        assertThat(HeaderText.decoded(headerOf(text).first("From").orElseThrow(), 1_000))
                .isEqualTo("\u7528\u6237@example.net <MAILER-DAEMON@us-east-2.amazonses.com>");
        assertThat(text).startsWith("From: =?UTF-8?").contains("  =E7=94=A8=E6=88=B7@example.net\r\n");
    }

    private static Mail complaint(String addressed) {
        return BounceSamples.bounce(BounceSamples.COMPLAINT.replace("To: Dora <dora@example.net>\n", addressed + "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "'To: far@example.org, dora@example.net', 'dora@example.net,eve@example.net'",
        "'To: far@example.org\nCc: Dora <DORA@example.net>', 'dora@example.net,eve@example.net'",
        "'To: undisclosed-recipients:;', dora@example.net"
    })
    void complaintThatNamesNobodyIsOfTheOneToWhomTheMailWent(String addressed, String table) {
        Mail mail = complaint(addressed);
        Facts facts = facts(mail).withSentMail(sent("", "", table.split(",")));

        assertThat(delivered(mail, facts))
                .startsWithIgnoringCase("From: dora@example.net\r\n")
                .contains("X-Bounce-Type: complaint abuse\r\n");
        assertThat(Bounce.of(mail, facts).orElseThrow().recipients())
                .containsExactly(new Bounce.Recipient(EmailAddress.of("dora@example.net"), "abuse", "", ""));
    }

    @ParameterizedTest
    @CsvSource({"'To: dora@example.net, far@example.org, eve@example.net'", "'To: undisclosed-recipients:;'"})
    void complaintThatSeveralCanHaveMadeBlamesNone(String addressed) {
        Mail mail = complaint(addressed);
        Facts facts = facts(mail).withSentMail(sent("", "", "dora@example.net", "eve@example.net"));

        assertThat(delivered(mail, facts))
                .startsWith("X-Bounce-Type: complaint abuse\r\n")
                .contains("\nFrom: complaints@email-abuse.amazonses.com\n")
                .contains("Your mail \"offer\" was reported as unwanted by one of\n\n"
                        + "  dora@example.net\n  eve@example.net\n\n----------\n")
                .doesNotContain("X-Original-SES-From");
        assertThat(because(mail, facts))
                .isEqualTo("a complaint (complaint abuse) that doesn't say whose it is: this site sent the mail "
                        + BounceSamples.ID);
        assertThat(Bounce.of(mail, facts)).hasValueSatisfying(bounce -> {
            assertThat(bounce.recipients()).isEmpty();
            assertThat(bounce.oneOf())
                    .containsExactly(EmailAddress.of("dora@example.net"), EmailAddress.of("eve@example.net"));
        });
    }

    @Test
    void complaintAboutAMailThatIsAddressedToOthersStaysAsItIs() {
        Mail mail = complaint("To: far@example.org");

        assertThat(because(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .contains("was not sent to far@example.org");
    }

    @Test
    void complaintWithNoNameAtAllIsAComplaint() {
        Mail mail = complaint("To: undisclosed-recipients:;");

        assertThat(Bounce.of(mail, facts(mail))).hasValueSatisfying(bounce -> {
            assertThat(bounce.kind()).isEqualTo(BounceReport.Kind.COMPLAINT);
            assertThat(bounce.attributed()).isFalse();
            assertThat(bounce.recipients()).isEmpty();
            assertThat(bounce.oneOf()).isEmpty();
        });
    }

    private static String group(String action, String address, String status, String diagnostic) {
        return "Action: " + action + "\r\nFinal-Recipient: rfc822; " + address + "\r\nDiagnostic-Code: smtp; "
                + diagnostic + "\r\nStatus: " + status + "\r\n\r\n";
    }

    private static Mail reporting(String... groups) {
        int from = BounceSamples.SES.indexOf("Action: failed");
        int to = BounceSamples.SES.indexOf("\r\n------=_Part", from);
        return BounceSamples.bounce(
                BounceSamples.SES.substring(0, from) + String.join("", groups) + BounceSamples.SES.substring(to));
    }

    private static final String WELL = group("delivered", "ok@example.net", "2.0.0", "250 ok");
    private static final String LATE = group("delayed", "late@example.net", "4.4.1", "421 try later");
    private static final String BAD = group("failed", "dora@example.net", "5.1.1", "550 no such user");
    private static final SentMail TO_ALL =
            sent("", "", "ok@example.net", "late@example.net", "dora@example.net", "eve@example.net");

    /** RFC 3464 §2.3.3: only "failed" says that the mail could not be delivered. */
    @Test
    void recipientWhoGotTheMailIsNotNamedAsOneWhoDidNot() {
        Mail mail = reporting(
                WELL,
                group("relayed", "ok@example.net", "2.0.0", "250 relayed"),
                group("expanded", "ok@example.net", "2.0.0", "250 expanded"),
                BAD);
        Facts facts = facts(mail).withSentMail(TO_ALL);

        assertThat(delivered(mail, facts))
                .startsWith("From: dora@example.net\r\n")
                .contains("X-Bounce-Type: failed 5.1.1\r\n")
                .contains("Your mail could not be delivered to\r\n\r\n"
                        + "  dora@example.net\r\n    550 no such user\r\n\r\n----------\r\n");
        assertThat(because(mail, facts)).startsWith("a bounce from dora@example.net (failed 5.1.1): ");
    }

    @Test
    void recipientWhoHasToWaitIsNotNamedAsOneWhoFailed() {
        Mail mail = reporting(LATE, BAD);
        Facts facts = facts(mail).withSentMail(TO_ALL);

        assertThat(delivered(mail, facts))
                .startsWith("From: dora@example.net\r\n")
                .contains("X-Bounce-Type: failed 5.1.1\r\n")
                .contains("Your mail could not be delivered to\r\n\r\n"
                        + "  dora@example.net\r\n    550 no such user\r\n\r\n"
                        + "It has not been delivered yet to\r\n\r\n"
                        + "  late@example.net\r\n    421 try later\r\n\r\n----------\r\n");
    }

    @Test
    void delayIsSaidToBeOne() {
        Mail mail = reporting(WELL, LATE);
        SentMail bounced = sent("Permanent", "General", "ok@example.net", "late@example.net");
        Facts facts = facts(mail).withSentMail(bounced);

        assertThat(delivered(mail, facts))
                .startsWith("From: late@example.net\r\n")
                .contains("X-Bounce-Type: delayed 4.4.1\r\n")
                .contains("Your mail has not been delivered yet to\r\n\r\n"
                        + "  late@example.net\r\n    421 try later\r\n\r\n----------\r\n");
        assertThat(because(mail, facts)).startsWith("a delay at late@example.net (delayed 4.4.1): ");
    }

    @Test
    void successWithoutAnActionIsNoFailure() {
        Mail mail = reporting("Final-Recipient: rfc822; ok@example.net\r\nStatus: 2.0.0\r\n\r\n", BAD);

        assertThat(delivered(mail, facts(mail).withSentMail(TO_ALL))).startsWith("From: dora@example.net\r\n");
    }

    @Test
    void failureWithoutAnActionHasATypeToo() {
        Mail mail = reporting("Final-Recipient: rfc822; dora@example.net\r\n\r\n");

        assertThat(delivered(mail, facts(mail).withSentMail(TO_ALL))).contains("X-Bounce-Type: failed\r\n");
    }

    @Test
    void addressThatTheUserWroteToStandsInFrom() {
        String forwarded = BounceSamples.SES.replace(
                "rfc822; dora@example.net",
                "rfc822; d17@internal.example\r\nOriginal-Recipient: rfc822; dora@example.net");
        Mail mail = BounceSamples.bounce(forwarded);

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .startsWith("From: dora@example.net\r\n");
    }

    @Test
    void unreadableTablePassesTheBounceAsItIs() {
        Mail mail = BounceSamples.bounce(BounceSamples.SES);
        Facts facts = facts(mail).withUnknown(Set.of(Table.SENT_MAIL));

        assertThat(delivered(mail, facts)).isEqualTo(BounceSamples.SES);
        assertThat(because(mail, facts)).contains("the table of sent mails can't be read");
    }

    @ParameterizedTest
    @CsvSource({"delivered, false", "relayed, false", "expanded, false", "delayed, true", "failed, true"})
    void reportThatAllIsWellIsNoBounce(String action, boolean changed) {
        Mail mail = BounceSamples.bounce(BounceSamples.SES.replace("Action: failed", "Action: " + action));

        String text = delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net")));

        assertThat(text.startsWith("From: dora@example.net")).isEqualTo(changed);
    }

    private static Mail from(String sender, Verdicts verdicts, String... recipients) {
        return MailSamples.mail(BounceSamples.SES, verdicts, MailSamples.envelope(sender, recipients));
    }

    private static Verdicts verdict(Check check, Verdict verdict) {
        return Verdicts.NONE.with(check, verdict);
    }

    private void assertStaysAsItIs(Mail mail, Facts facts, String because) {
        assertThat(delivered(mail, facts)).isEqualTo(BounceSamples.SES);
        assertThat(because(mail, facts)).isEqualTo(because);
    }

    /** RFC 3464 §2: the report has to be sent with the null sender. */
    @ParameterizedTest
    @CsvSource({
        "evil@attacker.example, false",
        "evil@amazonses.com.attacker.example, false",
        "evil@fakeamazonses.com, false",
        "no-reply@amazonses.com, true",
        "0100-1@us-west-2.AmazonSES.com, true"
    })
    void reportComesFromTheNullSenderOrFromSes(String sender, boolean believed) {
        Mail mail = from(sender, Verdicts.NONE, "alice@example.com");
        Facts facts = facts(mail).withSentMail(sent("", "", "dora@example.net"));

        if (believed) {
            assertThat(delivered(mail, facts)).startsWith("From: dora@example.net\r\n");
        } else {
            assertStaysAsItIs(
                    mail,
                    facts,
                    "it looks like a bounce, but it comes from " + sender
                            + ", not from the null sender or SES: it stays as it is");
        }
    }

    @ParameterizedTest
    @CsvSource({"SPAM, Spam", "VIRUS, Virus", "SPF, SPF", "DMARC, DMARC"})
    void reportThatFailsACheckIsNotBelieved(Check check, String label) {
        Mail mail = from("<>", verdict(check, Verdict.FAIL), "alice@example.com");

        assertStaysAsItIs(
                mail,
                facts(mail).withSentMail(sent("", "", "dora@example.net")),
                "it looks like a bounce, but " + label + " verdict is FAIL: it stays as it is");
    }

    /** SES's own bounces have no SPF record for their HELO name. */
    @ParameterizedTest
    @CsvSource({"SPF, GRAY", "DKIM, FAIL", "DMARC, GRAY", "SPAM, PROCESSING_FAILED", "VIRUS, DISABLED"})
    void checkThatSaysNothingDoesNotSpeakAgainstAReport(Check check, Verdict verdict) {
        Mail mail = from("<>", verdict(check, verdict), "alice@example.com");

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .startsWith("From: dora@example.net\r\n");
    }

    @Test
    void guessedNullSenderHasToStandInTheMail() {
        Envelope guessed = new Envelope(
                ReversePath.NULL, List.of(EmailAddress.of("alice@example.com")), List.of(), Envelope.Origin.GUESSED);
        Mail without = MailSamples.mail(BounceSamples.SES.replace("Return-Path: <>\r\n", ""), Verdicts.NONE, guessed);
        Mail with = MailSamples.mail(BounceSamples.SES, Verdicts.NONE, guessed);
        SentMail sent = sent("", "", "dora@example.net");

        assertThat(because(without, facts(without).withSentMail(sent)))
                .contains("nobody stated the sender, and no Return-Path does");
        assertThat(delivered(with, facts(with).withSentMail(sent))).startsWith("From: dora@example.net\r\n");
    }

    @Test
    void reportAboutSomebodyElsesMailStaysAsItIs() {
        Mail mail = from("<>", Verdicts.NONE, "carol@example.com");

        assertStaysAsItIs(
                mail,
                facts(mail).withSentMail(sent("", "", "dora@example.net")),
                "it looks like a bounce, but the mail " + BounceSamples.ID
                        + " was sent by alice@example.com, to whom this doesn't come: it stays as it is");
    }

    @Test
    void reportIsRewrittenForTheMailboxThatSentTheMailAlone() {
        Mail mail = from("<>", Verdicts.NONE, "carol@example.com", "ALICE@example.com");
        SentMail sent =
                new SentMail(BounceSamples.ID, "Alice <Alice@Example.com>", List.of("dora@example.net"), "", "", null);

        Plan plan = DECIDER.decide(mail, facts(mail).withSentMail(sent));

        assertThat(plan.trace())
                .filteredOn(ruling -> ruling.rule().equals("bounce"))
                .extracting(ruling ->
                        ruling.recipient().key() + " " + ruling.effect().word() + " " + ruling.because())
                .containsExactly(
                        "carol@example.com pass it is about a mail of Alice@example.com: here it stays as it is",
                        "alice@example.com edit a bounce from dora@example.net (failed 5.1.1): this site sent the mail "
                                + BounceSamples.ID,
                        "alice@example.com edit the reason stands above the text, in plain words");
    }

    @Test
    void tableThatDoesNotSayWhoSentTheMailLeavesThatOpen() {
        Mail mail = from("<>", Verdicts.NONE, "carol@example.com");
        SentMail sent = new SentMail(BounceSamples.ID, "", List.of("dora@example.net"), "", "", null);

        assertThat(delivered(mail, facts(mail).withSentMail(sent))).startsWith("From: dora@example.net\r\n");
    }

    /** What the table lacks is simply not known: then the report has to be proven SES's own. */
    @ParameterizedTest
    @CsvSource({
        "PASS, MAILER-DAEMON@us-east-2.amazonses.com, true",
        "PASS, MAILER-DAEMON@attacker.example, false",
        "PASS, 'MAILER-DAEMON@amazonses.com, evil@attacker.example', false",
        "GRAY, MAILER-DAEMON@us-east-2.amazonses.com, false",
        "UNKNOWN, MAILER-DAEMON@us-east-2.amazonses.com, false"
    })
    void recipientsThatTheTableDoesNotKnowAreBelievedFromSesAlone(Verdict dmarc, String from, boolean believed) {
        String text = BounceSamples.SES.replace("From: MAILER-DAEMON@us-east-2.amazonses.com", "From: " + from);
        Mail mail =
                MailSamples.mail(text, verdict(Check.DMARC, dmarc), MailSamples.envelope("<>", "alice@example.com"));
        Facts facts = facts(mail).withSentMail(sent("", ""));

        assertThat(delivered(mail, facts).startsWith("From: dora@example.net\r\n"))
                .isEqualTo(believed);
        assertThat(because(mail, facts))
                .contains(believed ? "this site sent the mail" : "doesn't say to whom the mail " + BounceSamples.ID);
    }

    @Test
    void fieldsThatTheSenderWroteDoNotPassForOurs() {
        String forged = "X-Bounce-Type: Permanent\r\nX-Original-SES-From: boss@example.com\r\n" + BounceSamples.SES;
        Mail mail = BounceSamples.bounce(forged);

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", "", "dora@example.net"))))
                .doesNotContain("X-Bounce-Type: Permanent", "boss@example.com");
    }

    @Test
    void ordinaryMailIsNoBounce() {
        Mail mail = MailSamples.mail("Subject: s\r\n\r\n", "alice@example.com");

        assertThat(because(mail, FACTS)).isEqualTo("the mail is no bounce");
        assertThat(Bounce.of(mail, FACTS)).isEmpty();
    }

    @Test
    void factsAreValuesForListeners() {
        Mail mail = BounceSamples.bounce(BounceSamples.WORKMAIL);

        assertThat(Bounce.of(mail, facts(mail).withSentMail(sent("Transient", "", "dora@example.net"))))
                .hasValueSatisfying(bounce -> {
                    assertThat(bounce.attributed()).isTrue();
                    assertThat(bounce.type()).isEqualTo("Transient");
                    assertThat(bounce.originalId()).isEqualTo(BounceSamples.ID);
                    assertThat(bounce.recipients())
                            .containsExactly(new Bounce.Recipient(
                                    EmailAddress.of("dora@example.net"),
                                    "failed",
                                    "4.4.7",
                                    "554 4.4.7 Message expired"));
                });
    }
}
