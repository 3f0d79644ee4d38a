package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReturnedHeader;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a mailbox's mail is sent on, and where it is not. */
class ForwardRuleTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress EVE = EmailAddress.of("eve@example.com");
    private static final EmailAddress OUT = EmailAddress.of("bob@private.example");
    private static final String MAIL = "From: Ann <ann@example.net>\r\nTo: bob@example.com\r\n\r\nhello\r\n";

    private final Facts facts =
            Facts.at(Instant.parse("2026-03-01T08:00:00Z")).withManagedDomains(Set.of("example.com"));

    @Test
    void sendsEachTargetTheMailOnceAndKeepsTheCopy() {
        Plan plan = decide(mail(MAIL), forwards("eve@example.com", "bob@private.example", "Eve@Example.COM"));

        assertThat(plan.deliveries()).extracting(Action.Deliver::recipient).containsExactly(BOB);
        assertThat(plan.sends()).extracting(send -> send.message().target()).containsExactly(EVE, OUT);
        assertThat(plan.sends()).allMatch(send -> send.message().kind() == Kind.FORWARD);
    }

    @Test
    void staysInsideWithTheOriginalSenderAndLeavesInTheMailboxesName() {
        List<OutboundMessage> messages =
                decide(mail(MAIL), forwards("eve@example.com", "bob@private.example")).sends().stream()
                        .map(Action.Send::message)
                        .toList();

        assertThat(messages).extracting(OutboundMessage::route).containsExactly(Route.INTERNAL, Route.OUTSIDE);
        assertThat(messages)
                .extracting(OutboundMessage::sender)
                .containsExactly(ReversePath.parse("ann@example.net"), ReversePath.of(BOB));
        assertThat(messages.get(0).contentInstead()).isEmpty();
        assertThat(messages.get(1).contentInstead()).isPresent();
    }

    @Test
    void anAddressThatOnlyForwardsGetsNoCopy() {
        Plan plan = decide(mail(MAIL), onlyForwards("bob@private.example"));

        assertThat(plan.deliveries()).isEmpty();
        assertThat(plan.sends()).hasSize(1);
        assertThat(because(plan, "delivery")).isEqualTo("it is forwarded, and no copy is kept unless nobody takes it");
        assertThat(plan.standIns()).extracting(Action.StandIn::recipient).containsExactly(BOB);
    }

    @Test
    void whatIsNotForwardedIsDeliveredEvenWhereNoCopyWasToBeKept() {
        Plan toItself = decide(mail(MAIL), onlyForwards("bob@example.com", "not an address"));
        Plan looped = decide(mail(LoopHeader.NAME + ": site-1\r\n" + MAIL), onlyForwards("bob@private.example"));

        assertThat(toItself.deliveries()).hasSize(1);
        assertThat(toItself.sends()).isEmpty();
        assertThat(toItself.trace(BOB))
                .extracting(Ruling::because)
                .contains("it forwards to itself: left out", "'not an address' in forwards is no address: left out");
        assertThat(looped.deliveries()).hasSize(1);
        assertThat(looped.sends()).isEmpty();
    }

    @Test
    void aTargetThatCouldBeReadAsSeveralIsLeftOut() {
        Plan plan = decide(mail(MAIL), onlyForwards("a,b@private.example"));

        assertThat(plan.sends()).isEmpty();
        assertThat(plan.deliveries()).hasSize(1);
        assertThat(plan.trace(BOB))
                .extracting(Ruling::because)
                .contains("'a,b@private.example' in forwards could be read as several addresses: left out");
    }

    /** A rule of somebody else may forbid what this one wanted; the mail must not be lost between them. */
    @Test
    void aForwardThatALaterRuleForbidsIsDeliveredInstead() {
        Rule forbids = new Rule() {
            @Override
            public String name() {
                return "custom";
            }

            @Override
            public List<Ruling> apply(Mail mail, Facts all, Draft draft) {
                return List.of(new Ruling(name(), BOB, new Effect.Suppress(Set.of(Kind.FORWARD)), "no"));
            }
        };
        List<Rule> rules = new ArrayList<>(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL));
        rules.add(rules.size() - 1, forbids);

        Plan plan = new Decider(rules).decide(mail(MAIL), onlyForwards("bob@private.example"));

        assertThat(plan.sends()).isEmpty();
        assertThat(plan.deliveries()).hasSize(1);
    }

    @Test
    void neverForwardsAVirusAndSpamOnlyWhereTheSiteWantsThat() {
        Verdicts spam = Verdicts.NONE.with(Check.SPAM, Verdict.FAIL);
        Verdicts virus = Verdicts.NONE.with(Check.VIRUS, Verdict.FAIL);
        Facts rules = forwards("bob@private.example");

        assertThat(decide(mail(MAIL, spam), rules).sends()).isEmpty();
        assertThat(because(decide(mail(MAIL, spam), rules), "forwarding")).contains("Spam verdict is FAIL");
        assertThat(decide(mail(MAIL, virus), rules).sends()).isEmpty();
        Decider willing = new Decider(Decider.standardRules(
                new RuleSettings("site-1", VerdictPolicies.PASS_ALL, RuleSettings.DEFAULT_REPLY_PERIOD, true)));
        assertThat(willing.decide(mail(MAIL, spam), rules).sends()).hasSize(1);
        assertThat(willing.decide(mail(MAIL, virus), rules).sends()).isEmpty();
    }

    @Test
    void mailFromTheNullSenderStaysInsideAndKeepsIt() {
        Mail bounce = MailSamples.mail(MAIL, Verdicts.NONE, MailSamples.envelope("<>", "bob@example.com"));

        Plan plan = decide(bounce, forwards("eve@example.com", "bob@private.example"));

        assertThat(plan.deliveries()).hasSize(1);
        assertThat(plan.sends()).extracting(send -> send.message().target()).containsExactly(EVE);
        assertThat(plan.sends().get(0).message().sender()).isEqualTo(ReversePath.NULL);
        assertThat(plan.trace(BOB))
                .extracting(Ruling::because)
                .contains("not forwarded to bob@private.example: mail from <> does not leave the site");
    }

    @Test
    void aReportAboutOurOwnMailIsDeliveredAndNeitherForwardedNorAnswered() throws IOException {
        String report = "From: MAILER-DAEMON@example.net\r\nTo: bob@example.com\r\n"
                + "Content-Type: multipart/report; boundary=b\r\n\r\n"
                + "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + LoopHeader.NAME + ": site-1\r\nSubject: s\r\n\r\nhello\r\n--b--\r\n";
        Headers returned = ReturnedHeader.read(RawMail.of(MailSamples.octets(report)));
        Facts both = forwards("eve@example.com").withReturned(returned);

        Plan plan = decide(mail(report), both);

        assertThat(plan.sends()).isEmpty();
        assertThat(plan.deliveries()).hasSize(1);
        assertThat(because(plan, "loop"))
                .isEqualTo(
                        "it reports on a mail that this site (site-1) made or forwarded: no forward, no reply, no report");
        assertThat(decide(mail(report), forwards("eve@example.com")).sends()).hasSize(1);
    }

    /** RFC 7103 §7: a line that is no field must not hide what stands below it from the rules. */
    @ParameterizedTest
    @ValueSource(
            strings = {"broken folded line", ">From eve", "X-F\u00fc: 8 bit", ": nameless", "\0", "stray\r\n folded"})
    void aStrayLineHidesNoMark(String stray) {
        Facts rules = facts.withRules(
                Map.of(BOB, new MailboxRules(new OutOfOffice(true, "away", false), List.of("eve@example.com"))));

        assertThat(decide(mail(withMark(stray, LoopHeader.NAME + ": site-1")), rules)
                        .sends())
                .isEmpty();
        for (String mark : List.of("Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <l>")) {
            assertThat(decide(mail(withMark(stray, mark)), rules).sends())
                    .extracting(send -> send.message().kind())
                    .containsExactly(Kind.FORWARD);
        }
        assertThat(decide(
                                mail(withMark(stray, "From: joe@spam.example")),
                                rules.withBlocked(Map.of(BOB, List.of("*@spam.example"))))
                        .discards())
                .hasSize(1);
    }

    private static String withMark(String stray, String mark) {
        return MAIL.replace("\r\n\r\n", "\r\n" + stray + "\r\n" + mark + "\r\n\r\n");
    }

    @Test
    void aBlockedRecipientNeitherForwardsNorAnswers() {
        Facts blocked = facts.withBlocked(Map.of(BOB, List.of("*@example.net")))
                .withRules(Map.of(
                        BOB, new MailboxRules(new OutOfOffice(true, "away", false), List.of("eve@example.com"))));

        Plan plan = decide(mail(MAIL), blocked);

        assertThat(plan.sends()).isEmpty();
        assertThat(plan.discards()).hasSize(1);
    }

    @Test
    void saysWhyItForwardsNothing() {
        Mail read = mail(MAIL);
        Mail unread = new Mail(read.ref(), read.envelope(), Verdicts.NONE, Headers.UNREAD, read.raw());

        assertThat(because(decide(read, facts), "forwarding")).isEqualTo("the mailbox forwards nothing");
        assertThat(because(decide(read, facts.withUnknown(Set.of(Table.RULES))), "forwarding"))
                .isEqualTo("the rules can't be read: nothing is forwarded");
        assertThat(because(decide(unread, forwards("eve@example.com")), "forwarding"))
                .isEqualTo("not forwarded: the header was not read, so a loop can't be seen");
        assertThat(because(
                        decide(mail(LoopHeader.NAME + ": site-1\r\n" + MAIL), forwards("eve@example.com")),
                        "forwarding"))
                .startsWith("not forwarded: this site (site-1) made or forwarded it");
    }

    @Test
    void anotherSitesMailIsForwarded() {
        assertThat(decide(mail(LoopHeader.NAME + ": site-2\r\n" + MAIL), forwards("eve@example.com"))
                        .sends())
                .hasSize(1);
    }

    private Facts forwards(String... targets) {
        return facts.withRules(Map.of(BOB, new MailboxRules(OutOfOffice.OFF, List.of(targets))));
    }

    private Facts onlyForwards(String... targets) {
        return facts.withRules(Map.of(BOB, new MailboxRules(OutOfOffice.OFF, List.of(targets), false)));
    }

    private static Mail mail(String text) {
        return mail(text, Verdicts.NONE);
    }

    private static Mail mail(String text, Verdicts verdicts) {
        return MailSamples.mail(text, verdicts, "bob@example.com");
    }

    private static Plan decide(Mail mail, Facts facts) {
        return new Decider(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL)).decide(mail, facts);
    }

    private static String because(Plan plan, String rule) {
        return plan.trace(BOB).stream()
                .filter(ruling -> ruling.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .because();
    }
}
