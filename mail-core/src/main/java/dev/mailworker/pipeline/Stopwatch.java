package dev.mailworker.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** Tells how long the steps of one attempt take: each begins where the one before ends. Used by one thread. */
final class Stopwatch {
    private final InstantSource time;
    private final Map<Step, Duration> steps = new EnumMap<>(Step.class);
    private Step current = Step.FETCH;
    private Instant since;

    /** Begins with {@link Step#FETCH}. */
    Stopwatch(InstantSource time) {
        this.time = time;
        this.since = time.instant();
    }

    void begin(Step next) {
        lap();
        current = next;
    }

    /** {@return what it took until now} */
    StepTimes times() {
        lap();
        return new StepTimes(steps);
    }

    /** A clock that was set back must not make a step shorter than nothing. */
    private void lap() {
        Instant now = time.instant();
        Duration took = now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
        steps.merge(current, took, Duration::plus);
        since = now;
    }
}
