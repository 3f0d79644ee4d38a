package dev.mailworker.aws;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.ProgressStore;
import java.util.Optional;

/** Progress whose client is made when the first is asked for. */
final class LateProgress implements ProgressStore {
    private final Lazy<ProgressStore> progress;

    LateProgress(Lazy<ProgressStore> progress) {
        this.progress = progress;
    }

    @Override
    public Optional<Versioned> load(BlobRef ref) {
        return progress.get().load(ref);
    }

    @Override
    public Versioned create(BlobRef ref, Progress what) {
        return progress.get().create(ref, what);
    }

    @Override
    public Versioned update(BlobRef ref, Versioned read, Progress what) {
        return progress.get().update(ref, read, what);
    }

    @Override
    public void remove(BlobRef ref, Versioned read) {
        progress.get().remove(ref, read);
    }
}
