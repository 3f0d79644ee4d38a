package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.VerdictPolicies.Policy;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule by itself. */
class RulesTest {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress EVE = EmailAddress.of("eve@example.com");
    private static final Facts FACTS = Facts.at(Instant.parse("2026-03-01T08:00:00Z"));

    @Nested
    class ManagedDomains {
        private final Rule rule = new ManagedDomainsRule();
        private final Facts facts = FACTS.withManagedDomains(Set.of("example.com"));

        @Test
        void leavesOutOthersRecipients() {
            Mail mail = MailSamples.mail("\r\n", "bob@EXAMPLE.com", "joe@example.org", "x@sub.example.com");

            List<Ruling> rulings = apply(rule, mail, facts);

            assertThat(rulings)
                    .extracting(Ruling::effect)
                    .containsExactly(Effect.PASS, new Effect.End(Status.UNMANAGED), new Effect.End(Status.UNMANAGED));
            assertThat(rulings)
                    .extracting(Ruling::because)
                    .containsExactly(
                            "example.com is managed here",
                            "example.org is not a domain of this worker",
                            "sub.example.com is not a domain of this worker");
        }

        @Test
        void managesNothingUnlessTold() {
            assertThat(apply(rule, MailSamples.mail("\r\n", "bob@example.com"), FACTS))
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.End(Status.UNMANAGED));
        }
    }

    @Nested
    class Loop {
        private final Rule rule = new LoopRule("site-1");

        @Test
        void passesWhatCarriesNoField() {
            assertThat(effects(rule, "Subject: s\r\n\r\nX-SES-Worker-Processed: site-1\r\n", FACTS))
                    .containsExactly(Effect.PASS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"X-SES-Worker-Processed: site-1", "x-ses-worker-processed:SITE-1"})
        void neitherForwardsNorAnswersItsOwn(String field) {
            assertThat(effects(rule, field + "\r\n\r\n", FACTS))
                    .containsExactly(new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY, Kind.REPORT)));
        }

        @Test
        void findsItsOwnAmongOthers() {
            String fields = "X-SES-Worker-Processed: site-2\r\nX-SES-Worker-Processed: site-1\r\n\r\n";

            assertThat(effects(rule, fields, FACTS))
                    .containsExactly(new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY, Kind.REPORT)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"site-2", "", "site-1 x", "\u001b[2J"})
        void doesNotAnswerAnothers(String id) {
            List<Ruling> rulings = apply(
                    rule, MailSamples.mail("X-SES-Worker-Processed: " + id + "\r\n\r\n", "bob@example.com"), FACTS);

            assertThat(rulings).extracting(Ruling::effect).containsExactly(new Effect.Suppress(Set.of(Kind.REPLY)));
            assertThat(rulings.get(0).because()).doesNotContain("\u001b");
        }

        @Test
        void makesTheFieldThatItLooksFor() {
            assertThat(LoopHeader.of("site-1")).isEqualTo(new HeaderField("X-SES-Worker-Processed", "site-1"));
        }
    }

    @Nested
    class OnVerdicts {
        @Test
        void passesEverythingUnlessTold() {
            List<Ruling> rulings = apply(new VerdictRule(VerdictPolicies.PASS_ALL), failing(Check.values()), FACTS);

            assertThat(rulings).extracting(Ruling::effect).containsExactly(Effect.PASS);
            assertThat(rulings.get(0).because()).contains("Spam FAIL", "DMARC FAIL");
        }

        @Test
        void saysThatNothingIsKnown() {
            List<Ruling> rulings = apply(
                    new VerdictRule(VerdictPolicies.PASS_ALL), MailSamples.mail("\r\n", "bob@example.com"), FACTS);

            assertThat(rulings).extracting(Ruling::because).containsExactly("no verdicts are known");
        }

        @ParameterizedTest
        @EnumSource(value = Verdict.class, names = "FAIL", mode = EnumSource.Mode.EXCLUDE)
        void endsOnlyWhatFailed(Verdict verdict) {
            VerdictPolicies policies =
                    VerdictPolicies.PASS_ALL.with(Check.SPAM, Policy.DISCARD).with(Check.VIRUS, Policy.HOLD);
            Verdicts verdicts = Verdicts.NONE.with(Check.SPAM, verdict).with(Check.VIRUS, verdict);

            assertThat(apply(new VerdictRule(policies), MailSamples.mail("\r\n", verdicts, "bob@example.com"), FACTS))
                    .extracting(Ruling::effect)
                    .containsExactly(Effect.PASS);
        }

        @Test
        void holds() {
            List<Ruling> rulings = apply(
                    new VerdictRule(VerdictPolicies.PASS_ALL.with(Check.VIRUS, Policy.HOLD)),
                    failing(Check.VIRUS),
                    FACTS);

            assertThat(rulings).extracting(Ruling::effect).containsExactly(new Effect.End(Status.HELD));
            assertThat(rulings.get(0).because())
                    .isEqualTo("Virus verdict is FAIL, and the site's policy for that is hold");
        }

        @Test
        void takesTheHarshest() {
            VerdictPolicies policies = VerdictPolicies.PASS_ALL
                    .with(Check.SPAM, Policy.HOLD)
                    .with(Check.VIRUS, Policy.TAG)
                    .with(Check.DMARC, Policy.DISCARD);

            assertThat(apply(new VerdictRule(policies), failing(Check.values()), FACTS))
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.End(Status.DISCARDED));
            assertThat(apply(new VerdictRule(policies), failing(Check.SPAM, Check.VIRUS), FACTS))
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.End(Status.HELD));
        }

        @Test
        void obeysTheRecipientsDomain() {
            VerdictPolicies policies = VerdictPolicies.PASS_ALL
                    .with(Check.SPAM, Policy.HOLD)
                    .withDomains(Map.of(
                            "example.org",
                            VerdictPolicies.PASS_ALL.with(Check.SPAM, Policy.DISCARD),
                            "example.net",
                            VerdictPolicies.PASS_ALL.with(Check.VIRUS, Policy.DISCARD)));
            Mail spam = MailSamples.mail(
                    "\r\n",
                    Verdicts.NONE.with(Check.SPAM, Verdict.FAIL),
                    "bob@example.com",
                    "dave@example.org",
                    "nina@example.net");

            List<Ruling> rulings = apply(new VerdictRule(policies), spam, FACTS);

            assertThat(rulings)
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.End(Status.HELD), new Effect.End(Status.DISCARDED), Effect.PASS);
            assertThat(rulings)
                    .extracting(Ruling::because)
                    .containsExactly(
                            "Spam verdict is FAIL, and the site's policy for that is hold",
                            "Spam verdict is FAIL, and example.org's policy for that is discard",
                            "Spam FAIL; no policy stands against it");
        }

        @Test
        void tagsWhateverTheVerdict() {
            VerdictPolicies policies =
                    VerdictPolicies.PASS_ALL.with(Check.SPAM, Policy.TAG).with(Check.DKIM, Policy.TAG);
            Verdicts verdicts = Verdicts.NONE.with(Check.SPAM, Verdict.PASS);

            assertThat(apply(new VerdictRule(policies), MailSamples.mail("\r\n", verdicts, "bob@example.com"), FACTS))
                    .extracting(Ruling::effect)
                    .containsExactly(
                            new Effect.Edit(HeaderEdits.set(new HeaderField("X-SES-Spam-Verdict", "PASS"))),
                            new Effect.Edit(new HeaderEdits(List.of(), Set.of("X-SES-DKIM-Verdict"))));
        }

        private Mail failing(Check... checks) {
            Verdicts verdicts = Verdicts.NONE;
            for (Check check : checks) {
                verdicts = verdicts.with(check, Verdict.FAIL);
            }
            return MailSamples.mail("\r\n", verdicts, "bob@example.com");
        }
    }

    @Nested
    class Blocklist {
        private final Rule rule = new BlocklistRule();

        @Test
        void blocksForThoseWhoBlock() {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("x@y.example", "*@example.net")));

            List<Ruling> rulings = apply(rule, MailSamples.mail("\r\n", "bob@example.com", "eve@example.com"), facts);

            assertThat(rulings)
                    .containsExactly(
                            new Ruling(
                                    "blocklist",
                                    BOB,
                                    new Effect.End(Status.BLOCKED),
                                    "pattern '*@example.net' matches the envelope sender ann@example.net"),
                            new Ruling("blocklist", EVE, Effect.PASS, "the mailbox blocks nobody"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "From: Spammer <spam@bad.example>\r\n\r\n",
                    "From: good@example.org\r\nFrom: spam@bad.example\r\n\r\n",
                    "From: good@example.org, \"x\" <Spam@BAD.example>\r\n\r\n",
                    "From: group: a@example.org, spam@bad.example;\r\n\r\n",
                    "From: <spam@bad.example\r\n\r\n",
                    "From: spam@bad.example>\r\n\r\n",
                    "From: good@example.org, <@relay.example:spam@bad.example>\r\n\r\n",
                    "From: good@example.org spam@bad.example\r\n\r\n",
                    "From :\r\n\tspam@bad.example\r\n\r\n",
                })
        void triesEveryAddressOfEveryFromField(String text) {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("spam@bad.example")));

            assertThat(effects(rule, text, facts)).containsExactly(new Effect.End(Status.BLOCKED));
        }

        @Test
        void doesNotTryOtherFields() {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("spam@bad.example")));

            assertThat(effects(rule, "Reply-To: spam@bad.example\r\nSender: spam@bad.example\r\n\r\n", facts))
                    .containsExactly(Effect.PASS);
        }

        @Test
        void doesNotTryTheNullSender() {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("*", "<>", "")));
            Mail bounce = MailSamples.mail("\r\n", Verdicts.NONE, MailSamples.envelope("<>", "bob@example.com"));

            List<Ruling> rulings = apply(rule, bounce, facts);

            assertThat(rulings).extracting(Ruling::effect).containsExactly(Effect.PASS);
            assertThat(rulings.get(0).because())
                    .isEqualTo("the mail names no sender to compare with any of its 3 patterns");
        }

        @Test
        void triesTheFromFieldsOfABounce() {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("mailer-daemon@*")));
            Mail bounce = MailSamples.mail(
                    "From: MAILER-DAEMON@bad.example\r\n\r\n",
                    Verdicts.NONE,
                    MailSamples.envelope("", "bob@example.com"));

            assertThat(apply(rule, bounce, facts))
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.End(Status.BLOCKED));
        }

        @Test
        void saysThatNothingMatched() {
            Facts facts = FACTS.withBlocked(Map.of(BOB, List.of("spam@bad.example")));

            assertThat(apply(rule, MailSamples.mail("\r\n", "bob@example.com"), facts))
                    .extracting(Ruling::because)
                    .containsExactly("no sender matches its pattern");
        }

        @Test
        void passesOpen() {
            Facts facts = FACTS.withUnknown(Set.of(Table.BLOCKLIST)).withBlocked(Map.of(BOB, List.of("*")));

            assertThat(apply(rule, MailSamples.mail("\r\n", "bob@example.com"), facts))
                    .containsExactly(
                            new Ruling("blocklist", BOB, Effect.PASS, "the blocklist can't be read: passed open"));
        }

        @Test
        void findsAllMatches() {
            Mail mail = MailSamples.mail("From: spam@bad.example\r\n\r\n", "bob@example.com");
            List<BlocklistMatch.Sender> senders =
                    BlocklistMatch.senders(mail.envelope().sender(), mail.headers());

            assertThat(BlocklistMatch.all(List.of("*", "none", "spam*"), senders))
                    .extracting(match -> match.pattern() + " " + match.sender().place())
                    .containsExactly("* envelope sender", "* From", "spam* From");
        }
    }

    @Nested
    class InvalidInbox {
        private static final Verdicts SPF_PASSED = Verdicts.NONE.with(Check.SPF, Verdict.PASS);

        private final Rule rule = new InvalidInboxRule();

        private List<Ruling> rulings(String text, Verdicts verdicts, String sender) {
            return apply(
                    rule, MailSamples.mail(text, verdicts, MailSamples.envelope(sender, "bob@example.com")), FACTS);
        }

        @ParameterizedTest
        @EnumSource(
                value = Check.class,
                names = {"SPF", "DKIM"})
        void tellsASenderThatIsLikelyToBeTrue(Check check) {
            List<Ruling> rulings = rulings("\r\n", Verdicts.NONE.with(check, Verdict.PASS), "ann@example.net");

            assertThat(rulings)
                    .containsExactly(new Ruling(
                            "invalid inbox",
                            BOB,
                            new Effect.Report(EmailAddress.of("ann@example.net"), Route.OUTSIDE),
                            "if the mailbox doesn't exist, ann@example.net is told: " + check.label() + " passed"));
        }

        @Test
        void tellsSendersOfManagedDomainsWithoutLeavingTheSite() {
            Mail mail =
                    MailSamples.mail("\r\n", SPF_PASSED, MailSamples.envelope("eve@example.com", "bob@example.com"));

            assertThat(apply(rule, mail, FACTS.withManagedDomains(Set.of("example.com"))))
                    .extracting(Ruling::effect)
                    .containsExactly(new Effect.Report(EVE, Route.INTERNAL));
        }

        @Test
        void neverTellsTheNullSender() {
            assertThat(rulings("\r\n", SPF_PASSED, "<>"))
                    .containsExactly(new Ruling(
                            "invalid inbox", BOB, Effect.PASS, "nobody would be told: the mail has the null sender"));
        }

        @ParameterizedTest
        @EnumSource(value = Verdict.class, names = "PASS", mode = EnumSource.Mode.EXCLUDE)
        void neverTellsASenderThatMayBeForged(Verdict verdict) {
            Verdicts verdicts = Verdicts.NONE
                    .with(Check.SPF, verdict)
                    .with(Check.DKIM, verdict)
                    .with(Check.DMARC, Verdict.PASS);

            assertThat(rulings("\r\n", verdicts, "ann@example.net"))
                    .extracting(Ruling::effect)
                    .containsExactly(Effect.PASS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Auto-Submitted: auto-generated\r\n\r\n",
                    "auto-submitted: auto-replied (vacation)\r\n\r\n",
                    "Auto-Submitted: no\r\nAuto-Submitted: auto-replied; x=y\r\n\r\n",
                    "Content-Type: Multipart/Report; boundary=b\r\n\r\n",
                })
        void neverAnswersAMachine(String header) {
            assertThat(rulings(header, SPF_PASSED, "ann@example.net"))
                    .extracting(Ruling::effect)
                    .containsExactly(Effect.PASS);
        }

        @Test
        void autoSubmittedNoIsAPerson() {
            assertThat(rulings("Auto-Submitted: No (really)\r\n\r\n", SPF_PASSED, "ann@example.net"))
                    .extracting(Ruling::effect)
                    .hasOnlyElementsOfType(Effect.Report.class);
        }

        @Test
        void saysThatAGuessedEnvelopeNamesNoSender() {
            Envelope guessed = new Envelope(ReversePath.NULL, List.of(BOB), List.of(), Envelope.Origin.GUESSED);

            assertThat(apply(rule, MailSamples.mail("\r\n", SPF_PASSED, guessed), FACTS))
                    .extracting(Ruling::because)
                    .containsExactly("nobody would be told: the mail's envelope is guessed, and names no sender");
        }

        @Test
        void itsOwnMailIsALoop() {
            Mail mail = MailSamples.mail("X-SES-Worker-Processed: site-1\r\n\r\n", SPF_PASSED, "bob@example.com");
            Facts facts = FACTS.withManagedDomains(Set.of("example.com"));
            Decider decider = new Decider(
                    Decider.standardRules(RuleSettings.of("site-1", VerdictPolicies.PASS_ALL), InvalidPolicy.BOUNCE));

            assertThat(decider.decide(mail, facts).reports()).isEmpty();
            assertThat(decider.decide(MailSamples.mail("\r\n", SPF_PASSED, "bob@example.com"), facts)
                            .reports())
                    .hasSize(1);
        }
    }

    @Nested
    class Delivery {
        @Test
        void deliversToWhoeverIsOpen() {
            Mail mail = MailSamples.mail("\r\n", "bob@example.com", "eve@example.com");
            Draft draft = Draft.of(mail.envelope())
                    .plus(List.of(new Ruling("blocklist", BOB, new Effect.End(Status.BLOCKED), "blocked")));

            assertThat(new DeliveryRule().apply(mail, FACTS, draft))
                    .containsExactly(new Ruling("delivery", EVE, Effect.DELIVER, "nothing stands against it"));
        }
    }

    private static List<Effect> effects(Rule rule, String text, Facts facts) {
        return apply(rule, MailSamples.mail(text, "bob@example.com"), facts).stream()
                .map(Ruling::effect)
                .toList();
    }

    private static List<Ruling> apply(Rule rule, Mail mail, Facts facts) {
        List<Ruling> rulings = rule.apply(mail, facts, Draft.of(mail.envelope()));
        assertThat(rulings).allMatch(ruling -> ruling.rule().equals(rule.name()));
        return rulings;
    }
}
