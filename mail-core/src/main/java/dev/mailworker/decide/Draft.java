package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Effect.Withhold.Reason;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rules asked so far have said about a mail. Immutable. */
public final class Draft {
    private final Envelope envelope;
    private final List<Ruling> rulings;

    private Draft(Envelope envelope, List<Ruling> rulings) {
        this.envelope = envelope;
        this.rulings = rulings;
    }

    /**
     * {@return the draft before any rule}
     *
     * @param envelope the mail's envelope
     */
    public static Draft of(Envelope envelope) {
        return new Draft(envelope, List.of());
    }

    /**
     * {@return this draft and what another rule said}
     *
     * @param more rulings on recipients of the envelope
     * @throws IllegalArgumentException if one is about somebody else
     */
    public Draft plus(List<Ruling> more) {
        for (Ruling ruling : more) {
            if (!envelope.recipients().contains(ruling.recipient())) {
                throw new IllegalArgumentException(
                        "rule " + ruling.rule() + " ruled on " + ruling.recipient() + ", who is no recipient");
            }
        }
        List<Ruling> all = new ArrayList<>(rulings);
        all.addAll(more);
        return new Draft(envelope, List.copyOf(all));
    }

    /** {@return all rulings, in the order of the rules} */
    public List<Ruling> rulings() {
        return rulings;
    }

    /** {@return the recipients that no rule has ended} */
    public List<EmailAddress> open() {
        return envelope.recipients().stream().filter(r -> !isEnded(r)).toList();
    }

    /**
     * {@return whether a rule forbade such actions for a recipient}
     *
     * @param recipient who
     * @param kind what
     */
    public boolean isSuppressed(EmailAddress recipient, Kind kind) {
        return suppression(recipient, kind).isPresent();
    }

    /** The first ruling that forbids such actions for a recipient. */
    Optional<Ruling> suppression(EmailAddress recipient, Kind kind) {
        return rulings.stream()
                .filter(r -> r.recipient().equals(recipient))
                .filter(r ->
                        r.effect() instanceof Effect.Suppress s && s.kinds().contains(kind))
                .findFirst();
    }

    /** The same, as what a rule says whose actions are forbidden. */
    Optional<Objection> objection(EmailAddress recipient, Kind kind) {
        return suppression(recipient, kind)
                .map(ruling -> new Objection(
                        ruling.rule().equals(LoopRule.NAME) ? Reason.LOOP : Reason.OTHER_RULE, ruling.because()));
    }

    /** Whether something that is to be forwarded for a recipient will be. */
    boolean isForwarded(EmailAddress recipient) {
        return !isSuppressed(recipient, Kind.FORWARD)
                && effects(recipient, Effect.Send.class)
                        .anyMatch(s -> s.message().kind() == Kind.FORWARD);
    }

    /** Whether a rule ended a recipient. */
    boolean isEnded(EmailAddress recipient) {
        return effects(recipient, Effect.End.class).findAny().isPresent();
    }

    /** The effects of one type on one recipient, in their order. */
    <E extends Effect> Stream<E> effects(EmailAddress recipient, Class<E> type) {
        return rulings.stream()
                .filter(r -> r.recipient().equals(recipient))
                .map(Ruling::effect)
                .filter(type::isInstance)
                .map(type::cast);
    }
}
