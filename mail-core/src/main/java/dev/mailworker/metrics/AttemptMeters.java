package dev.mailworker.metrics;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Bounce;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Effect.Withhold;
import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.pipeline.Processed.Postponed;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.pipeline.StepTimes;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.Settlement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Counts and times attempts at mails, and what came of them. Thread-safe. */
final class AttemptMeters {
    private static final Duration[] BUCKETS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final Set<ActionId.Kind> SENDS = Set.of(ActionId.Kind.FORWARD, ActionId.Kind.REPLY);

    private final Labels domains;
    private final MeterProvider<Counter> processed;
    private final MeterProvider<Counter> recipients;
    private final MeterProvider<Counter> blocked;
    private final MeterProvider<Counter> attempts;
    private final MeterProvider<Counter> results;
    private final MeterProvider<Counter> outgoing;
    private final MeterProvider<Counter> withheld;
    private final MeterProvider<Counter> replies;
    private final MeterProvider<Counter> forwards;
    private final MeterProvider<Counter> bounces;
    private final MeterProvider<Counter> attributions;
    private final MeterProvider<Counter> dead;
    private final Counter auditsNotStored;
    private final Timer whole;
    private final MeterProvider<Timer> steps;

    AttemptMeters(MeterRegistry registry, Labels domains) {
        this.domains = domains;
        this.processed = counter(registry, "emails.processed", "Mails that are settled for good");
        this.recipients = counter(registry, "recipients.processed", "Recipients of mails that are settled for good");
        this.blocked = counter(registry, "blocked.senders", "Recipients whose blocklist held the sender");
        this.attempts = counter(registry, "email.attempts", "Attempts at mails that ended");
        this.results = counter(registry, "delivery.results", "Results of bringing a copy to one mailbox");
        this.outgoing = counter(registry, "outgoing.results", "Results of sending a forward, reply or report");
        this.withheld =
                counter(registry, "outgoing.withheld", "Forwards and replies of settled mails that were not sent");
        this.replies = counter(registry, "autoreplies.sent", "Auto-replies that were accepted");
        this.forwards = counter(registry, "forwards.sent", "Forwards that were accepted");
        this.bounces = counter(registry, "bounces.processed", "Bounces and complaints that were dealt with");
        this.attributions = counter(registry, "bounce.attributions", "Whether the site sent what a bounce is about");
        this.dead = counter(registry, "dead.letters", "Messages that were set aside");
        this.auditsNotStored = Counter.builder("audits.not.stored")
                .description("Mails settled for good whose audit could not be stored with them")
                .register(registry);
        this.whole = Timer.builder("email.processing")
                .description("How long an attempt at a mail took")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.steps = Timer.builder("email.step")
                .description("How long one step of an attempt took")
                .serviceLevelObjectives(BUCKETS)
                .withRegistry(registry);
    }

    private static MeterProvider<Counter> counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).withRegistry(registry);
    }

    void processed(Processed attempt) {
        String domain = domains.of(attempt.arrival().domain());
        attempts.withTags("domain", domain, "outcome", outcome(attempt)).increment();
        if (!attempt.times().equals(StepTimes.NONE)) {
            whole.record(attempt.times().whole());
            attempt.times().steps().forEach((step, took) -> steps.withTag("step", step.word())
                    .record(took));
        }
        if (attempt instanceof Decided decided) {
            decided.outcome()
                    .attempted()
                    .forEach(id -> result(domain, id, decided.outcome().of(id)));
        }
        if (!(attempt.settlement() instanceof Settlement.RetryAfter)) {
            settled(domain, attempt);
        }
    }

    private static String outcome(Processed attempt) {
        if (attempt instanceof Postponed) {
            return "postponed";
        }
        Settlement settlement = attempt.settlement();
        return settlement instanceof Settlement.Done
                ? "done"
                : settlement instanceof Settlement.Dead ? "dead" : "again";
    }

    private void result(String domain, ActionId id, DeliveryResult result) {
        if (id.kind() == ActionId.Kind.DELIVER) {
            results.withTags("domain", domain, "class", deliveryClass(result)).increment();
            return;
        }
        if (result.cause() == Cause.NOT_NEEDED) {
            return;
        }
        boolean accepted = result.kind() == DeliveryResult.Kind.DELIVERED;
        outgoing.withTags("domain", domain, "kind", kind(id.kind()), "result", accepted ? "sent" : word(result.kind()))
                .increment();
        if (accepted && id.kind() == ActionId.Kind.REPLY) {
            replies.withTag("domain", domain).increment();
        } else if (accepted && id.kind() == ActionId.Kind.FORWARD) {
            forwards.withTag("domain", domain).increment();
        }
    }

    private static String deliveryClass(DeliveryResult result) {
        Status status = result.status();
        return status == Status.INVALID || status == Status.KEPT ? status.word() : word(result.kind());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String kind(ActionId.Kind kind) {
        return kind == ActionId.Kind.REPLY ? "autoreply" : word(kind);
    }

    private void settled(String domain, Processed attempt) {
        boolean isDead = attempt.settlement() instanceof Settlement.Dead;
        processed.withTags("domain", domain, "status", status(attempt)).increment();
        if (isDead) {
            dead.withTag("reason", DeadLetterReason.of(attempt)).increment();
        }
        if (attempt instanceof Decided decided) {
            decided.audit().recipients().forEach(one -> settled(domain, one));
            withheld(decided);
            if (!decided.auditStored()) {
                auditsNotStored.increment();
            }
        }
    }

    private void withheld(Decided decided) {
        decided.audit().trace().stream()
                .map(Ruling::effect)
                .filter(Withhold.class::isInstance)
                .map(Withhold.class::cast)
                .forEach(effect -> withheld(effect.kind(), effect.reason().word()));
        decided.outcome().results().forEach((id, result) -> {
            if (SENDS.contains(id.kind()) && result.cause() == Cause.NOT_NEEDED) {
                withheld(id.kind(), "not_needed");
            }
        });
    }

    private void withheld(ActionId.Kind kind, String reason) {
        withheld.withTags("kind", kind(kind), "reason", reason).increment();
    }

    private void settled(String domain, RecipientAudit recipient) {
        recipients
                .withTags("domain", domain, "status", recipient.status().word())
                .increment();
        if (recipient.status() == Status.BLOCKED) {
            blocked.withTag("domain", domain).increment();
        }
    }

    private static String status(Processed attempt) {
        if (attempt instanceof Decided decided) {
            return decided.audit().status().word();
        }
        return attempt instanceof Skipped ? "skipped" : Status.DEAD.word();
    }

    void unreadable() {
        dead.withTag("reason", DeadLetterReason.UNREADABLE_NOTICE).increment();
    }

    void bounced(String of, Bounce bounce) {
        String domain = domains.of(of);
        bounces.withTags("domain", domain, "type", BounceType.of(bounce)).increment();
        attributions
                .withTags("domain", domain, "attributed", bounce.attributed() ? "yes" : "no")
                .increment();
    }
}
