package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.decide.Route;
import dev.mailworker.port.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares one way out when it is in trouble as a whole: one recipient's or one mail's trouble is not its. While it answers
 * well, as many mails as like may use it at once; when it defers everybody the number halves, once for all uses that were
 * under way together, and with each success it grows again by one. After several such answers in a row it is left alone for a
 * while that doubles each time, and is then probed by one mail. Thread-safe.
 */
final class TargetGuard {
    /** So many answers in a row that defer everybody, and the target rests. */
    static final int PATIENCE = 3;
    /** The first rest; later ones double. */
    static final Duration FIRST_REST = Duration.ofSeconds(2);
    /** The longest rest: recovery is noticed within this time. */
    static final Duration LONGEST_REST = Duration.ofMinutes(1);
    /** For so long no mails are taken in for it; afterwards they are, lest they grow too old in a queue without anybody noticing. */
    static final Duration CLOSED = Duration.ofMinutes(10);
    /** A mail that found no room comes back after a part of the trouble's length so far, but not before this. */
    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int PART = 4;
    private static final long NO_PROBE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(TargetGuard.class);

    private final String name;
    private final InstantSource time;
    private final int most;
    private double limit;
    private int inUse;
    private int badInARow;
    private int rests;
    private long uses;
    private long usesBeforeReaction;
    private long probe = NO_PROBE;
    private Instant restsUntil = Instant.MIN;
    private Instant badSince = Instant.MIN;
    private @Nullable Instant goodSince;

    TargetGuard(String name, int most, InstantSource time) {
        this.name = name;
        this.most = most;
        this.limit = most;
        this.time = time;
    }

    /**
     * A use of the target, or why there is none.
     *
     * @param number counts uses
     * @param refusal why the target may not be used now, or empty if it may: then {@link #left} has to follow
     */
    record Entry(long number, Optional<String> refusal) {}

    synchronized Entry enter() {
        Optional<String> refusal = refusal();
        if (refusal.isEmpty()) {
            uses++;
            inUse++;
            if (rests > 0) {
                probe = uses;
            }
        }
        return new Entry(uses, refusal);
    }

    /** {@return why the target may not be used now, without using it} */
    synchronized Optional<String> refusal() {
        if (rests > 0) {
            // What hangs there since before the trouble does not keep the probe out.
            return isProbed() || isLeftAlone()
                    ? Optional.of("the " + name + " is in trouble since " + badSince + " and is left alone for now")
                    : Optional.empty();
        }
        return inUse >= limit() ? Optional.of("the " + name + " is as busy as it can be") : Optional.empty();
    }

    private boolean isProbed() {
        return probe != NO_PROBE;
    }

    private boolean isLeftAlone() {
        return time.instant().isBefore(restsUntil);
    }

    /** {@return for how long the target will still be left alone} */
    synchronized Duration rest() {
        Duration left = rests > 0 ? Duration.between(time.instant(), restsUntil) : Duration.ZERO;
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** {@return when a mail that found no room should come back: not before there is any, and the later the longer it lasts} */
    synchronized Duration pause() {
        if (rests == 0) {
            return SHORTEST_PAUSE;
        }
        Duration part = Duration.between(badSince, time.instant()).dividedBy(PART);
        Duration pause = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
        Duration atLeast = rest().plus(SHORTEST_PAUSE);
        return pause.compareTo(atLeast) > 0 ? pause : atLeast;
    }

    /** {@return how many mails should be in work for the target's sake, those included that use it now} */
    synchronized int room() {
        if (rests == 0) {
            return limit();
        }
        if (Duration.between(badSince, time.instant()).compareTo(CLOSED) > 0) {
            return most;
        }
        return isLeftAlone() ? 0 : isProbed() ? inUse : inUse + 1;
    }

    /** Takes note of what came of a use. */
    synchronized void left(Entry entry, Collection<DeliveryResult> results) {
        inUse--;
        boolean probed = entry.number() == probe;
        if (probed) {
            probe = NO_PROBE;
        }
        if (!results.isEmpty() && results.stream().allMatch(TargetGuard::isTrouble)) {
            bad(entry, probed, results.iterator().next().reply());
        } else if (results.stream().anyMatch(DeliveryResult::isFinal)) {
            good();
        }
    }

    private static boolean isTrouble(DeliveryResult result) {
        boolean blamesTarget = result.cause() == Cause.PEER_UNHEALTHY || result.cause() == Cause.PEER_UNREACHABLE;
        return blamesTarget && (result.kind() == Kind.DEFERRED || result.kind() == Kind.IN_DOUBT);
    }

    /** What was under way when the target was given less to do, or none, says nothing new. */
    private void bad(Entry entry, boolean probed, String reply) {
        if (badInARow++ == 0) {
            badSince = time.instant();
            goodSince = null;
        }
        if (entry.number() > usesBeforeReaction) {
            usesBeforeReaction = uses;
            limit = Math.max(1, limit / 2);
        }
        if (probed || (rests == 0 && badInARow >= PATIENCE)) {
            leaveAlone(reply);
        }
    }

    private void leaveAlone(String reply) {
        if (rests == 0) {
            LOG.error("the {} is in trouble: it is left alone and probed by one mail at a time: {}", name, reply);
        }
        limit = 1;
        long rest = Math.min(FIRST_REST.toMillis() << Math.min(rests, 10), LONGEST_REST.toMillis());
        restsUntil = time.instant().plusMillis(rest);
        rests++;
    }

    private void good() {
        if (rests > 0) {
            LOG.info("the {} works again, after {}", name, Duration.between(badSince, time.instant()));
        }
        rests = 0;
        badInARow = 0;
        goodSince = goodSince == null ? time.instant() : goodSince;
        limit = Math.min(most, limit + 1);
    }

    /** {@return how it stands with the target} */
    synchronized TargetUse use(Route route, String server) {
        return new TargetUse(route, server, inUse, limit(), rests > 0);
    }

    /** {@return how the target is, by what came of its uses} */
    synchronized Condition condition() {
        if (rests > 0) {
            return Condition.down(badSince, "it takes no mail, and is probed by one mail at a time");
        }
        if (badInARow > 0) {
            return Condition.degraded(badSince, "it took no mail lately");
        }
        return goodSince == null ? Condition.UNKNOWN : Condition.up(goodSince);
    }

    /** {@return how many mails may use the target at once} */
    synchronized int limit() {
        return rests > 0 ? 1 : (int) limit;
    }
}
