package dev.mailworker.pipeline;

/** Why a mail is worked on. */
public enum Mode {
    /** Because it came. What any worker has finished is finished. */
    WORK,
    /**
     * Because somebody asked for it. Whoever has a copy on record gets no other; everybody else is decided about again, by
     * today's tables: those who blocked it, whose mailbox was invalid, for whom it was held or given up. Where the rules could
     * not be read when the mail passed, forwards and replies that are missing are made good for all.
     */
    REPLAY,
    /** The same, and everything is done again whatever is on record; no verdict policy stands against it. */
    FORCED_REPLAY
}
