package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares one way out when it is in trouble as a whole: one recipient's or one mail's trouble is not its. While it answers well, as many mails as like may use it at once; each time it
 * defers everybody the number halves, and with each success it grows again by one. After several such answers in a row it
 * is left alone for a while that doubles each time, and is then probed by one mail. Thread-safe.
 */
final class TargetGuard {
    /** So many answers in a row that defer everybody, and the target rests. */
    static final int PATIENCE = 3;
    /** The first rest; later ones double. */
    static final Duration FIRST_REST = Duration.ofSeconds(2);
    /** The longest rest: recovery is noticed within this time. */
    static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(TargetGuard.class);

    private final String name;
    private final InstantSource time;
    private final int most;
    private double limit;
    private int inUse;
    private int badInARow;
    private int rests;
    private boolean probing;
    private Instant restsUntil = Instant.MIN;
    private Instant badSince = Instant.MIN;

    TargetGuard(String name, int most, InstantSource time) {
        this.name = name;
        this.most = most;
        this.limit = most;
        this.time = time;
    }

    /** {@return why the target may not be used now, or empty if it may: then {@link #left} has to follow} */
    synchronized Optional<String> enter() {
        Optional<String> refusal = refusal();
        if (refusal.isEmpty()) {
            probing = rests > 0;
            inUse++;
        }
        return refusal;
    }

    /** {@return why the target may not be used now, without using it} */
    synchronized Optional<String> refusal() {
        if (rests > 0 && (probing || time.instant().isBefore(restsUntil))) {
            return Optional.of(
                    "the " + name + " server is in trouble since " + badSince + " and is left alone for now");
        }
        return inUse >= Math.max(1, (int) limit)
                ? Optional.of("the " + name + " server is as busy as it can be")
                : Optional.empty();
    }

    /** {@return for how long the target will still be left alone} */
    synchronized Duration rest() {
        Duration left = rests > 0 ? Duration.between(time.instant(), restsUntil) : Duration.ZERO;
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Takes note of what came of a use. */
    synchronized void left(Collection<DeliveryResult> results) {
        inUse--;
        probing = false;
        if (!results.isEmpty() && results.stream().allMatch(TargetGuard::isTrouble)) {
            bad(results.iterator().next().reply());
        } else if (results.stream().anyMatch(DeliveryResult::isFinal)) {
            good();
        }
    }

    private static boolean isTrouble(DeliveryResult result) {
        boolean blamesTarget = result.cause() == Cause.PEER_UNHEALTHY || result.cause() == Cause.PEER_UNREACHABLE;
        return blamesTarget && (result.kind() == Kind.DEFERRED || result.kind() == Kind.IN_DOUBT);
    }

    private void bad(String reply) {
        if (badInARow++ == 0) {
            badSince = time.instant();
        }
        limit = Math.max(1, limit / 2);
        if (badInARow < PATIENCE) {
            return;
        }
        if (rests == 0) {
            LOG.error(
                    "the {} server is in trouble: it is left alone and probed by one mail at a time: {}", name, reply);
        }
        long rest = Math.min(FIRST_REST.toMillis() << Math.min(rests, 10), LONGEST_REST.toMillis());
        restsUntil = time.instant().plusMillis(rest);
        rests++;
    }

    private void good() {
        if (rests > 0) {
            LOG.info("the {} server works again, after {}", name, Duration.between(badSince, time.instant()));
        }
        rests = 0;
        badInARow = 0;
        limit = Math.min(most, limit + 1);
    }

    /** {@return how many mails may use the target at once} */
    synchronized int limit() {
        return rests > 0 ? 1 : (int) limit;
    }
}
