package dev.mailworker.pipeline;

import java.time.Duration;
import java.util.Map;

/**
 * How long the steps of one attempt took. Together they are the whole attempt, from the notice in hand to the settlement known;
 * asking the source to settle it comes after that.
 *
 * @param steps the steps that were begun, the last of them maybe not brought to its end
 */
public record StepTimes(Map<Step, Duration> steps) {
    /** Of an attempt that began no step. */
    public static final StepTimes NONE = new StepTimes(Map.of());

    /** Copies the map. */
    public StepTimes {
        steps = Map.copyOf(steps);
    }

    /** {@return how long the attempt took as a whole} */
    public Duration whole() {
        return steps.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
