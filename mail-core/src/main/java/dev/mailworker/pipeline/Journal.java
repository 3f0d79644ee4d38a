package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStore.Versioned;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One mail's progress while it is worked on. Changes rest on what was last read; when somebody else changed it in the
 * meantime, it is read again and the change made to that. What could not be stored stays in {@link UnsavedProgress}, so
 * that the next attempt of this process knows it. Used by one thread.
 */
final class Journal {
    private static final int MAX_CONFLICTS = 5;

    private final BlobRef ref;
    private final ProgressStore store;
    private final UnsavedProgress unsaved;
    private @Nullable Versioned stored;
    private boolean concludes;

    Journal(BlobRef ref, ProgressStore store, UnsavedProgress unsaved) {
        this.ref = ref;
        this.store = store;
        this.unsaved = unsaved;
    }

    /** Whether the process knows something of this mail that it could not store. */
    boolean hasUnsaved() {
        return unsaved.of(ref).isPresent();
    }

    /** Reads what is remembered; until then, nothing is known to be. */
    Progress load() {
        stored = store.load(ref).orElse(null);
        return progress();
    }

    /** {@return what is remembered, with what could not be stored} */
    Progress progress() {
        Progress onRecord = stored == null ? Progress.NONE : stored.progress();
        return unsaved.of(ref).map(own -> merge(onRecord, own)).orElse(onRecord);
    }

    /**
     * Changes what is remembered, and stores it.
     *
     * @param change made to what is remembered; made again to what somebody else stored in the meantime
     * @return what is remembered now
     * @throws PortException if it can't be stored; it stays in memory then
     */
    Progress save(UnaryOperator<Progress> change) {
        for (int conflicts = 0; ; conflicts++) {
            Progress changed = change.apply(progress());
            try {
                stored = stored == null ? store.create(ref, changed) : store.update(ref, stored, changed);
                unsaved.forget(ref);
                return changed;
            } catch (PortException e) {
                if (e.kind() != PortException.Kind.CONFLICT || conflicts == MAX_CONFLICTS) {
                    unsaved.keep(ref, changed);
                    throw e;
                }
                load();
            }
        }
    }

    /**
     * Puts on record that an attempt begins, so that the next one knows if this one takes the process with it, and a replay
     * knows that the mail is in work.
     *
     * @param ours our word that it is
     * @param now the time
     * @throws InOtherHands if somebody else has the mail
     */
    void begin(Claim ours, Instant now) {
        save(progress -> {
            requireFree(progress, ours.owner(), now);
            return progress.withBegin().withHold(ours);
        });
        concludes = true;
    }

    /** Whatever is on record as begun ends with this attempt, without having been begun by it. */
    void conclude() {
        concludes = true;
    }

    /** Throws {@link InOtherHands} if somebody else has the mail by what is remembered. */
    void requireFree(Progress progress, String owner, Instant now) {
        Optional<Claim> other = progress.heldByAnother(owner, now);
        if (other.isPresent()) {
            throw new InOtherHands(other.get(), now);
        }
    }

    /** Puts on record that the attempt has come to its end, if one is on record that it ends: others are not its to end. */
    void end() {
        if (concludes && progress().openAttempts() > 0) {
            save(Progress::withEnd);
        }
    }

    /** Forgets the mail, if anything is stored of it. */
    void remove() {
        unsaved.forget(ref);
        if (stored == null) {
            return;
        }
        store.remove(ref, stored);
        stored = null;
    }

    private static Progress merge(Progress onRecord, Progress own) {
        Progress merged = onRecord.withEnvelope(own.envelope()).withPassedOpen(own.passedOpen());
        for (Map.Entry<ActionId, Progress.Recorded> result : own.results().entrySet()) {
            merged = merged.withResults(
                    Map.of(result.getKey(), result.getValue().result()),
                    result.getValue().at());
        }
        while (merged.attempts() < own.attempts()) {
            merged = merged.withAttempt();
        }
        return own.deleted() ? merged.withDeletion(own.envelope()) : merged;
    }
}
