package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Effect.Withhold;
import dev.mailworker.decide.Effect.Withhold.Reason;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In which class a forward or reply falls that is asked for and not made. */
class WithholdTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final String PLAIN = "From: ann@example.net\r\nTo: bob@example.com\r\n";
    private static final OutOfOffice AWAY = new OutOfOffice(true, "I am away.", false);

    private final Facts facts = Facts.at(Instant.parse("2026-03-01T08:00:00Z"))
            .withManagedDomains(Set.of("example.com"))
            .withRules(rules(AWAY, "dora@private.example"));

    private static Map<EmailAddress, MailboxRules> rules(OutOfOffice away, String... forwards) {
        return Map.of(BOB, new MailboxRules(away, List.of(forwards)));
    }

    private static Mail mail(String fields, String sender) {
        return MailSamples.mail(
                fields + "\r\nhello\r\n", Verdicts.NONE, MailSamples.envelope(sender, "bob@example.com"));
    }

    private static Mail mail(String fields) {
        return mail(fields, "ann@example.net");
    }

    private static Mail failing(Check check) {
        return MailSamples.mail(PLAIN + "\r\nhello\r\n", new Verdicts(Map.of(check, Verdict.FAIL)), "bob@example.com");
    }

    private static List<Effect> withheld(Mail mail, Facts facts, Rule... extra) {
        List<Rule> all = new ArrayList<>(List.of(extra));
        all.addAll(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL));
        return new Decider(all)
                .decide(mail, facts).trace(BOB).stream()
                        .map(Ruling::effect)
                        .filter(Withhold.class::isInstance)
                        .toList();
    }

    private static Withhold forward(Reason reason) {
        return new Withhold(Kind.FORWARD, reason);
    }

    private static Withhold reply(Reason reason) {
        return new Withhold(Kind.REPLY, reason);
    }

    @Test
    void whatIsMadeIsNotWithheld() {
        assertThat(withheld(mail(PLAIN), facts)).isEmpty();
    }

    @Test
    void whatNobodyAsksForIsNotWithheld() {
        OutOfOffice off = new OutOfOffice(false, "I am away.", false);

        assertThat(withheld(mail("List-Id: x\r\n" + PLAIN), facts.withRules(rules(off))))
                .isEmpty();
    }

    @Test
    void tracesSayThatNothingIsChanged() {
        assertThat(forward(Reason.LOOP).word()).isEqualTo(Effect.PASS.word());
    }

    @Test
    void unknownRules() {
        assertThat(withheld(mail(PLAIN), facts.withUnknown(Set.of(Table.RULES))))
                .containsExactly(forward(Reason.RULES_UNKNOWN), reply(Reason.RULES_UNKNOWN));
    }

    @Test
    void rulesThatMakeNoSense() {
        Facts senseless = facts.withRules(rules(new OutOfOffice(true, " ", false), "bob@example.com", "nobody"));

        assertThat(withheld(mail(PLAIN), senseless))
                .containsExactly(forward(Reason.FAULTY_RULE), forward(Reason.FAULTY_RULE), reply(Reason.FAULTY_RULE));
    }

    @Test
    void loops() {
        assertThat(withheld(mail(LoopHeader.NAME + ": site-1\r\n" + PLAIN), facts))
                .containsExactly(forward(Reason.LOOP), reply(Reason.LOOP));
    }

    @Test
    void rulesOfTheSite() {
        Rule forbids = new Rule() {
            @Override
            public String name() {
                return "custom";
            }

            @Override
            public List<Ruling> apply(Mail mail, Facts all, Draft draft) {
                return List.of(new Ruling(name(), BOB, new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY)), "no"));
            }
        };

        assertThat(withheld(mail(PLAIN), facts, forbids))
                .containsExactly(forward(Reason.OTHER_RULE), reply(Reason.OTHER_RULE));
    }

    @Test
    void lists() {
        assertThat(withheld(mail("List-Id: x\r\n" + PLAIN), facts)).containsExactly(reply(Reason.AUTOMATIC));
    }

    @Test
    void mailFromNobody() {
        assertThat(withheld(mail(PLAIN, "<>"), facts))
                .containsExactly(forward(Reason.NULL_SENDER), reply(Reason.AUTOMATIC));
    }

    @Test
    void blindCopies() {
        assertThat(withheld(mail("From: ann@example.net\r\nTo: eve@example.net\r\n"), facts))
                .containsExactly(reply(Reason.NOT_ADDRESSED));
    }

    @Test
    void verdicts() {
        assertThat(withheld(failing(Check.SPAM), facts))
                .containsExactly(forward(Reason.VERDICT), reply(Reason.VERDICT));
        assertThat(withheld(failing(Check.DMARC), facts)).containsExactly(reply(Reason.VERDICT));
    }
}
