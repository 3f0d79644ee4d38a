package dev.mailworker.port;

import java.time.Duration;

/** What becomes of a message in its source. */
public sealed interface Settlement {
    /** {@return the reason, one line for people} */
    String because();

    /**
     * Everything is done and on record: the source forgets the message.
     *
     * @param because what was done
     */
    record Done(String because) implements Settlement {}

    /**
     * The source gives the message out again, later.
     *
     * @param delay after how long; zero for at once
     * @param because why
     */
    record RetryAfter(Duration delay, String because) implements Settlement {
        /** Refuses a delay in the past. */
        public RetryAfter {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a message can't be retried " + delay + " from now");
            }
        }
    }

    /**
     * The message goes to the dead-letter side, with its reason.
     *
     * @param because why
     */
    record Dead(String because) implements Settlement {}
}
