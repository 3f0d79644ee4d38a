package dev.mailworker.consume;

import dev.mailworker.pipeline.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A lease that the {@link LeaseKeeper} extends while a mail's thread reads it. */
final class HeldLease implements Lease {
    private final InstantSource time;
    private volatile Instant until;

    HeldLease(InstantSource time, Duration length) {
        this.time = time;
        this.until = time.instant().plus(length);
    }

    @Override
    public Duration remaining() {
        return Duration.between(time.instant(), until);
    }

    void extendTo(Instant end) {
        until = end;
    }

    /** {@return whether that is news} */
    synchronized boolean lost() {
        boolean news = !isLost();
        until = Instant.EPOCH;
        return news;
    }

    boolean isLost() {
        return until.equals(Instant.EPOCH);
    }
}
