package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import java.util.Map;
import java.util.Set;

/**
 * The results of a plan, action by action.
 *
 * @param results the latest result of each action, those on record from earlier attempts included
 * @param attempted the actions that were tried in this attempt
 * @param repeated actions that may have been done before, by a worker that could not say so any more
 */
public record Outcome(Map<ActionId, DeliveryResult> results, Set<ActionId> attempted, Set<ActionId> repeated) {
    /** What goes back to a mail's sender. */
    private static final Set<ActionId.Kind> ANSWERS = Set.of(ActionId.Kind.REPLY, ActionId.Kind.REPORT);

    private static final DeliveryResult NOT_TRIED = DeliveryResult.deferred(Cause.NOT_STARTED, "not tried");

    /** Copies all. */
    public Outcome {
        results = Map.copyOf(results);
        attempted = Set.copyOf(attempted);
        repeated = Set.copyOf(repeated);
    }

    /**
     * {@return the result of an action; deferred if it was never tried}
     *
     * @param id which
     */
    public DeliveryResult of(ActionId id) {
        return results.getOrDefault(id, NOT_TRIED);
    }

    /** {@return what was said about the first action that is not done} */
    String firstOpenReply() {
        return results.entrySet().stream()
                .filter(entry -> !entry.getValue().isFinal())
                .min(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue().reply())
                .orElse("");
    }

    /** {@return whether everything but replies and reports is done: those never decide what becomes of a mail} */
    boolean lacksAnswersOnly() {
        return results.entrySet().stream()
                .allMatch(entry -> ANSWERS.contains(entry.getKey().kind())
                        || entry.getValue().isFinal());
    }

    /** {@return whether nothing is left to do} */
    public boolean isFinal() {
        return results.values().stream().allMatch(DeliveryResult::isFinal);
    }
}
