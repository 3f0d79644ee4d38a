package dev.mailworker.pipeline;

import java.time.Duration;

/** For how long a mail is still ours. Read by the thread that works on the mail, kept by another. */
public interface Lease {
    /** No new action is started with less than this left. */
    Duration SAFETY_MARGIN = Duration.ofSeconds(30);

    /** A lease that never ends: nobody else can have the mail. */
    Lease UNLIMITED = () -> Duration.ofDays(1);

    /** {@return the time left; zero or less when the mail is no longer ours} */
    Duration remaining();

    /** {@return whether there is time left to start another action} */
    default boolean allowsAction() {
        return remaining().compareTo(SAFETY_MARGIN) >= 0;
    }
}
