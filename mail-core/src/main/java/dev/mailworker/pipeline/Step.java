package dev.mailworker.pipeline;

import java.util.Locale;

/** The steps of one mail's way, in their order. */
public enum Step {
    /** Its bytes and its stored audit are got; both tables are asked meanwhile. */
    FETCH,
    /** What is remembered of earlier attempts is read, and that this one begins is put on record. */
    PROGRESS,
    /** Its header is read, and what may be a bounce as a whole. */
    READ,
    /** The tables' answers are waited for. */
    LOOK_UP,
    /** The rules decide. */
    DECIDE,
    /** Copies go into the mailboxes. */
    DELIVER,
    /** Forwards, replies and reports go out. */
    SEND,
    /** The outcome is put on record. */
    RECORD;

    /** {@return the word that the metrics use} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
