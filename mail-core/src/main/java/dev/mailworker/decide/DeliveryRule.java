package dev.mailworker.decide;

import dev.mailworker.mail.Mail;
import java.util.List;

/** Every recipient that no rule has ended gets a copy. */
final class DeliveryRule implements Rule {
    static final String NAME = "delivery";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        return draft.open().stream()
                .map(recipient -> new Ruling(NAME, recipient, Effect.DELIVER, "nothing stands against it"))
                .toList();
    }
}
