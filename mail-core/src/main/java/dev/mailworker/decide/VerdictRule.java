package dev.mailworker.decide;

import dev.mailworker.decide.VerdictPolicies.Policy;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Applies the policies of each recipient's domain, or the site's, for mail that fails SES's checks; the harshest wins. */
final class VerdictRule implements Rule {
    static final String NAME = "verdicts";

    private final VerdictPolicies policies;

    VerdictRule(VerdictPolicies policies) {
        this.policies = policies;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        List<Ruling> rulings = new ArrayList<>();
        for (EmailAddress recipient : draft.open()) {
            rulings.addAll(rule(recipient, mail.verdicts()));
        }
        return rulings;
    }

    private List<Ruling> rule(EmailAddress recipient, Verdicts verdicts) {
        VerdictPolicies its = policies.in(recipient.domain());
        Optional<Ruling> end = failed(its, verdicts, Policy.DISCARD)
                .map(check -> end(recipient, check, Status.DISCARDED))
                .or(() -> failed(its, verdicts, Policy.HOLD).map(check -> end(recipient, check, Status.HELD)));
        if (end.isPresent()) {
            return List.of(end.get());
        }
        List<Ruling> tags = tagged(its, recipient, verdicts);
        return tags.isEmpty() ? List.of(new Ruling(NAME, recipient, Effect.PASS, summary(verdicts))) : tags;
    }

    private static Optional<Check> failed(VerdictPolicies its, Verdicts verdicts, Policy policy) {
        return Stream.of(Check.values())
                .filter(check -> its.of(check) == policy && verdicts.of(check) == Verdict.FAIL)
                .findFirst();
    }

    private Ruling end(EmailAddress recipient, Check check, Status status) {
        String because = check.label() + " verdict is FAIL, and " + whose(recipient) + " policy for that is "
                + (status == Status.HELD ? "hold" : "discard");
        return new Ruling(NAME, recipient, new Effect.End(status), because);
    }

    private String whose(EmailAddress recipient) {
        return policies.byDomain().containsKey(recipient.domain()) ? recipient.domain() + "'s" : "the site's";
    }

    private List<Ruling> tagged(VerdictPolicies its, EmailAddress recipient, Verdicts verdicts) {
        return Stream.of(Check.values())
                .filter(check -> its.of(check) == Policy.TAG)
                .map(check -> tag(recipient, check, verdicts.of(check)))
                .toList();
    }

    /** Where nothing is known, what the sender wrote must not pass for a verdict either. */
    private Ruling tag(EmailAddress recipient, Check check, Verdict verdict) {
        if (verdict == Verdict.UNKNOWN) {
            HeaderEdits strip = new HeaderEdits(List.of(), Set.of(check.headerName()));
            String because = "no " + check.label() + " verdict is known; a field that claims one is taken away";
            return new Ruling(NAME, recipient, new Effect.Edit(strip), because);
        }
        HeaderField field = new HeaderField(check.headerName(), verdict.name());
        String because = whose(recipient) + " policy is to tag: " + field.name() + ": " + field.value();
        return new Ruling(NAME, recipient, new Effect.Edit(HeaderEdits.set(field)), because);
    }

    private static String summary(Verdicts verdicts) {
        if (verdicts.byCheck().isEmpty()) {
            return "no verdicts are known";
        }
        String all = Stream.of(Check.values())
                .filter(check -> verdicts.of(check) != Verdict.UNKNOWN)
                .map(check -> check.label() + " " + verdicts.of(check))
                .collect(Collectors.joining(", "));
        return all + "; no policy stands against it";
    }
}
