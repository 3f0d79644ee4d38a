package dev.mailworker.pipeline;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another attempt: twice as long each time, up to a limit, with jitter so that mails deferred
 * together don't come back together.
 */
final class RetryDelays {
    /** After the first attempt. */
    static final Duration FIRST = Duration.ofSeconds(30);
    /** Never longer than this. */
    static final Duration LONGEST = Duration.ofHours(1);

    private static final double JITTER = 0.2;

    private final DoubleSupplier random;

    /**
     * Uses chance.
     *
     * @param random numbers from 0 to 1
     */
    RetryDelays(DoubleSupplier random) {
        this.random = random;
    }

    /** {@return the delay after a number of attempts, at least 1} */
    Duration after(int attempts) {
        int doublings = Math.min(Math.max(attempts, 1) - 1, 20);
        long exact = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
        return Duration.ofMillis(Math.round(exact * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }

    /** {@return a delay of at least this, after which not all come back at the same moment} */
    Duration notBefore(Duration least) {
        return Duration.ofMillis(Math.round(least.toMillis() * (1 + 2 * JITTER * random.getAsDouble())));
    }
}
