package dev.mailworker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.Claim;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.PortException;
import dev.mailworker.port.PortException.Kind;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A word on record instead of a queue's lease. */
class ClaimedMailsTest {
    private static final BlobRef REF = new BlobRef("b", "k");
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final SettableTime time = new SettableTime();
    private final MemoryProgressStore store = new MemoryProgressStore();
    private final ClaimedMails mails = new ClaimedMails(store, "mx1", time);
    private final ClaimedMails others = new ClaimedMails(store, "mx2", time);

    private record NoReceipt() implements Receipt {}

    private static Arrival mail() {
        return new Arrival("example.com", REF, Envelope.UNSTATED, Verdicts.NONE, 1, Instant.EPOCH, new NoReceipt());
    }

    private static Arrival taken(ClaimedMails by) {
        return by.take(mail(), LEASE).orElseThrow();
    }

    @Test
    void oneOfTwoGetsAMailAndTheOtherAfterIt() {
        Arrival taken = taken(mails);

        assertThat(taken.queuedAt()).as("a replay begins anew").isEqualTo(time.instant());
        assertThat(others.take(mail(), LEASE)).isEmpty();
        assertThat(mails.take(mail(), LEASE)).as("each has a word of its own").isEmpty();

        mails.settle(taken.receipt(), new Settlement.Done("done"))
                .toCompletableFuture()
                .join();
        assertThat(store.load(REF)).as("nothing is left").isEmpty();
        assertThat(others.take(mail(), LEASE)).isPresent();
    }

    @Test
    void whatIsRememberedBesideTheWordStays() {
        store.put(REF, Progress.NONE.withAttempt());
        Arrival taken = taken(mails);

        assertThat(store.of(REF).attempts()).isEqualTo(1);
        mails.settle(taken.receipt(), new Settlement.Done("done"))
                .toCompletableFuture()
                .join();
        assertThat(store.of(REF)).isEqualTo(Progress.NONE.withAttempt());
    }

    @Test
    void wordThatWasGivenMeanwhileCounts() {
        Progress theirs = Progress.NONE.withHold(new Claim("mx2", time.instant().plus(LEASE)));
        store.calls().before("create", () -> store.put(REF, theirs));

        assertThat(mails.take(mail(), LEASE)).isEmpty();
        assertThat(store.of(REF)).isEqualTo(theirs);
    }

    @Test
    void wordOfOneWhoDiedBindsNoLongerThanItSays() {
        Arrival first = taken(mails);
        time.advance(LEASE);
        Arrival second = taken(others);

        assertThatThrownBy(() -> mails.extend(first.receipt(), LEASE)
                        .toCompletableFuture()
                        .join())
                .cause()
                .isInstanceOf(PortException.class)
                .extracting("kind")
                .isEqualTo(Kind.LEASE_LOST);
        mails.settle(first.receipt(), new Settlement.Done("late"))
                .toCompletableFuture()
                .join();
        assertThat(others.take(mail(), LEASE)).as("the second's word stands").isEmpty();
        assertThat(second.receipt()).isNotEqualTo(first.receipt());
    }

    @Test
    void wordIsExtended() {
        Arrival taken = taken(mails);
        time.advance(Duration.ofMinutes(4));
        mails.extend(taken.receipt(), LEASE).toCompletableFuture().join();
        time.advance(Duration.ofMinutes(4));

        assertThat(others.take(mail(), LEASE)).isEmpty();
    }

    @Test
    void extensionOfAWordThatWasTakenBackGivesNone() {
        Arrival taken = taken(mails);
        mails.settle(taken.receipt(), new Settlement.Done("done"))
                .toCompletableFuture()
                .join();
        mails.extend(taken.receipt(), LEASE).toCompletableFuture().join();

        assertThat(store.load(REF)).isEmpty();
    }
}
