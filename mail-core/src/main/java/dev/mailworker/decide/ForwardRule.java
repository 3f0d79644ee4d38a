package dev.mailworker.decide;

import dev.mailworker.compose.Forward;
import dev.mailworker.decide.ActionId.Kind;
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
            Optional<String> objection = objection(recipient, mail, facts, draft);
            rulings.addAll(
                    objection.isPresent()
                            ? List.of(new Ruling(NAME, recipient, Effect.PASS, objection.get()))
                            : forwards(recipient, mail, facts));
        }
        return rulings;
    }

    private Optional<String> objection(EmailAddress recipient, Mail mail, Facts facts, Draft draft) {
        if (facts.unknown().contains(Table.RULES)) {
            return Optional.of("the rules can't be read: nothing is forwarded");
        }
        if (facts.rules(recipient).forwards().isEmpty()) {
            return Optional.of("the mailbox forwards nothing");
        }
        Optional<Ruling> suppression = draft.suppression(recipient, Kind.FORWARD);
        if (suppression.isPresent()) {
            return Optional.of("not forwarded: " + suppression.get().because());
        }
        if (!mail.headers().isRead()) {
            return Optional.of("not forwarded: the header was not read, so a loop can't be seen");
        }
        if (mail.verdicts().of(Check.VIRUS) == Verdict.FAIL) {
            return Optional.of("not forwarded: Virus verdict is FAIL");
        }
        return mail.verdicts().of(Check.SPAM) == Verdict.FAIL && !forwardSpam
                ? Optional.of("not forwarded: Spam verdict is FAIL, and the site doesn't forward spam")
                : Optional.empty();
    }

    private List<Ruling> forwards(EmailAddress recipient, Mail mail, Facts facts) {
        List<Ruling> rulings = new ArrayList<>();
        for (String text : new LinkedHashSet<>(facts.rules(recipient).forwards())) {
            rulings.add(EmailAddress.parse(text)
                    .map(target -> forward(recipient, target, mail, facts))
                    .orElseGet(() -> new Ruling(
                            NAME, recipient, Effect.PASS, "'" + text + "' in forwards is no address: left out")));
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
            return new Ruling(NAME, recipient, Effect.PASS, "it forwards to itself: left out");
        }
        if (target.isAmbiguous()) {
            return new Ruling(
                    NAME,
                    recipient,
                    Effect.PASS,
                    "'" + target + "' in forwards could be read as several addresses: left out");
        }
        Forward forward = new Forward(recipient, target, LoopHeader.of(siteId));
        if (facts.isManaged(target.domain())) {
            Content same = new Content.Received(mail.raw(), forward.inside());
            OutboundMessage inside =
                    OutboundMessage.forward(target, mail.envelope().sender(), Route.INTERNAL, same);
            return send(recipient, inside, "the mailbox forwards to " + target + ", inside");
        }
        if (mail.envelope().sender().isNull()) {
            return new Ruling(
                    NAME,
                    recipient,
                    Effect.PASS,
                    "not forwarded to " + target + ": mail from <> does not leave the site");
        }
        Content changed = new Content.Received(mail.raw(), forward.outside(mail));
        boolean keepsCopy = facts.rules(recipient).keepsCopy();
        OutboundMessage outside = OutboundMessage.forward(target, ReversePath.of(recipient), Route.OUTSIDE, changed)
                .withFallback(forward.notice(mail, keepsCopy, facts.now()));
        return send(recipient, outside, "the mailbox forwards to " + target + ", outside, in its own name");
    }

    private static Ruling send(EmailAddress recipient, OutboundMessage message, String because) {
        return new Ruling(NAME, recipient, new Effect.Send(message), because);
    }
}
