package dev.mailworker.decide;

import dev.mailworker.mail.BodyInsertion;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.Mail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the rules in their order, and makes a plan of what they say. Immutable and pure. */
public final class Decider {
    private final List<Rule> rules;

    /**
     * Uses rules.
     *
     * @param rules in the order in which they are asked
     */
    public Decider(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * {@return the rules of this worker, in their fixed order}
     *
     * @param siteId the site's own id, as its loop header carries it
     * @param policies what to do with mail that fails a check
     */
    public static List<Rule> standardRules(String siteId, VerdictPolicies policies) {
        return standardRules(RuleSettings.of(siteId, policies));
    }

    /**
     * {@return the rules of this worker, in their fixed order: first what a mail is, then who doesn't want it, then what
     * else becomes of it. Forwarding comes before the reply and the delivery, which depend on it where no copy is kept}
     *
     * @param settings what a site can set about them
     */
    public static List<Rule> standardRules(RuleSettings settings) {
        return List.of(
                new ManagedDomainsRule(),
                new LoopRule(settings.siteId()),
                new VerdictRule(settings.verdictPolicies()),
                new BounceRule(),
                new BlocklistRule(),
                new ForwardRule(settings.siteId(), settings.forwardSpam()),
                new AutoReplyRule(settings.siteId(), settings.replyPeriod()),
                new DeliveryRule());
    }

    /**
     * {@return the same rules, with a policy for mailboxes that don't exist}
     *
     * @param settings what a site can set about them
     * @param invalid whether senders are told
     */
    public static List<Rule> standardRules(RuleSettings settings, InvalidPolicy invalid) {
        List<Rule> rules = new ArrayList<>(standardRules(settings));
        if (invalid == InvalidPolicy.BOUNCE) {
            rules.add(rules.size() - 1, new InvalidInboxRule());
        }
        return List.copyOf(rules);
    }

    /** {@return the rules, in the order in which they are asked} */
    public List<Rule> rules() {
        return rules;
    }

    /**
     * Decides.
     *
     * @param mail the mail
     * @param facts what was looked up for it
     * @return what to do, with the reasons; the same arguments give the same plan
     * @throws IllegalStateException if the rules leave a recipient with nothing at all: that would be a silent loss
     */
    public Plan decide(Mail mail, Facts facts) {
        Draft draft = Draft.of(mail.envelope());
        for (Rule rule : rules) {
            draft = draft.plus(rule.apply(mail, facts, draft));
        }
        return new Plan(actions(mail, draft), draft.rulings());
    }

    private static List<Action> actions(Mail mail, Draft draft) {
        List<Action> actions = new ArrayList<>();
        for (EmailAddress recipient : mail.envelope().recipients()) {
            actions.addAll(
                    draft.isEnded(recipient) ? List.of(discard(recipient, draft)) : effective(mail, recipient, draft));
        }
        actions.sort(Comparator.comparing(Decider::order));
        return actions;
    }

    private static Action.Discard discard(EmailAddress recipient, Draft draft) {
        Ruling ended = draft.rulings().stream()
                .filter(r -> r.recipient().equals(recipient) && r.effect() instanceof Effect.End)
                .findFirst()
                .orElseThrow();
        return new Action.Discard(recipient, ((Effect.End) ended.effect()).status(), ended.because());
    }

    private static List<Action> effective(Mail mail, EmailAddress recipient, Draft draft) {
        List<Action> actions = new ArrayList<>();
        boolean delivers =
                draft.effects(recipient, Effect.Deliver.class).findAny().isPresent();
        if (delivers) {
            actions.add(new Action.Deliver(recipient, copy(mail, recipient, draft)));
        } else if (draft.effects(recipient, Effect.StandIn.class).findAny().isPresent()) {
            actions.add(new Action.StandIn(recipient, copy(mail, recipient, draft)));
        }
        // Progress is kept by id: of two with the same one, both would go out and one result would be kept.
        Map<ActionId, Action> sends = new LinkedHashMap<>();
        draft.effects(recipient, Effect.Send.class)
                .filter(send -> !draft.isSuppressed(recipient, send.message().kind()))
                .map(send -> new Action.Send(recipient, send.message()))
                .forEach(send -> sends.putIfAbsent(send.id(), send));
        actions.addAll(sends.values());
        if (actions.isEmpty()) {
            throw new IllegalStateException("no rule delivers, sends or ends anything for " + recipient);
        }
        if (delivers) {
            report(recipient, draft).ifPresent(actions::add);
        }
        return actions;
    }

    private static Content copy(Mail mail, EmailAddress recipient, Draft draft) {
        HeaderEdits edits = draft.effects(recipient, Effect.Edit.class)
                .map(Effect.Edit::edits)
                .reduce(HeaderEdits.NONE, HeaderEdits::and);
        BodyInsertion insertion = draft.effects(recipient, Effect.Insert.class)
                .map(Effect.Insert::insertion)
                .findFirst()
                .orElse(BodyInsertion.NONE);
        return new Content.Received(mail.raw(), edits, insertion);
    }

    private static Optional<Action> report(EmailAddress recipient, Draft draft) {
        return draft.effects(recipient, Effect.Report.class)
                .filter(report -> !draft.isSuppressed(recipient, ActionId.Kind.REPORT))
                .findFirst()
                .map(report -> new Action.Report(recipient, report.target(), report.route()));
    }

    private static int order(Action action) {
        if (action instanceof Action.Deliver) {
            return 1;
        }
        if (action instanceof Action.Send send) {
            return send.message().kind() == ActionId.Kind.FORWARD ? 2 : 4;
        }
        if (action instanceof Action.StandIn) {
            return 3;
        }
        return action instanceof Action.Report ? 5 : 6;
    }
}
