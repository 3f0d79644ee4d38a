package dev.mailworker.testing;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Progress in memory; writes are conditional as on S3. {@link #calls()} knows {@code load}, {@code create}, {@code update}
 * and {@code remove}.
 */
public final class MemoryProgressStore implements ProgressStore {
    private final Calls calls = new Calls("load", "create", "update", "remove");
    private final Guard guard = new Guard();
    private final Map<BlobRef, Versioned> byMail = new HashMap<>();
    private long writes;

    /** Nothing is remembered. */
    public MemoryProgressStore() {}

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    @Override
    public Optional<Versioned> load(BlobRef ref) {
        return calls.call("load", List.of(ref), () -> guard.get(() -> Optional.ofNullable(byMail.get(ref))));
    }

    @Override
    public Versioned create(BlobRef ref, Progress progress) {
        return calls.call(
                "create",
                List.of(ref, progress),
                () -> guard.get(() -> {
                    if (byMail.containsKey(ref)) {
                        throw conflict(ref);
                    }
                    return write(ref, progress);
                }));
    }

    @Override
    public Versioned update(BlobRef ref, Versioned read, Progress progress) {
        return calls.call(
                "update",
                List.of(ref, read, progress),
                () -> guard.get(() -> {
                    Versioned is = byMail.get(ref);
                    if (is == null || !is.version().equals(read.version())) {
                        throw conflict(ref);
                    }
                    return write(ref, progress);
                }));
    }

    @Override
    public void remove(BlobRef ref, Versioned read) {
        calls.call(
                "remove",
                List.of(ref, read),
                () -> guard.get(() -> {
                    Versioned is = byMail.get(ref);
                    if (is != null && !is.version().equals(read.version())) {
                        throw conflict(ref);
                    }
                    return Optional.ofNullable(byMail.remove(ref));
                }));
    }

    private Versioned write(BlobRef ref, Progress progress) {
        writes++;
        Versioned written = new Versioned(progress, Long.toString(writes));
        byMail.put(ref, written);
        return written;
    }

    private static PortException conflict(BlobRef ref) {
        return new PortException(PortException.Kind.CONFLICT, "somebody else changed the progress of " + ref);
    }

    /**
     * {@return what is remembered of a mail, or {@link Progress#NONE}}
     *
     * @param ref which mail
     */
    public Progress of(BlobRef ref) {
        return guard.get(() ->
                Optional.ofNullable(byMail.get(ref)).map(Versioned::progress).orElse(Progress.NONE));
    }

    /**
     * Remembers something of a mail, whatever was remembered before, as another worker might.
     *
     * @param ref which mail
     * @param progress what
     */
    public void put(BlobRef ref, Progress progress) {
        guard.run(() -> write(ref, progress));
    }

    /** {@return how many writes there were} */
    public long writes() {
        return guard.get(() -> writes);
    }
}
