package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import java.util.List;

/** Leaves out recipients whose domain is not this worker's: another worker may own it. */
final class ManagedDomainsRule implements Rule {
    static final String NAME = "managed domains";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        return draft.open().stream().map(recipient -> rule(recipient, facts)).toList();
    }

    private static Ruling rule(EmailAddress recipient, Facts facts) {
        return facts.isManaged(recipient.domain())
                ? new Ruling(NAME, recipient, Effect.PASS, recipient.domain() + " is managed here")
                : new Ruling(
                        NAME,
                        recipient,
                        new Effect.End(Status.UNMANAGED),
                        recipient.domain() + " is not a domain of this worker");
    }
}
