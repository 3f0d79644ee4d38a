package dev.mailworker.port;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How something outside the worker is, as far as work has shown: nobody asks it for this answer's sake. Immutable.
 *
 * @param state how it is
 * @param sinceOrNull since when; null as long as nothing is known
 * @param because what is wrong, in our own words, which hold no address and nothing that a peer said; empty if nothing is
 */
public record Condition(State state, @Nullable Instant sinceOrNull, String because) {
    /** Nothing is known yet. */
    public static final Condition UNKNOWN = new Condition(State.UNKNOWN, null, "");

    /** How something can be, from the least to the most alarming. */
    public enum State {
        /** It was not needed yet. */
        UNKNOWN,
        /** It works. */
        UP,
        /** It works in part. */
        DEGRADED,
        /** It doesn't work. */
        DOWN
    }

    /**
     * {@return the condition of what works}
     *
     * @param since since when
     */
    public static Condition up(Instant since) {
        return new Condition(State.UP, since, "");
    }

    /**
     * {@return the condition of what works in part}
     *
     * @param since since when
     * @param because what is wrong, in our own words
     */
    public static Condition degraded(Instant since, String because) {
        return new Condition(State.DEGRADED, since, because);
    }

    /**
     * {@return the condition of what doesn't work}
     *
     * @param since since when
     * @param because what is wrong, in our own words
     */
    public static Condition down(Instant since, String because) {
        return new Condition(State.DOWN, since, because);
    }

    /** {@return since when it is so; empty as long as nothing is known} */
    public Optional<Instant> since() {
        return Optional.ofNullable(sinceOrNull);
    }

    /** {@return whether anything is wrong} */
    public boolean isTrouble() {
        return state.compareTo(State.UP) > 0;
    }

    /**
     * {@return what comes after this: the next condition, which began earlier if it is the same state that goes on}
     *
     * @param next what is seen now
     */
    public Condition then(Condition next) {
        return state == next.state ? new Condition(state, sinceOrNull, next.because) : next;
    }

    /**
     * {@return the same with the reason put under a heading, if there is one}
     *
     * @param heading what the reason is about
     */
    public Condition about(String heading) {
        return because.isEmpty() ? this : new Condition(state, sinceOrNull, heading + ": " + because);
    }

    /**
     * {@return the condition of what needs all of some things: the worst of theirs. Trouble began with the first that has it,
     * and all is well since the last one is}
     *
     * @param parts the things; none is known to be well
     */
    public static Condition worst(Collection<Condition> parts) {
        Comparator<Condition> byState = Comparator.comparing(Condition::state);
        Comparator<Condition> byTime = Comparator.comparing(part -> part.since().orElse(Instant.MIN));
        return parts.stream()
                .max(byState.thenComparing(
                        (one, other) -> (one.isTrouble() ? byTime.reversed() : byTime).compare(one, other)))
                .orElse(UNKNOWN);
    }
}
