package dev.mailworker.activity;

import java.time.Instant;

/**
 * How often mails for recipients ended how in a span of time. A recipient whose mail is put off counts at each attempt as
 * deferred, and as something else once that is over.
 *
 * @param from when the span begins
 * @param delivered see {@link Result#DELIVERED}
 * @param blocked see {@link Result#BLOCKED}
 * @param deferred see {@link Result#DEFERRED}
 * @param rejected see {@link Result#REJECTED}
 */
public record Counts(Instant from, int delivered, int blocked, int deferred, int rejected) {
    /** {@return that nothing happened yet} */
    static Counts none(Instant from) {
        return new Counts(from, 0, 0, 0, 0);
    }

    /** {@return the same with more recipients for whom it ended in one way} */
    Counts plus(Result result, int more) {
        return switch (result) {
            case DELIVERED -> new Counts(from, delivered + more, blocked, deferred, rejected);
            case BLOCKED -> new Counts(from, delivered, blocked + more, deferred, rejected);
            case DEFERRED -> new Counts(from, delivered, blocked, deferred + more, rejected);
            case REJECTED -> new Counts(from, delivered, blocked, deferred, rejected + more);
        };
    }

    /** {@return all of them together} */
    public int total() {
        return delivered + blocked + deferred + rejected;
    }

    /** {@return both together, from when the earlier one begins} */
    Counts plus(Counts other) {
        return new Counts(
                from.isBefore(other.from) ? from : other.from,
                delivered + other.delivered,
                blocked + other.blocked,
                deferred + other.deferred,
                rejected + other.rejected);
    }
}
