package dev.mailworker.consume;

import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Extends the leases of mails in work when half of one is over. {@link #tick()} is called regularly by one thread. */
final class LeaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Duration length;
    private final InstantSource time;
    private final Set<Kept> kept = ConcurrentHashMap.newKeySet();
    private final LongAdder extended = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /** One message's lease. */
    record Kept(MessageSource source, Receipt receipt, HeldLease lease) {}

    LeaseKeeper(Duration length, InstantSource time) {
        this.length = length;
        this.time = time;
    }

    /** How often {@link #tick()} should be called. */
    Duration rhythm() {
        return length.dividedBy(8);
    }

    Kept keep(MessageSource source, Receipt receipt) {
        Kept one = new Kept(source, receipt, new HeldLease(time, length));
        kept.add(one);
        return one;
    }

    void letGo(Kept one) {
        kept.remove(one);
    }

    void tick() {
        Duration half = length.dividedBy(2);
        for (Kept one : kept) {
            if (!one.lease().isLost() && one.lease().remaining().compareTo(half) < 0) {
                extend(one);
            }
        }
    }

    /** {@return how often a lease was extended so far} */
    long extended() {
        return extended.sum();
    }

    /** {@return how many leases were found lost so far} */
    long lost() {
        return lost.sum();
    }

    /** Notes that a lease is no longer ours; it counts once. */
    void noteLost(Kept one) {
        if (one.lease().lost()) {
            lost.increment();
        }
    }

    private void extend(Kept one) {
        Instant end = time.instant().plus(length);
        var unused = one.source().extend(one.receipt(), length).whenComplete((done, failure) -> {
            Throwable cause = SerialThread.unwrapped(failure);
            if (cause == null) {
                one.lease().extendTo(end);
                extended.increment();
            } else {
                failed(one, cause);
            }
        });
    }

    private void failed(Kept one, Throwable failure) {
        if (failure instanceof PortException e && e.kind() == PortException.Kind.LEASE_LOST) {
            noteLost(one);
            LOG.warn(
                    "{}: a lease is lost while the mail is in work: {}",
                    one.source().name(),
                    e.getMessage());
        } else {
            // It is asked again at the next tick, as long as the lease lasts.
            LOG.warn("{}: a lease can't be extended: {}", one.source().name(), failure.getMessage());
        }
    }
}
