package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.VerdictPolicies.Policy;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress EVE = EmailAddress.of("eve@example.com");
    private static final EmailAddress JOE = EmailAddress.of("joe@example.org");
    private static final EmailAddress ANN = EmailAddress.of("ann@example.net");
    private static final Facts FACTS =
            Facts.at(Instant.parse("2026-03-01T08:00:00Z")).withManagedDomains(Set.of("example.com"));

    @Test
    void asksTheRulesInTheirOrder() {
        assertThat(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL))
                .extracting(Rule::name)
                .containsExactly(
                        "managed domains",
                        "loop",
                        "verdicts",
                        "bounce",
                        "blocklist",
                        "forwarding",
                        "auto-reply",
                        "delivery");
    }

    @Test
    void deliversAPlainMailUnchanged() throws IOException {
        String text = "Subject: s\n\nbody\0\u00e9";

        Plan plan = standard(VerdictPolicies.PASS_ALL)
                .decide(MailSamples.mail(text, "bob@example.com", "eve@example.com"), FACTS);

        assertThat(plan.deliveries()).extracting(Action.Deliver::recipient).containsExactly(BOB, EVE);
        assertThat(plan.actions()).hasSize(2);
        for (Action.Deliver deliver : plan.deliveries()) {
            assertThat(written(deliver)).isEqualTo(text);
        }
        assertThat(plan.trace(EVE))
                .extracting(Ruling::rule)
                .containsExactly(
                        "managed domains",
                        "loop",
                        "verdicts",
                        "bounce",
                        "blocklist",
                        "forwarding",
                        "auto-reply",
                        "delivery");
    }

    @Test
    void decidesForEachRecipient() {
        Facts facts = FACTS.withBlocked(Map.of(EVE, List.of("ann@*")));
        Mail mail = MailSamples.mail("\r\n", "joe@example.org", "eve@example.com", "bob@example.com");

        Plan plan = standard(VerdictPolicies.PASS_ALL).decide(mail, facts);

        assertThat(plan.deliveries()).extracting(Action.Deliver::recipient).containsExactly(BOB);
        assertThat(plan.discards())
                .containsExactly(
                        new Action.Discard(JOE, Status.UNMANAGED, "example.org is not a domain of this worker"),
                        new Action.Discard(
                                EVE, Status.BLOCKED, "pattern 'ann@*' matches the envelope sender ann@example.net"));
        assertThat(plan.trace(JOE)).as("no rule is asked after the end").hasSize(1);
        assertThat(plan.trace(EVE)).extracting(Ruling::rule).doesNotContain("delivery");
    }

    @Test
    void decidesTheSameAgain() {
        Mail mail = MailSamples.mail("From: x@example.net\r\n\r\n", "bob@example.com", "joe@example.org");
        Decider decider = standard(VerdictPolicies.PASS_ALL.with(Check.SPAM, Policy.TAG));

        assertThat(decider.decide(mail, FACTS)).isEqualTo(decider.decide(mail, FACTS));
    }

    @Test
    void doesNotSwitchOffRulesForItsOwnMail() {
        String text = "X-SES-Worker-Processed: site-1\r\n\r\n";
        VerdictPolicies policies = VerdictPolicies.PASS_ALL.with(Check.VIRUS, Policy.HOLD);

        Plan blocked = standard(policies)
                .decide(MailSamples.mail(text, "bob@example.com"), FACTS.withBlocked(Map.of(BOB, List.of("*"))));
        Plan held = standard(policies)
                .decide(
                        MailSamples.mail(text, Verdicts.NONE.with(Check.VIRUS, Verdict.FAIL), "bob@example.com"),
                        FACTS);

        assertThat(blocked.discards()).extracting(Action.Discard::status).containsExactly(Status.BLOCKED);
        assertThat(held.discards()).extracting(Action.Discard::status).containsExactly(Status.HELD);
    }

    @Test
    void tagsAndStripsWhatTheSenderWrote() throws IOException {
        Mail mail = MailSamples.mail(
                "X-SES-Spam-Verdict: PASS\r\nx-ses-spam-verdict : PASS\r\n folded\r\nSubject: s\r\n\r\nbody",
                Verdicts.NONE.with(Check.SPAM, Verdict.FAIL).with(Check.VIRUS, Verdict.PASS),
                "bob@example.com");
        VerdictPolicies policies =
                VerdictPolicies.PASS_ALL.with(Check.SPAM, Policy.TAG).with(Check.VIRUS, Policy.TAG);

        Plan plan = standard(policies).decide(mail, FACTS);

        assertThat(written(plan.deliveries().get(0)))
                .isEqualTo("X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: PASS\r\nSubject: s\r\n\r\nbody");
    }

    @Test
    void combinesEdits() {
        HeaderEdits one = HeaderEdits.set(new HeaderField("A", "1"));
        HeaderEdits two = HeaderEdits.set(new HeaderField("B", "2"));
        Decider decider = new Decider(
                List.of(rule("one", new Effect.Edit(one)), rule("two", new Effect.Edit(two), Effect.DELIVER)));

        Plan plan = decider.decide(MailSamples.mail("\r\n", "bob@example.com"), FACTS);

        assertThat(plan.deliveries())
                .singleElement()
                .extracting(Action.Deliver::content)
                .isInstanceOfSatisfying(Content.Received.class, content -> assertThat(content.edits())
                        .isEqualTo(one.and(two)));
    }

    @Test
    void sendsWhatACustomRuleSends() {
        Decider decider = new Decider(with(rule("copy", send(Kind.REPLY, ANN), send(Kind.FORWARD, JOE))));

        Plan plan = decider.decide(MailSamples.mail("\r\n", "bob@example.com", "eve@example.com"), FACTS);

        assertThat(plan.actions())
                .as("deliveries, forwards, replies")
                .extracting(action -> action.getClass().getSimpleName() + " " + action.recipient())
                .containsExactly(
                        "Deliver bob@example.com",
                        "Deliver eve@example.com",
                        "Send bob@example.com",
                        "Send eve@example.com",
                        "Send bob@example.com",
                        "Send eve@example.com");
        assertThat(plan.sends())
                .extracting(Action.Send::id)
                .containsExactly(
                        new ActionId(Kind.FORWARD, BOB, JOE),
                        new ActionId(Kind.FORWARD, EVE, JOE),
                        new ActionId(Kind.REPLY, BOB, ANN),
                        new ActionId(Kind.REPLY, EVE, ANN));
    }

    @Test
    void sendsNothingForWhoIsEnded() {
        Decider decider = new Decider(with(rule("copy", send(Kind.FORWARD, JOE))));

        Plan plan = decider.decide(
                MailSamples.mail("\r\n", "bob@example.com"), FACTS.withBlocked(Map.of(BOB, List.of("*"))));

        assertThat(plan.sends()).isEmpty();
        assertThat(plan.discards()).hasSize(1);
    }

    @Test
    void sendsNothingThatIsSuppressed() {
        Decider decider = new Decider(with(rule("copy", send(Kind.FORWARD, JOE), send(Kind.REPLY, ANN))));

        Plan own = decider.decide(MailSamples.mail("X-SES-Worker-Processed: site-1\r\n\r\n", "bob@example.com"), FACTS);
        Plan others = decider.decide(MailSamples.mail("X-SES-Worker-Processed: x\r\n\r\n", "bob@example.com"), FACTS);

        assertThat(own.sends()).isEmpty();
        assertThat(own.deliveries()).hasSize(1);
        assertThat(others.sends()).extracting(send -> send.message().kind()).containsExactly(Kind.FORWARD);
    }

    @Test
    void sendsOnceWhatTwoRulesSend() {
        Decider decider = new Decider(List.of(
                rule("one", send(Kind.FORWARD, JOE)), rule("two", send(Kind.FORWARD, JOE), send(Kind.REPLY, JOE))));

        Plan plan = decider.decide(MailSamples.mail("\r\n", "bob@example.com"), FACTS);

        assertThat(plan.sends())
                .extracting(Action.Send::id)
                .containsExactly(new ActionId(Kind.FORWARD, BOB, JOE), new ActionId(Kind.REPLY, BOB, JOE));
    }

    @Test
    void keepsTheFirstEnd() {
        Decider decider = new Decider(List.of(
                rule("one", new Effect.End(Status.HELD)), rule("two", new Effect.End(Status.BLOCKED), Effect.DELIVER)));

        Plan plan = decider.decide(MailSamples.mail("\r\n", "bob@example.com"), FACTS);

        assertThat(plan.actions()).containsExactly(new Action.Discard(BOB, Status.HELD, "one says so"));
    }

    @Test
    void refusesARulingOnSomebodyElse() {
        Draft draft = Draft.of(MailSamples.envelope("", "bob@example.com"));
        List<Ruling> rulings = List.of(new Ruling("custom", JOE, Effect.PASS, "x"));

        assertThatThrownBy(() -> draft.plus(rulings))
                .hasMessageContaining("custom")
                .hasMessageContaining("joe@example.org");
    }

    @Test
    void refusesWhatARuleCannotSay() {
        assertThatThrownBy(() -> new Ruling("custom", BOB, Effect.PASS, " "))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Effect.End(Status.DELIVERED)).hasMessageContaining("delivered");
        assertThatThrownBy(() -> new OutboundMessage(
                        Kind.DELIVER, JOE, ReversePath.NULL, Route.OUTSIDE, composed(), "", Duration.ZERO, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Ruling("custom", BOB, Effect.PASS, "a\r\nb" + "x".repeat(1000)).because())
                .startsWith("a??b")
                .hasSize(500);
    }

    private static Decider standard(VerdictPolicies policies) {
        return new Decider(Decider.standardRules("site-1", policies));
    }

    private static List<Rule> with(Rule custom) {
        return Stream.concat(Decider.standardRules("site-1", VerdictPolicies.PASS_ALL).stream(), Stream.of(custom))
                .toList();
    }

    /** Says the same of everybody, ended or not. */
    private static Rule rule(String name, Effect... effects) {
        return new Rule() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
                return mail.envelope().recipients().stream()
                        .flatMap(recipient -> Stream.of(effects)
                                .map(effect -> new Ruling(name, recipient, effect, name + " says so")))
                        .toList();
            }
        };
    }

    private static Effect send(Kind kind, EmailAddress target) {
        return new Effect.Send(new OutboundMessage(
                kind, target, ReversePath.NULL, Route.OUTSIDE, composed(), "", Duration.ZERO, null));
    }

    private static Content composed() {
        return new Content.Composed(MailSamples.octets("Subject: copy\r\n\r\n"));
    }

    private static String written(Action.Deliver deliver) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deliver.content().writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
