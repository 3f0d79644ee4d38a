package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Effect.Withhold;
import dev.mailworker.decide.Effect.Withhold.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why a rule makes no forward or reply.
 *
 * @param reason in a word; null if the mailbox doesn't ask for one now
 * @param words in full
 */
record Objection(@Nullable Reason reason, String words) {
    /** Nothing is asked for. */
    static Objection notDue(String words) {
        return new Objection(null, words);
    }

    Effect effect(Kind kind) {
        return reason == null ? Effect.PASS : new Withhold(kind, reason);
    }
}
