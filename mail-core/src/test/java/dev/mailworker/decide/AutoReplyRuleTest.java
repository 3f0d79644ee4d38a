package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered while somebody is away, and who is not. Each test is named for the sentence that it holds. */
class AutoReplyRuleTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress ANN = EmailAddress.of("ann@example.net");
    private static final OutOfOffice AWAY = new OutOfOffice(true, "I am away.", false);
    private static final String PLAIN = "From: Ann <ann@example.net>\r\nTo: Bob <BOB@Example.com>\r\nSubject: s\r\n";
    private static final Duration WEEK = Duration.ofDays(7);

    private final Facts facts = Facts.at(Instant.parse("2026-03-01T08:00:00Z"))
            .withManagedDomains(Set.of("example.com", "inside.example"))
            .withRules(Map.of(BOB, new MailboxRules(AWAY, List.of())));

    @Test
    void answersAPersonWhoWroteToTheMailbox() {
        Ruling ruling = ruling(mail(PLAIN));

        OutboundMessage reply = reply(ruling);
        assertThat(reply.target()).isEqualTo(ANN);
        assertThat(reply.quietPeriod()).isEqualTo(WEEK);
        assertThat(reply.fingerprint()).isNotEmpty();
        assertThat(ruling.because()).isEqualTo("out-of-office is on, and ann@example.net asked");
    }

    /** RFC 3834 §4: the response goes to the return path, and never to Reply-To or From. */
    @Test
    void goesToTheEnvelopeSenderAndNeverToReplyTo() {
        Mail mail = mail("Reply-To: other@example.org\r\n" + PLAIN, "boss@example.net");

        assertThat(reply(ruling(mail)).target()).isEqualTo(EmailAddress.of("boss@example.net"));
        assertThat(text(reply(ruling(mail))))
                .contains("\r\nTo: boss@example.net\r\n")
                .doesNotContain("other@");
    }

    /** RFC 5230 §5.1: the null sender, or where a server insists on one (SES does), an address that is never answered. */
    @Test
    void leavesInsideWithTheNullSenderAndOutsideWithTheMailboxes() {
        OutboundMessage outside = reply(ruling(mail(PLAIN)));
        OutboundMessage inside = reply(ruling(mail(PLAIN, "eve@inside.example")));

        assertThat(outside.route()).isEqualTo(Route.OUTSIDE);
        assertThat(outside.sender()).isEqualTo(ReversePath.of(BOB));
        assertThat(inside.route()).isEqualTo(Route.INTERNAL);
        assertThat(inside.sender()).isEqualTo(ReversePath.NULL);
    }

    @Test
    void neverAnswersTheNullSender() {
        assertThat(because(mail(PLAIN, "<>"))).isEqualTo("no reply: it comes from the null sender");
    }

    @Test
    void neverAnswersWhereTheEnvelopeIsGuessedWithoutAReturnPath() {
        Mail stated = mail(PLAIN, "<>");
        Envelope guessed = new Envelope(ReversePath.NULL, List.of(BOB), List.of(), Envelope.Origin.GUESSED);
        Mail mail = new Mail(stated.ref(), guessed, Verdicts.NONE, stated.headers(), stated.raw());

        assertThat(because(mail)).isEqualTo("no reply: nobody stated the sender, and no Return-Path does");
    }

    /** RFC 3834 §2, RFC 5230 §4.6. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAILER-DAEMON@example.net",
                "mailer-daemon@example.net",
                "LISTSERV@example.net",
                "majordomo@example.net",
                "owner-birds@example.net",
                "birds-owner@example.net",
                "birds-request@example.net",
                "birds-bounces@example.net",
                "birds-bounces+bob=example.com@example.net",
                "bounces@example.net",
                "bounce-17@example.net",
                "bounces+123-bob=example.com@example.net",
                "no-reply@example.net",
                "noreply@example.net",
                "No_Reply@example.net",
                "donotreply@example.net",
                "do-not-reply@example.net",
                "shop-noreply@example.net",
                "noreply+x17@example.net",
                "noreply1@example.net",
                "donotreply2@example.net",
                "no-replies@example.net",
                "noreplies@example.net",
                "noreplyshop@example.net",
                "\"no-reply\"@example.net",
                "mailer-daemon\\@example.net",
                "mailer-daemon+x@example.net",
                "MAILER_DAEMON@example.net",
                "mailerdaemon@example.net",
                "MDaemon@example.net",
                "postmaster@example.net",
                "listproc@example.net",
                "birds-request+x@example.net",
                "birds-owner+bob=example.com@example.net",
                "birds-return-55-bob=example.com@example.net",
                "prvs=123=owner-birds@example.net",
                "SRS0=hash=tt=lists.example=birds-request@example.net"
            })
    void neverAnswersDaemonsListsBouncesAndNoReplyAddresses(String sender) {
        assertThat(because(mail(PLAIN, sender))).startsWith("no reply: " + sender);
        assertThat(because(mail(PLAIN.replace("ann@example.net", sender)))).startsWith("no reply: " + sender);
        assertThat(because(mail("Sender: " + sender + "\r\n" + PLAIN))).startsWith("no reply: " + sender);
    }

    @Test
    void neverAnswersAnAddressThatCouldBeReadAsSeveral() {
        assertThat(because(mail(PLAIN, "ann,boss@example.net")))
                .isEqualTo("no reply: ann,boss@example.net could be read as several addresses");
        assertThat(text(reply(ruling(mail(PLAIN, "\"ann,boss\"@example.net")))))
                .contains("\r\nTo: \"ann,boss\"@example.net\r\n");
        assertThat(text(reply(ruling(mail(PLAIN, "ann..lee@example.net")))))
                .contains("\r\nTo: \"ann..lee\"@example.net\r\n");
    }

    /** Variable envelope return paths: the address is a program's, whatever it is called. */
    @Test
    void neverAnswersASenderMadeForTheRecipient() {
        assertThat(because(mail(PLAIN, "birds-bob=example.com@example.net")))
                .isEqualTo("no reply: birds-bob=example.com@example.net was made for bob@example.com, to take bounces");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "norman@example.net",
                "bouncer@example.net",
                "nora.eply@example.net",
                "request@example.net",
                "owner@example.net",
                "replyno@example.net",
                "annoreply@example.net",
                "johnreply@example.net",
                "rowner-x@example.net",
                "eudaemon@example.net",
                "tax-return@example.net",
                "ann-admin@example.net",
                "prvs=123=ann@example.net",
                "birds-ann=example.org@example.net",
                "ann+tag@example.net",
                "SRS0=hash=tt=other.example=ann@example.net"
            })
    void answersPeopleWithSimilarNames(String sender) {
        assertThat(reply(ruling(mail(PLAIN, sender))).target()).isEqualTo(EmailAddress.of(sender));
    }

    /** RFC 3834 §5: the field's first word counts, comments don't. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto-replied",
                "Auto-Replied (vacation)",
                "auto-generated; owner-email=\"x@y.example\"",
                "auto-notified",
                "(no) auto-replied",
                "something-new",
                ""
            })
    void neverAnswersWhenAutoSubmittedIsOtherThanNo(String value) {
        assertThat(because(mail("Auto-Submitted: " + value + "\r\n" + PLAIN)))
                .startsWith("no reply: Auto-Submitted is '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "No", "no (really)", "(a comment (in one)) no", "no; x=y"})
    void answersWhenAutoSubmittedIsNo(String value) {
        assertThat(reply(ruling(mail("Auto-Submitted: " + value + "\r\n" + PLAIN))))
                .isNotNull();
    }

    @Test
    void looksAtEveryAutoSubmittedField() {
        assertThat(because(mail("Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n" + PLAIN)))
                .contains("auto-replied");
    }

    /** RFC 5230 §4.6 and common practice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Precedence: bulk",
                "Precedence: LIST",
                "precedence:junk",
                "List-Id: <birds.example.net>",
                "Mailing-List: contact birds-help@example.net; run by ezmlm",
                "List-Unsubscribe: <https://example.net/u>",
                "LIST-POST: NO",
                "X-Auto-Response-Suppress: OOF",
                "X-Auto-Response-Suppress: All",
                "X-Auto-Response-Suppress: DR, AutoReply",
                "X-Auto-Response-Suppress: DR RN OOF",
                "X-Auto-Response-Suppress: DR;OOF",
                "X-Auto-Response-Suppress: \"DR\", \"OOF\"",
                "X-Auto-Response-Suppress: RN,\tNRN(x) All",
                "Precedence: \"bulk\"",
                "Precedence: (a comment (in \\) one)) list",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
                "Content-Type: Multipart/Report",
                "X-Autoreply: yes",
                "X-Autorespond: your order"
            })
    void neverAnswersListsBulkReportsAndWhatAsksForNoAnswer(String field) {
        assertThat(because(mail(field + "\r\n" + PLAIN))).startsWith("no reply: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Precedence: first-class",
                "X-Auto-Response-Suppress: DR, RN",
                "X-Auto-Response-Suppress: DR (All) RN",
                "Listing: 1",
                "Content-Type: multipart/mixed; boundary=report",
                "X-Autoreply: no"
            })
    void answersInSpiteOfFieldsThatSayNothingAboutIt(String field) {
        assertThat(reply(ruling(mail(field + "\r\n" + PLAIN)))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Check.class,
            names = {"SPAM", "VIRUS", "DMARC", "SPF"})
    void neverAnswersWhatFailsSpamVirusOrDmarcNorSpfWithoutDkim(Check check) {
        Verdicts failed = Verdicts.NONE.with(check, Verdict.FAIL);

        assertThat(because(mail(PLAIN, failed))).startsWith("no reply: ").contains("FAIL");
        assertThat(because(mail(PLAIN, failed.with(Check.DKIM, Verdict.GRAY)))).startsWith("no reply: ");
    }

    @Test
    void answersWhatFailsSpfAndPassesDkimAsForwardedMailDoes() {
        Verdicts forwarded = Verdicts.NONE.with(Check.SPF, Verdict.FAIL).with(Check.DKIM, Verdict.PASS);

        assertThat(reply(ruling(mail(PLAIN, forwarded)))).isNotNull();
        assertThat(reply(ruling(mail(PLAIN, Verdicts.NONE.with(Check.DKIM, Verdict.FAIL)))))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"site-1", "another-site"})
    void neverAnswersWhatAWorkerMade(String site) {
        assertThat(because(mail(LoopHeader.NAME + ": " + site + "\r\n" + PLAIN)))
                .startsWith("no reply: ")
                .contains(site);
    }

    /** RFC 5230 §4.5. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: bob@example.com",
                "Cc: x@y.example, \"Bob\" <Bob@EXAMPLE.com>",
                "Bcc: bob@example.com",
                "Resent-To: bob@example.com",
                "Resent-Cc: bob@example.com",
                "Resent-Bcc: bob@example.com",
                "To: friends: ann@example.net, bob@example.com;",
                "To: sales@example.com"
            })
    void answersMailThatNamesTheMailboxOrAnAlias(String field) {
        Facts withAlias = facts.withRules(
                Map.of(BOB, new MailboxRules(AWAY.withAliases(List.of("junk", "Sales@example.com")), List.of())));

        assertThat(reply(ruling(mail(field + "\r\nSubject: s\r\n"), withAlias))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: everybody@example.com",
                "To: undisclosed-recipients:;",
                "Subject: bob@example.com",
                "Delivered-To: bob@example.com",
                "To: bob@example.org"
            })
    void neverAnswersMailThatDoesNotNameTheMailbox(String field) {
        assertThat(because(mail(field + "\r\n")))
                .isEqualTo("no reply: neither the mailbox nor an alias of it is in To, Cc, Bcc or Resent-*");
    }

    @Test
    void neverAnswersTheMailboxItself() {
        assertThat(because(mail(PLAIN, "bob@example.com"))).isEqualTo("no reply: the mailbox itself is the sender");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, , true",
        "2026-03-02, , false",
        ", 2026-03-01, true",
        ", 2026-02-28, false",
        "2026-02-01, 2026-03-31, true"
    })
    void answersFromTheFirstDayToTheLast(LocalDate from, LocalDate until, boolean answers) {
        Facts during = facts.withRules(Map.of(BOB, new MailboxRules(AWAY.withPeriod(from, until), List.of())));

        assertThat(ruling(mail(PLAIN), during).effect() instanceof Effect.Send).isEqualTo(answers);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T08:00:00Z, , true",
        "2026-03-01T08:00:01Z, , false",
        ", 2026-03-01T08:00:01Z, true",
        ", 2026-03-01T08:00:00Z, false"
    })
    void answersFromItsBeginningUntilItsEnd(Instant from, Instant until, boolean answers) {
        Facts during = facts.withRules(Map.of(BOB, new MailboxRules(AWAY.between(from, until), List.of())));

        assertThat(ruling(mail(PLAIN), during).effect() instanceof Effect.Send).isEqualTo(answers);
    }

    @Test
    void neverAnswersWhereThePeriodCannotBeRead() {
        Facts faulty = facts.withRules(Map.of(BOB, new MailboxRules(AWAY.withFault("ooo_until is 'x'"), List.of())));

        assertThat(because(mail(PLAIN), faulty)).isEqualTo("no reply: ooo_until is 'x'");
    }

    @Test
    void saysWhyItIsSilent() {
        assertThat(because(mail(PLAIN), facts.withRules(Map.of()))).isEqualTo("no reply: out-of-office is off");
        assertThat(because(
                        mail(PLAIN),
                        facts.withRules(Map.of(BOB, new MailboxRules(new OutOfOffice(true, " \n", false), List.of())))))
                .isEqualTo("no reply: the out-of-office has no text");
        assertThat(because(mail(PLAIN), facts.withUnknown(Set.of(Table.RULES))))
                .isEqualTo("no reply: the rules can't be read");
        Mail read = mail(PLAIN);
        assertThat(because(new Mail(read.ref(), read.envelope(), Verdicts.NONE, Headers.UNREAD, read.raw())))
                .isEqualTo("no reply: the header was not read");
    }

    @Test
    void startsAnewWithAnEditedTextAndTakesTheMailboxesOwnPeriod() {
        List<OutOfOffice> texts = List.of(
                AWAY,
                new OutOfOffice(true, "I am away until Monday.", false),
                AWAY.withSubject("Away"),
                new OutOfOffice(true, "I am away.", true));

        assertThat(texts).extracting(this::fingerprint).doesNotHaveDuplicates();
        assertThat(fingerprint(AWAY.withDays(3).withAliases(List.of("b@example.com"))))
                .as("the text is the same")
                .isEqualTo(fingerprint(AWAY));
        Facts threeDays = facts.withRules(Map.of(BOB, new MailboxRules(AWAY.withDays(3), List.of())));
        assertThat(reply(ruling(mail(PLAIN), threeDays)).quietPeriod()).isEqualTo(Duration.ofDays(3));
    }

    private String fingerprint(OutOfOffice rule) {
        Facts rules = facts.withRules(Map.of(BOB, new MailboxRules(rule, List.of())));
        return reply(ruling(mail(PLAIN), rules)).fingerprint();
    }

    private static Mail mail(String fields) {
        return mail(fields, "ann@example.net");
    }

    private static Mail mail(String fields, String sender) {
        return MailSamples.mail(
                fields + "\r\nhello\r\n", Verdicts.NONE, MailSamples.envelope(sender, "bob@example.com"));
    }

    private static Mail mail(String fields, Verdicts verdicts) {
        return MailSamples.mail(fields + "\r\nhello\r\n", verdicts, "bob@example.com");
    }

    private Ruling ruling(Mail mail) {
        return ruling(mail, facts);
    }

    /** By all rules, so that what the loop rule says counts. */
    private static Ruling ruling(Mail mail, Facts facts) {
        return new Decider(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL))
                .decide(mail, facts).trace(BOB).stream()
                        .filter(ruling -> ruling.rule().equals(AutoReplyRule.NAME))
                        .findFirst()
                        .orElseThrow();
    }

    private String because(Mail mail) {
        return because(mail, facts);
    }

    private static String because(Mail mail, Facts facts) {
        Ruling ruling = ruling(mail, facts);
        assertThat(ruling.effect().word()).isEqualTo(Effect.PASS.word());
        return ruling.because();
    }

    private static OutboundMessage reply(Ruling ruling) {
        assertThat(ruling.effect()).as(ruling.because()).isInstanceOf(Effect.Send.class);
        return ((Effect.Send) ruling.effect()).message();
    }

    private static String text(OutboundMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.content().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
