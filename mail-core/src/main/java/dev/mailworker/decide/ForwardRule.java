package dev.mailworker.decide;

import dev.mailworker.compose.Forward;
import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Effect.Withhold.Reason;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends on what comes for a mailbox, as its owner wants. A target of a managed domain gets the mail as it is, by the internal
 * way: that is one hop, its own rules are not asked. Any other gets it in the mailbox's name, and a notice where that is
 * refused. What is not forwarded stays with the mailbox, even with one that keeps no copies.
 */
final class ForwardRule implements Rule {
    static final String NAME = "forwarding";

    private final String siteId;
    private final boolean forwardSpam;

    ForwardRule(String siteId, boolean forwardSpam) {
        this.siteId = siteId;
        this.forwardSpam = forwardSpam;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        List<Ruling> rulings = new ArrayList<>();
        for (EmailAddress recipient : draft.open()) {
            Optional<Objection> objection = objection(recipient, mail, facts, draft);
            rulings.addAll(
                    objection.isPresent()
                            ? List.of(ruling(recipient, objection.get()))
                            : forwards(recipient, mail, facts));
        }
        return rulings;
    }

    private static Ruling ruling(EmailAddress recipient, Objection objection) {
        return new Ruling(NAME, recipient, objection.effect(Kind.FORWARD), objection.words());
    }

    private Optional<Objection> objection(EmailAddress recipient, Mail mail, Facts facts, Draft draft) {
        if (facts.unknown().contains(Table.RULES)) {
            return Optional.of(new Objection(Reason.RULES_UNKNOWN, "the rules can't be read: nothing is forwarded"));
        }
        if (facts.rules(recipient).forwards().isEmpty()) {
            return Optional.of(Objection.notDue("the mailbox forwards nothing"));
        }
        return draft.objection(recipient, Kind.FORWARD)
                .or(() -> objection(mail))
                .map(said -> new Objection(said.reason(), "not forwarded: " + said.words()));
    }

    private Optional<Objection> objection(Mail mail) {
        if (!mail.headers().isRead()) {
            return Optional.of(new Objection(Reason.HEADER_UNREAD, "the header was not read, so a loop can't be seen"));
        }
        if (mail.verdicts().of(Check.VIRUS) == Verdict.FAIL) {
            return Optional.of(new Objection(Reason.VERDICT, "Virus verdict is FAIL"));
        }
        return mail.verdicts().of(Check.SPAM) == Verdict.FAIL && !forwardSpam
                ? Optional.of(new Objection(Reason.VERDICT, "Spam verdict is FAIL, and the site doesn't forward spam"))
                : Optional.empty();
    }

    private List<Ruling> forwards(EmailAddress recipient, Mail mail, Facts facts) {
        List<Ruling> rulings = new ArrayList<>();
        for (String text : new LinkedHashSet<>(facts.rules(recipient).forwards())) {
            rulings.add(EmailAddress.parse(text)
                    .map(target -> forward(recipient, target, mail, facts))
                    .orElseGet(() -> faulty(recipient, "'" + text + "' in forwards is no address: left out")));
        }
        boolean isForwarded = rulings.stream().anyMatch(ruling -> ruling.effect() instanceof Effect.Send);
        if (isForwarded && !facts.rules(recipient).keepsCopy()) {
            rulings.add(new Ruling(
                    NAME,
                    recipient,
                    new Effect.Suppress(Set.of(Kind.DELIVER)),
                    "the mailbox keeps no copy of what it forwards"));
        }
        return rulings;
    }

    private Ruling forward(EmailAddress recipient, EmailAddress target, Mail mail, Facts facts) {
        if (target.equals(recipient)) {
            return faulty(recipient, "it forwards to itself: left out");
        }
        if (target.isAmbiguous()) {
            return faulty(recipient, "'" + target + "' in forwards could be read as several addresses: left out");
        }
        Forward forward = new Forward(recipient, target, LoopHeader.of(siteId));
        if (facts.isManaged(target.domain())) {
            Content same = new Content.Received(mail.raw(), forward.inside());
            OutboundMessage inside =
                    OutboundMessage.forward(target, mail.envelope().sender(), Route.INTERNAL, same);
            return send(recipient, inside, "the mailbox forwards to " + target + ", inside");
        }
        if (mail.envelope().sender().isNull()) {
            return ruling(
                    recipient,
                    new Objection(
                            Reason.NULL_SENDER,
                            "not forwarded to " + target + ": mail from <> does not leave the site"));
        }
        Content changed = new Content.Received(mail.raw(), forward.outside(mail));
        boolean keepsCopy = facts.rules(recipient).keepsCopy();
        OutboundMessage outside = OutboundMessage.forward(target, ReversePath.of(recipient), Route.OUTSIDE, changed)
                .withFallback(forward.notice(mail, keepsCopy, facts.now()));
        return send(recipient, outside, "the mailbox forwards to " + target + ", outside, in its own name");
    }

    private static Ruling faulty(EmailAddress recipient, String words) {
        return ruling(recipient, new Objection(Reason.FAULTY_RULE, words));
    }

    private static Ruling send(EmailAddress recipient, OutboundMessage message, String because) {
        return new Ruling(NAME, recipient, new Effect.Send(message), because);
    }
}
