package dev.mailworker.port;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import java.util.Optional;

/**
 * What is remembered of mails between attempts. Every write is conditional on what was read, so that of two workers one
 * wins and the other learns it. Methods block, and fail with {@link PortException}.
 */
public interface ProgressStore {
    /**
     * A stored state.
     *
     * @param progress what is remembered
     * @param version the store's own mark of this state (an ETag on S3)
     */
    record Versioned(Progress progress, String version) {}

    /**
     * {@return what is remembered of a mail, if anything}
     *
     * @param ref which mail
     */
    Optional<Versioned> load(BlobRef ref);

    /**
     * Remembers a mail of which nothing is remembered yet.
     *
     * @param ref which mail
     * @param progress what to remember
     * @return the stored state
     * @throws PortException {@link PortException.Kind#CONFLICT} if something is remembered
     */
    Versioned create(BlobRef ref, Progress progress);

    /**
     * Changes what is remembered.
     *
     * @param ref which mail
     * @param read the state that the change rests on
     * @param progress what to remember instead
     * @return the stored state
     * @throws PortException {@link PortException.Kind#CONFLICT} if the state is another by now
     */
    Versioned update(BlobRef ref, Versioned read, Progress progress);

    /**
     * Forgets a mail; nothing happens if nothing is remembered.
     *
     * @param ref which mail
     * @param read the state that the change rests on
     * @throws PortException {@link PortException.Kind#CONFLICT} if the state is another by now
     */
    void remove(BlobRef ref, Versioned read);
}
