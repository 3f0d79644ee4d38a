package dev.mailworker.local;

import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.local.SpoolFolders.Part;
import dev.mailworker.local.SpoolFolders.Place;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Printable;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One domain's folder as a queue with leases. Its methods wait for files, not for mails. Every change is made while the
 * domain's lock is held, which also guards what is remembered here: thread-safe, across processes.
 */
final class SpoolQueue {
    private static final Logger log = LoggerFactory.getLogger(SpoolQueue.class);
    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(30);

    private final SpoolFolders folders;
    private final String domain;
    private final LeaseFolder leases;
    private final SpoolMoves moves;
    private final SpoolListing listing;
    private final ProcessLock lock;
    private final InstantSource time;

    /** What may be free, oldest first; filled when it runs dry, so that a long queue is not listed for every few mails. */
    private final Deque<String> candidates = new ArrayDeque<>();
    /** What was seen to be taken, and until when: its lease need not be read before. */
    private final Map<String, Instant> hidden = new HashMap<>();
    /** What the lock counted when that was last known to be right: see {@link #sooner}. */
    private long counted = -1;

    private boolean swept;
    private volatile boolean idle;

    SpoolQueue(SpoolFolders folders, String domain, LeaseFolder leases, ProcessLock lock, InstantSource time) {
        this.folders = folders;
        this.domain = domain;
        this.leases = leases;
        this.moves = new SpoolMoves(folders);
        this.listing = new SpoolListing(folders.folder(Place.SPOOL, domain));
        this.lock = lock;
        this.time = time;
    }

    /** {@return whether {@link #take} could find something that it didn't find the last time; cheap} */
    boolean isWorthALook() {
        return !idle || listing.mayHaveChanged();
    }

    /** Takes free entries. One that makes trouble is left out for a while; only if all do, this fails. */
    List<Received> take(int max, Duration lease) throws IOException {
        return lock.holding(held -> {
            notice(held);
            List<Received> taken = new ArrayList<>();
            Optional<IOException> trouble = takeCandidates(max, lease, taken);
            if (taken.isEmpty()) {
                refill();
                Optional<IOException> before = trouble;
                trouble = takeCandidates(max, lease, taken).or(() -> before);
            }
            idle = candidates.isEmpty() && hidden.isEmpty();
            if (taken.isEmpty() && trouble.isPresent()) {
                throw trouble.get();
            }
            return taken;
        });
    }

    /**
     * Takes one entry, unless a worker has it. A mail that has left the spool comes back into it for this, and leaves it again
     * when it is settled, however that is.
     */
    Optional<Received> take(String key, Duration lease) throws IOException {
        return lock.holding(held -> {
            notice(held);
            Lease was = leases.read(key);
            if (was.state() == Lease.State.LEASED && !was.isFree(time.instant())) {
                return Optional.empty();
            }
            Place home = moves.back(new BlobRef(domain, key));
            return give(key, was, lease, home);
        });
    }

    private Optional<IOException> takeCandidates(int max, Duration lease, List<Received> taken) {
        Optional<IOException> trouble = Optional.empty();
        for (String key = candidates.poll(); key != null; key = candidates.poll()) {
            try {
                tryTake(key, lease).ifPresent(taken::add);
            } catch (IOException e) {
                log.warn("Can't take {}/{} from the spool: {}", domain, Printable.of(key), FileTrouble.words(e));
                trouble = Optional.of(leftOut(key, e));
            } catch (RuntimeException | Error e) {
                log.error("Can't take {}/{} from the spool", domain, Printable.of(key), e);
                trouble = Optional.of(leftOut(key, new IOException(e.toString(), e)));
            }
            if (taken.size() == max) {
                break;
            }
        }
        return trouble;
    }

    private IOException leftOut(String key, IOException trouble) {
        hidden.put(key, time.instant().plus(TROUBLE_PAUSE));
        return trouble;
    }

    private void refill() throws IOException {
        Set<String> keys = listing.keys();
        hidden.keySet().retainAll(keys);
        if (!swept) {
            leases.sweep(keys, time.instant());
            swept = true;
        }
        Instant now = time.instant();
        candidates.clear();
        keys.stream()
                .filter(key -> !hidden.getOrDefault(key, Instant.MIN).isAfter(now))
                .forEach(candidates::add);
    }

    private Optional<Received> tryTake(String key, Duration duration) throws IOException {
        Instant now = time.instant();
        Lease was = leases.read(key);
        if (!was.isFree(now)) {
            hidden.put(key, was.until());
            return Optional.empty();
        }
        return give(key, was, duration, Place.SPOOL);
    }

    private Optional<Received> give(String key, Lease was, Duration duration, Place home) throws IOException {
        Instant now = time.instant();
        BlobRef ref = new BlobRef(domain, key);
        Optional<Instant> queuedAt = queuedAt(ref, now);
        if (queuedAt.isEmpty()) {
            hidden.remove(key);
            return Optional.empty();
        }
        SpoolReceipt receipt = new SpoolReceipt(ref, UUID.randomUUID().toString(), home);
        Lease is = new Lease(was.received() + 1, Lease.State.LEASED, after(now, duration), receipt.token());
        Received received = received(receipt, is.received(), queuedAt.get());
        write(key, is);
        return Optional.of(received);
    }

    /** When the entry came here, if it is (still) here. */
    private Optional<Instant> queuedAt(BlobRef ref, Instant now) throws IOException {
        for (Part part : List.of(Part.MAIL, Part.AUDIT)) {
            Path file = folders.file(Place.SPOOL, ref, part);
            if (Files.isRegularFile(file)) {
                Instant came = changed(file);
                return Optional.of(came.isAfter(now) ? now : came);
            }
        }
        return Optional.empty();
    }

    /** When it got its name: a mail that somebody moves back into the spool is as young as any other, whatever its age. */
    private static Instant changed(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(file, "unix:ctime") instanceof FileTime changed) {
            return changed.toInstant();
        }
        return Files.getLastModifiedTime(file).toInstant();
    }

    private Received received(SpoolReceipt receipt, int receiveCount, Instant queuedAt) throws IOException {
        try {
            EnvelopeJson stated = stated(receipt.ref());
            return new Received.Arrival(
                    domain, receipt.ref(), stated.envelope(), stated.verdicts(), receiveCount, queuedAt, receipt);
        } catch (JsonFormatException e) {
            return new Received.Unreadable(receipt, String.valueOf(e.getMessage()));
        }
    }

    private EnvelopeJson stated(BlobRef ref) throws IOException {
        // Not only in the spool: a worker killed while it settled the mail may have moved the envelope already.
        Optional<Path> file = folders.find(ref, Part.ENVELOPE);
        return file.isPresent() ? EnvelopeJson.read(Json.read(file.get())) : EnvelopeJson.NONE;
    }

    void extend(SpoolReceipt receipt, Duration duration) throws IOException {
        lock.holding(held -> {
            notice(held);
            Lease was = ours(receipt);
            Instant until = after(time.instant(), duration);
            write(receipt.ref().key(), new Lease(was.received(), was.state(), until, was.token()));
            return sooner(held, was, until);
        });
    }

    void settle(SpoolReceipt receipt, Settlement settlement) throws IOException {
        lock.holding(held -> {
            notice(held);
            Lease was = ours(receipt);
            if (settlement instanceof Settlement.RetryAfter retry && receipt.home() == Place.SPOOL) {
                postpone(held, receipt.ref().key(), was, was.received(), after(time.instant(), retry.delay()));
                return true;
            }
            boolean dead = settlement instanceof Settlement.Dead
                    || (settlement instanceof Settlement.RetryAfter && receipt.home() == Place.DEAD);
            if (dead) {
                moves.dead(receipt.ref(), settlement.because(), time.instant(), was.received());
            } else {
                moves.done(receipt.ref());
            }
            leases.remove(receipt.ref().key());
            hidden.remove(receipt.ref().key());
            return true;
        });
    }

    /** Puts back what nobody waits for any more, as if it had not been taken. */
    void giveBack(List<Received> received) throws IOException {
        lock.holding(held -> {
            notice(held);
            for (Received one : received) {
                SpoolReceipt receipt = (SpoolReceipt) one.receipt();
                Lease was = ours(receipt);
                postpone(held, receipt.ref().key(), was, was.received() - 1, time.instant());
            }
            return true;
        });
    }

    /** Frees what waits for another attempt; what a worker has stays with it. */
    int expedite() throws IOException {
        return lock.holding(held -> {
            notice(held);
            int freed = 0;
            for (String key : listing.keys()) {
                Lease was = leases.read(key);
                if (was.state() == Lease.State.POSTPONED && !was.isFree(time.instant())) {
                    postpone(held, key, was, was.received(), time.instant());
                    freed++;
                }
            }
            return freed;
        });
    }

    private void postpone(ProcessLock.Held held, String key, Lease was, int received, Instant until)
            throws IOException {
        write(key, new Lease(received, Lease.State.POSTPONED, until, "-"));
        sooner(held, was, until);
    }

    private void write(String key, Lease lease) throws IOException {
        leases.write(key, lease);
        hidden.put(key, lease.until());
        idle = false;
    }

    private Lease ours(SpoolReceipt receipt) throws IOException {
        Lease lease = leases.read(receipt.ref().key());
        if (lease.state() != Lease.State.LEASED || !lease.token().equals(receipt.token())) {
            throw new PortException(
                    Kind.LEASE_LOST, "the lease on " + receipt.ref() + " is over, and another worker may have it");
        }
        return lease;
    }

    /** Others trust what they saw of a lease until it ends, unless they are told that it ended sooner. */
    private boolean sooner(ProcessLock.Held held, Lease was, Instant until) throws IOException {
        boolean sooner = until.isBefore(was.until());
        if (sooner) {
            counted = held.count();
        }
        return sooner;
    }

    private void notice(ProcessLock.Held held) throws IOException {
        long now = held.counted();
        if (now != counted) {
            hidden.clear();
            counted = now;
        }
    }

    private static Instant after(Instant now, Duration duration) {
        return now.plus(duration.compareTo(FOREVER) < 0 ? duration : FOREVER);
    }
}
