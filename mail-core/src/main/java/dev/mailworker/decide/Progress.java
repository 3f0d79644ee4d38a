package dev.mailworker.decide;

import dev.mailworker.mail.Envelope;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * @param hold who has the whole mail in work: a replay, or a worker from its second attempt on; null if nobody said so
 */
public record Progress(
        int attempts,
        Envelope envelope,
        Map<ActionId, Recorded> results,
        Map<ActionId, Claim> claims,
        boolean deleted,
        Set<Table> passedOpen,
        int openAttempts,
        @Nullable Claim hold) {
    /** Nothing is remembered. */
    public static final Progress NONE =
            new Progress(0, Envelope.UNSTATED, Map.of(), Map.of(), false, Set.of(), 0, null);

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
                ? new Progress(attempts, known, results, claims, deleted, passedOpen, openAttempts, hold)
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
        return new Progress(attempts, envelope, all, open, deleted, passedOpen, openAttempts, hold);
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

    /** {@return this with one more attempt counted, which has come to its end: nobody has the mail in work any more} */
    public Progress withAttempt() {
        return new Progress(attempts + 1, envelope, results, claims, deleted, passedOpen, 0, null);
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
        return new Progress(attempts, envelope, results, all, deleted, passedOpen, openAttempts, hold);
    }

    /** {@return this with an attempt that begins} */
    public Progress withBegin() {
        return new Progress(attempts, envelope, results, claims, deleted, passedOpen, openAttempts + 1, hold);
    }

    /** {@return this with every attempt ended: nobody has the mail in work any more} */
    public Progress withEnd() {
        return new Progress(attempts, envelope, results, claims, deleted, passedOpen, 0, null);
    }

    /**
     * {@return this with the mail in somebody's hands}
     *
     * @param claim whose, until when; null for nobody's
     */
    public Progress withHold(@Nullable Claim claim) {
        return new Progress(attempts, envelope, results, claims, deleted, passedOpen, openAttempts, claim);
    }

    /**
     * {@return the word of somebody else that the mail is in work with them, as long as it binds}
     *
     * @param owner who asks
     * @param now the time
     */
    public Optional<Claim> heldByAnother(String owner, Instant now) {
        return Optional.ofNullable(hold)
                .filter(claim -> !claim.owner().equals(owner) && claim.until().isAfter(now));
    }

    /**
     * {@return this, with the mail's deletion on record}
     *
     * @param all everybody who has nothing to expect of the mail any more, instead of the envelope that was remembered
     */
    public Progress withDeletion(Envelope all) {
        return new Progress(attempts, all, results, claims, true, passedOpen, openAttempts, hold);
    }

    /** {@return this with nothing passed open: the mail is decided about again as a whole} */
    public Progress withoutPassedOpen() {
        return new Progress(attempts, envelope, results, claims, deleted, Set.of(), openAttempts, hold);
    }

    /**
     * {@return this with the tables that were passed open}
     *
     * @param tables which could not be read
     */
    public Progress withPassedOpen(Set<Table> tables) {
        Set<Table> all = new LinkedHashSet<>(passedOpen);
        all.addAll(tables);
        return new Progress(attempts, envelope, results, claims, deleted, all, openAttempts, hold);
    }
}
