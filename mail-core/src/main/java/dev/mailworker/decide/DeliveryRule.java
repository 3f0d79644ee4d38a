package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import java.util.List;

/**
 * Every recipient that no rule has ended gets a copy, but one that keeps none of what it forwards; when nothing is
 * forwarded, or nobody takes it, that one gets it too.
 */
final class DeliveryRule implements Rule {
    static final String NAME = "delivery";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        return draft.open().stream().map(recipient -> rule(recipient, draft)).toList();
    }

    private static Ruling rule(EmailAddress recipient, Draft draft) {
        if (!draft.isSuppressed(recipient, Kind.DELIVER)) {
            return new Ruling(NAME, recipient, Effect.DELIVER, "nothing stands against it");
        }
        return draft.isForwarded(recipient)
                ? new Ruling(
                        NAME, recipient, Effect.STAND_IN, "it is forwarded, and no copy is kept unless nobody takes it")
                : new Ruling(
                        NAME, recipient, Effect.DELIVER, "no copy was to be kept, but nothing is forwarded either");
    }
}
