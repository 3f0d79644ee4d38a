package dev.mailworker.consume;

import dev.mailworker.decide.Claim;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ProgressStore.Versioned;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mails that are worked on without a message of a queue. What keeps others off is a word on record, in the mail's progress:
 * written under the condition that nobody else's stands there, extended like a lease, and taken back in the end. Whatever
 * a mail is settled as, nothing brings it back. Thread-safe.
 */
public final class ClaimedMails implements MessageSource {
    private static final int TRIES = 10;

    private final ProgressStore store;
    private final String owner;
    private final InstantSource time;
    /** Few at once, and each a request or two: the common pool has room for them. */
    private final Executor threads = ForkJoinPool.commonPool();

    private record Hold(BlobRef ref, String owner) implements Receipt {}

    /**
     * Takes mails.
     *
     * @param store has the words on record
     * @param workerName names this worker in them
     * @param time the clock
     */
    public ClaimedMails(ProgressStore store, String workerName, InstantSource time) {
        this.store = store;
        this.owner = "replay by " + workerName;
        this.time = time;
    }

    /**
     * Takes a mail. Waits for the answer.
     *
     * @param mail which, and what is known about it
     * @param lease for how long it is ours
     * @return a notice of it, with our receipt; empty if somebody else has the mail in work
     * @throws PortException if what is remembered can't be read or written
     */
    public Optional<Arrival> take(Arrival mail, Duration lease) {
        Hold hold = new Hold(mail.blob(), owner + " " + UUID.randomUUID());
        boolean taken = change(
                hold,
                progress -> progress.heldByAnother(hold.owner(), time.instant()).isPresent()
                        ? null
                        : progress.withHold(claim(hold, lease)));
        return taken
                ? Optional.of(new Arrival(
                        mail.domain(), mail.blob(), mail.envelope(), mail.verdicts(), 1, time.instant(), hold))
                : Optional.empty();
    }

    private Claim claim(Hold hold, Duration lease) {
        return new Claim(hold.owner(), time.instant().plus(lease));
    }

    /** Changes what is remembered, again if somebody else did meanwhile; not at all where the change gives null. */
    private boolean change(Hold hold, Function<Progress, @Nullable Progress> change) {
        for (int trial = 1; ; trial++) {
            Optional<Versioned> stored = store.load(hold.ref());
            Progress was = stored.map(Versioned::progress).orElse(Progress.NONE);
            Progress changed = change.apply(was);
            if (changed == null) {
                return false;
            }
            try {
                write(hold.ref(), stored, changed);
                return true;
            } catch (PortException e) {
                if (e.kind() != Kind.CONFLICT || trial == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void write(BlobRef ref, Optional<Versioned> stored, Progress changed) {
        if (stored.isEmpty()) {
            store.create(ref, changed);
        } else if (changed.isNone()) {
            store.remove(ref, stored.get());
        } else {
            store.update(ref, stored.get(), changed);
        }
    }

    private static boolean isOurs(Hold hold, Progress progress) {
        Claim holder = progress.hold();
        return holder != null && holder.owner().equals(hold.owner());
    }

    @Override
    public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
        Hold hold = (Hold) receipt;
        return CompletableFuture.runAsync(
                () -> {
                    Instant now = time.instant();
                    change(hold, progress -> {
                        if (progress.heldByAnother(hold.owner(), now).isPresent()) {
                            throw new PortException(
                                    Kind.LEASE_LOST,
                                    hold.ref() + " is in work elsewhere: our word was no longer binding");
                        }
                        // Nobody's any more: the mail was finished a moment ago.
                        return isOurs(hold, progress) ? progress.withHold(claim(hold, lease)) : null;
                    });
                },
                threads);
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
        Hold hold = (Hold) receipt;
        return CompletableFuture.runAsync(
                () -> change(hold, progress -> isOurs(hold, progress) ? progress.withHold(null) : null), threads);
    }

    @Override
    public String name() {
        return "replay";
    }

    /** {@return nothing: mails are taken one by one} */
    @Override
    public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void close() {}
}
