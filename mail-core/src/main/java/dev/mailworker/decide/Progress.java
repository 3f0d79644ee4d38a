package dev.mailworker.decide;

import dev.mailworker.mail.Envelope;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is remembered of a mail between attempts, and what further decisions rest on: nothing here is ever shortened.
 *
 * @param attempts how many attempts came to an end on record
 * @param envelope the envelope of the first attempt on record
 * @param results the latest result of each action that was tried
 * @param claims who is about to send what
 * @param deleted whether the mail was deleted on purpose, after its audit was written
 * @param passedOpen the tables that could not be read when the mail was let through
 * @param openAttempts how many attempts in a row began on record and never came to an end: the worker died in them
 */
public record Progress(
        int attempts,
        Envelope envelope,
        Map<ActionId, Recorded> results,
        Map<ActionId, Claim> claims,
        boolean deleted,
        Set<Table> passedOpen,
        int openAttempts) {
    /** Nothing is remembered. */
    public static final Progress NONE = new Progress(0, Envelope.UNSTATED, Map.of(), Map.of(), false, Set.of(), 0);

    /** Copies the maps. */
    public Progress {
        results = Map.copyOf(results);
        claims = Map.copyOf(claims);
        passedOpen = Set.copyOf(passedOpen);
    }

    /**
     * A result on record.
     *
     * @param result what came of it
     * @param at when
     */
    public record Recorded(DeliveryResult result, Instant at) {}

    /** {@return whether anything is remembered} */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * {@return the final result of an action, or empty if it is still to be done}
     *
     * @param id which
     */
    public Optional<DeliveryResult> finalResult(ActionId id) {
        return Optional.ofNullable(results.get(id)).map(Recorded::result).filter(DeliveryResult::isFinal);
    }

    /**
     * {@return whether an action without a final result may have been done all the same: its answer got lost, or whoever
     * claimed it never said what came of it}
     *
     * @param id which
     */
    public boolean mayHaveBeenDone(ActionId id) {
        Recorded recorded = results.get(id);
        return claims.containsKey(id) || (recorded != null && recorded.result().kind() == DeliveryResult.Kind.IN_DOUBT);
    }

    /**
     * {@return this with the envelope set, if none is remembered yet}
     *
     * @param known the envelope in use
     */
    public Progress withEnvelope(Envelope known) {
        return envelope.origin() == Envelope.Origin.UNSTATED
                ? new Progress(attempts, known, results, claims, deleted, passedOpen, openAttempts)
                : this;
    }

    /**
     * {@return this with results added; an action with a result is no longer claimed, and a final result stays}
     *
     * @param more the new results
     * @param at when they came
     */
    public Progress withResults(Map<ActionId, DeliveryResult> more, Instant at) {
        Map<ActionId, Recorded> all = new TreeMap<>(results);
        more.forEach((id, result) -> all.merge(id, new Recorded(result, at), Progress::later));
        Map<ActionId, Claim> open = new TreeMap<>(claims);
        open.keySet().removeAll(more.keySet());
        return new Progress(attempts, envelope, all, open, deleted, passedOpen, openAttempts);
    }

    /** A final result stays, and a doubt stays until there is one. */
    private static Recorded later(Recorded was, Recorded is) {
        if (was.result().isFinal()) {
            return was;
        }
        boolean doubtStays = was.result().kind() == DeliveryResult.Kind.IN_DOUBT
                && !is.result().isFinal();
        return doubtStays ? new Recorded(DeliveryResult.inDoubt(is.result().reply()), is.at()) : is;
    }

    /** {@return this with one more attempt counted, which has come to its end} */
    public Progress withAttempt() {
        return new Progress(attempts + 1, envelope, results, claims, deleted, passedOpen, 0);
    }

    /**
     * {@return this with a claim}
     *
     * @param id on what
     * @param claim whose, until when
     */
    public Progress withClaim(ActionId id, Claim claim) {
        Map<ActionId, Claim> all = new TreeMap<>(claims);
        all.put(id, claim);
        return new Progress(attempts, envelope, results, all, deleted, passedOpen, openAttempts);
    }

    /** {@return this with an attempt that begins} */
    public Progress withBegin() {
        return new Progress(attempts, envelope, results, claims, deleted, passedOpen, openAttempts + 1);
    }

    /** {@return this with every attempt ended} */
    public Progress withEnd() {
        return new Progress(attempts, envelope, results, claims, deleted, passedOpen, 0);
    }

    /** {@return this, with the mail's deletion on record} */
    public Progress withDeletion() {
        return new Progress(attempts, envelope, results, claims, true, passedOpen, openAttempts);
    }

    /**
     * {@return this with the tables that were passed open}
     *
     * @param tables which could not be read
     */
    public Progress withPassedOpen(Set<Table> tables) {
        Set<Table> all = new LinkedHashSet<>(passedOpen);
        all.addAll(tables);
        return new Progress(attempts, envelope, results, claims, deleted, all, openAttempts);
    }
}
