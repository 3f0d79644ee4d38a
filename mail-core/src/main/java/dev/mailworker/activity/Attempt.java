package dev.mailworker.activity;

import dev.mailworker.activity.RecentMail.Recipient;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Printable;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.pipeline.Processed.Failed;
import dev.mailworker.pipeline.Processed.Postponed;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.TraceLine;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An attempt that ended, as it is remembered. */
final class Attempt {
    private static final int MOST_CHARACTERS = 500;

    private final Processed processed;
    private final Instant now;

    Attempt(Processed processed, Instant now) {
        this.processed = processed;
        this.now = now;
    }

    boolean comesAgain() {
        return processed.settlement() instanceof Settlement.RetryAfter;
    }

    /** {@return the recipients by how it ended for them; none if nothing was to be done} */
    Map<Result, Integer> results() {
        Map<Result, Integer> results = new EnumMap<>(Result.class);
        // What is final counts when all is: later attempts tell of it again.
        audited().stream()
                .flatMap(one -> Result.of(one.status()).stream())
                .filter(result -> !comesAgain() || result == Result.DEFERRED)
                .forEach(result -> results.merge(result, 1, Integer::sum));
        boolean isDead = processed.settlement() instanceof Settlement.Dead;
        if (results.isEmpty() && (isDead || isUndecided())) {
            int all = Math.max(1, envelope().recipients().size());
            results.put(isDead ? Result.REJECTED : Result.DEFERRED, all);
        }
        return results;
    }

    private boolean isUndecided() {
        return processed instanceof Failed || processed instanceof Postponed;
    }

    private Envelope envelope() {
        return processed instanceof Decided decided
                ? decided.audit().envelope()
                : processed.arrival().envelope();
    }

    /**
     * {@return the mail as it stands now}
     *
     * @param before as it stood before, if that is known
     */
    RecentMail mail(Optional<RecentMail> before) {
        Arrival arrival = processed.arrival();
        boolean decided = processed instanceof Decided;
        RecentMail known = decided ? null : before.orElse(null);
        return new RecentMail(
                arrival.blob(),
                arrival.domain(),
                arrival.queuedAt(),
                now,
                status(),
                Printable.of(processed.settlement().because(), MOST_CHARACTERS),
                arrival.receiveCount(),
                processed.times().whole(),
                processed.settlement() instanceof Settlement.RetryAfter retry ? now.plus(retry.delay()) : null,
                known == null ? sender() : known.senderOrNull(),
                known == null ? recipients() : known.recipients(),
                known == null
                        ? Math.max(0, audited().size() + unaudited().size() - RecentMail.MOST_RECIPIENTS)
                        : known.moreRecipients(),
                known == null ? trace() : known.trace());
    }

    private String status() {
        if (processed.settlement() instanceof Settlement.Dead) {
            return Status.DEAD.word();
        }
        if (comesAgain()) {
            return Status.DEFERRED.word();
        }
        return processed instanceof Decided decided ? decided.audit().status().word() : "skipped";
    }

    private @Nullable ReversePath sender() {
        return envelope().origin() == Envelope.Origin.UNSTATED
                ? null
                : envelope().sender();
    }

    private List<RecipientAudit> audited() {
        return processed instanceof Decided decided ? decided.audit().recipients() : List.of();
    }

    private List<EmailAddress> unaudited() {
        return processed instanceof Decided ? List.of() : envelope().recipients();
    }

    private List<Recipient> recipients() {
        return processed instanceof Decided
                ? audited().stream()
                        .limit(RecentMail.MOST_RECIPIENTS)
                        .map(one -> new Recipient(
                                one.recipient().key(), one.status().word()))
                        .toList()
                : unaudited().stream()
                        .limit(RecentMail.MOST_RECIPIENTS)
                        .map(one -> new Recipient(one.key(), ""))
                        .toList();
    }

    private List<TraceLine> trace() {
        if (!(processed instanceof Decided decided)) {
            return List.of();
        }
        Set<String> kept = recipients().stream().map(Recipient::address).collect(Collectors.toSet());
        return decided.audit().lines().stream()
                .filter(line -> kept.contains(line.recipient()))
                .map(line -> new TraceLine(
                        line.rule(),
                        line.recipient(),
                        Printable.of(line.effect(), MOST_CHARACTERS),
                        Printable.of(line.because(), MOST_CHARACTERS)))
                .toList();
    }
}
