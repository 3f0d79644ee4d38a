package dev.mailworker.consume;

import java.time.Instant;

/**
 * Where a worker is on its way from start to stop.
 *
 * @param phase where
 * @param since since when
 */
public record Stage(Phase phase, Instant since) {
    /** The stages, in their order. */
    public enum Phase {
        /** No mail is taken: it was not started, or a single round is over. */
        IDLE,
        /** It was started, and the sources were not asked yet. */
        STARTING,
        /** The sources are asked, and mails are worked on. */
        RUNNING,
        /** No new mail is taken; what is in work gets time to end. */
        STOPPING,
        /** All is over. */
        STOPPED
    }
}
