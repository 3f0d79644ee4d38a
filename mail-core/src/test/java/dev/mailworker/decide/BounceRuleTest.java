package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.BounceReader;
import dev.mailworker.mail.BounceSamples;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
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

        assertThat(delivered(bounce, facts(bounce).withSentMail(sent("", ""))))
                .contains("X-Bounce-Type: failed 5.1.1\r\n");
        assertThat(delivered(complaint, facts(complaint).withSentMail(sent("Permanent", "General"))))
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

        String text = delivered(mail, facts(mail).withSentMail(sent("", "")));

        assertThat(text.startsWith("From: dora@example.net")).isEqualTo(changed);
    }

    @Test
    void fieldsThatTheSenderWroteDoNotPassForOurs() {
        String forged = "X-Bounce-Type: Permanent\r\nX-Original-SES-From: boss@example.com\r\n" + BounceSamples.SES;
        Mail mail = BounceSamples.bounce(forged);

        assertThat(delivered(mail, facts(mail).withSentMail(sent("", ""))))
                .doesNotContain("X-Bounce-Type: Permanent", "boss@example.com");
    }

    @Test
    void ordinaryMailIsNoBounce() {
        Mail mail = MailSamples.mail("Subject: s\r\n\r\n", "alice@example.com");

        assertThat(because(mail, FACTS)).isEqualTo("the mail is no bounce");
        assertThat(Bounce.of(FACTS)).isEmpty();
    }

    @Test
    void factsAreValuesForListeners() {
        Mail mail = BounceSamples.bounce(BounceSamples.WORKMAIL);

        assertThat(Bounce.of(facts(mail).withSentMail(sent("Transient", "")))).hasValueSatisfying(bounce -> {
            assertThat(bounce.attributed()).isTrue();
            assertThat(bounce.type()).isEqualTo("Transient");
            assertThat(bounce.originalId()).isEqualTo(BounceSamples.ID);
            assertThat(bounce.recipients())
                    .containsExactly(new Bounce.Recipient(
                            EmailAddress.of("dora@example.net"), "failed", "4.4.7", "554 4.4.7 Message expired"));
        });
    }
}
