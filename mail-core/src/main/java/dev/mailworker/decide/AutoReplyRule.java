package dev.mailworker.decide;

import dev.mailworker.compose.AutoReply;
import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Effect.Withhold.Reason;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReversePath;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers for mailboxes whose owner is away (RFC 3834, RFC 5230): to the envelope sender, each text once in a while, and
 * never what a machine wrote. That a sender had the reply lately is seen when it is about to be sent.
 */
final class AutoReplyRule implements Rule {
    static final String NAME = "auto-reply";

    /** All fields by which a mail says to whom it goes (RFC 5230 §4.5). */
    private static final List<String> ADDRESSED = List.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc");

    private final String siteId;
    private final Duration period;

    AutoReplyRule(String siteId, Duration period) {
        this.siteId = siteId;
        this.period = period;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        return draft.open().stream()
                .map(recipient -> rule(recipient, mail, facts, draft))
                .toList();
    }

    private Ruling rule(EmailAddress recipient, Mail mail, Facts facts, Draft draft) {
        OutOfOffice rule = facts.rules(recipient).outOfOffice();
        Optional<Objection> objection = away(rule, facts)
                .or(() -> draft.objection(recipient, Kind.REPLY))
                .or(() -> objection(Reason.AUTOMATIC, Unanswerable.byNature(mail)))
                .or(() -> objection(Reason.VERDICT, Unanswerable.byVerdict(mail)))
                .or(() -> objection(Reason.NOT_ADDRESSED, notMeant(recipient, rule, mail)));
        Optional<EmailAddress> sender = mail.envelope().sender().address();
        if (objection.isPresent() || sender.isEmpty()) {
            Objection said = objection.orElse(new Objection(Reason.AUTOMATIC, "nobody to answer"));
            return new Ruling(NAME, recipient, said.effect(Kind.REPLY), "no reply: " + said.words());
        }
        OutboundMessage reply = reply(recipient, sender.get(), rule, mail, facts);
        return new Ruling(
                NAME, recipient, new Effect.Send(reply), "out-of-office is on, and " + sender.get() + " asked");
    }

    private static Optional<Objection> objection(Reason reason, Optional<String> words) {
        return words.map(said -> new Objection(reason, said));
    }

    private static Optional<Objection> away(OutOfOffice rule, Facts facts) {
        if (facts.unknown().contains(Table.RULES)) {
            return Optional.of(new Objection(Reason.RULES_UNKNOWN, "the rules can't be read"));
        }
        if (!rule.active()) {
            return Optional.of(Objection.notDue("out-of-office is off"));
        }
        if (rule.message().isBlank()) {
            return Optional.of(new Objection(Reason.FAULTY_RULE, "the out-of-office has no text"));
        }
        if (!rule.fault().isEmpty()) {
            return Optional.of(new Objection(Reason.FAULTY_RULE, rule.fault()));
        }
        if (rule.beginning().filter(facts.now()::isBefore).isPresent()) {
            return Optional.of(Objection.notDue("the out-of-office begins at " + rule.from()));
        }
        return rule.end().filter(end -> !facts.now().isBefore(end)).isPresent()
                ? Optional.of(Objection.notDue("the out-of-office ended at " + rule.until()))
                : Optional.empty();
    }

    /** Lists, Bcc and role addresses bring mail that its writer did not write to this person. */
    private static Optional<String> notMeant(EmailAddress recipient, OutOfOffice rule, Mail mail) {
        Set<EmailAddress> own = new LinkedHashSet<>(List.of(recipient));
        rule.aliases().forEach(alias -> EmailAddress.parse(alias).ifPresent(own::add));
        if (mail.envelope().sender().address().filter(own::contains).isPresent()) {
            return Optional.of("the mailbox itself is the sender");
        }
        boolean isNamed = ADDRESSED.stream()
                .flatMap(field -> mail.headers().addresses(field).stream())
                .flatMap(text -> EmailAddress.parse(text).stream())
                .anyMatch(own::contains);
        return isNamed
                ? Optional.empty()
                : Optional.of("neither the mailbox nor an alias of it is in To, Cc, Bcc or Resent-*");
    }

    private OutboundMessage reply(
            EmailAddress recipient, EmailAddress sender, OutOfOffice rule, Mail mail, Facts facts) {
        AutoReply reply = new AutoReply(recipient, sender, rule.subject(), rule.message(), rule.html());
        boolean inside = facts.isManaged(sender.domain());
        Duration quiet = rule.days() == OutOfOffice.SITE_DAYS ? period : Duration.ofDays(rule.days());
        return OutboundMessage.reply(
                sender,
                // SES knows no null sender.
                inside ? ReversePath.NULL : ReversePath.of(recipient),
                inside ? Route.INTERNAL : Route.OUTSIDE,
                reply.to(mail, LoopHeader.of(siteId), facts.now()),
                reply.fingerprint(),
                quiet);
    }
}
