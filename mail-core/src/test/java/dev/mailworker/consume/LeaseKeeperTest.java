package dev.mailworker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private static final Duration LENGTH = Duration.ofSeconds(60);

    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private final LeaseKeeper keeper = new LeaseKeeper(LENGTH, time);

    private LeaseKeeper.Kept keepOne() {
        source.put("example.com", new BlobRef("b", "k"), Envelope.UNSTATED);
        Received message = source.receive(1, Duration.ZERO, LENGTH)
                .toCompletableFuture()
                .join()
                .get(0);
        return keeper.keep(source, message.receipt());
    }

    @Test
    void extendsWhenHalfOfTheLeaseIsOver() {
        LeaseKeeper.Kept kept = keepOne();
        time.advance(Duration.ofSeconds(29));
        keeper.tick();
        assertThat(source.calls().of("extend")).isEmpty();

        time.advance(Duration.ofSeconds(2));
        keeper.tick();

        assertThat(source.calls().of("extend")).hasSize(1);
        assertThat(kept.lease().remaining()).isEqualTo(LENGTH);
    }

    @Test
    void lostLeaseAllowsNothingMore() {
        LeaseKeeper.Kept kept = keepOne();
        time.advance(Duration.ofSeconds(31));
        source.calls().fail("extend", new PortException(PortException.Kind.LEASE_LOST, "taken over"));
        keeper.tick();

        assertThat(kept.lease().allowsAction()).isFalse();
    }

    @Test
    void extensionThatFailsIsAskedForAgain() {
        LeaseKeeper.Kept kept = keepOne();
        time.advance(Duration.ofSeconds(31));
        source.calls().fail("extend", new PortException(PortException.Kind.TEMPORARY, "away"));
        keeper.tick();
        assertThat(kept.lease().allowsAction()).isFalse();
        keeper.tick();

        assertThat(kept.lease().remaining()).isEqualTo(LENGTH);
    }

    @Test
    void countsWhatWasExtendedAndWhatWasLost() {
        LeaseKeeper.Kept kept = keepOne();
        time.advance(Duration.ofSeconds(31));
        keeper.tick();
        time.advance(Duration.ofSeconds(31));
        source.calls().fail("extend", new PortException(PortException.Kind.LEASE_LOST, "taken over"));
        keeper.tick();
        keeper.noteLost(kept);

        assertThat(keeper.extended()).isEqualTo(1);
        assertThat(keeper.lost()).as("once, however often it is noticed").isEqualTo(1);
    }

    @Test
    void settledMessageIsNoLongerExtended() {
        keeper.letGo(keepOne());
        time.advance(Duration.ofSeconds(50));
        keeper.tick();

        assertThat(source.calls().of("extend")).isEmpty();
    }
}
