package dev.mailworker.pipeline;

import java.time.Duration;

/** Waits, in a way that tests can make instant. */
@FunctionalInterface
public interface Pause {
    /**
     * Waits.
     *
     * @param duration how long; zero for not at all
     * @throws InterruptedException if the worker is stopping
     */
    void of(Duration duration) throws InterruptedException;

    /** {@return real waiting} */
    static Pause sleeping() {
        return duration -> Thread.sleep(duration.toMillis());
    }
}
