package dev.mailworker.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that tests set. */
final class SettableTime implements InstantSource {
    private volatile Instant now = Instant.parse("2027-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }
}
