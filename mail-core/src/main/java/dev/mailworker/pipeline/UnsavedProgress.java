package dev.mailworker.pipeline;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Progress that could not be stored, kept until it can be: while the store is away, a mail that was delivered must not be
 * delivered again when it comes back. Bounded; the oldest goes first. Thread-safe.
 */
final class UnsavedProgress {
    private static final int MOST = 10_000;

    private final Map<BlobRef, Progress> kept = new LinkedHashMap<>();

    synchronized void keep(BlobRef ref, Progress progress) {
        kept.put(ref, progress);
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    synchronized Optional<Progress> of(BlobRef ref) {
        return Optional.ofNullable(kept.get(ref));
    }

    synchronized void forget(BlobRef ref) {
        kept.remove(ref);
    }
}
