package dev.mailworker.pipeline;

import dev.mailworker.decide.Claim;
import java.time.Duration;
import java.time.Instant;

/** Somebody else has the mail in work by their word on record, or had it until a moment ago. */
final class InOtherHands extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Duration SOON = Duration.ofSeconds(5);

    /** When it may be free. */
    private final Duration wait;

    InOtherHands(Claim other, Instant now) {
        super("it is in work elsewhere (" + other.owner() + ") until " + other.until() + " at the latest");
        Duration left = Duration.between(now, other.until());
        this.wait = left.compareTo(SOON) > 0 ? left : SOON;
    }

    private InOtherHands(String message) {
        super(message);
        this.wait = SOON;
    }

    static InOtherHands untilJustNow() {
        return new InOtherHands("it was finished elsewhere while this attempt began");
    }

    Duration pause() {
        return wait;
    }
}
