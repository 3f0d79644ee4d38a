package dev.mailworker.testing;

import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message in a {@link MemoryMessageSource}, which guards it. */
final class QueuedMessage {
    private final Notice notice;
    private Instant visibleAt;
    private int receiveCount;
    private @Nullable Received given;

    /** Makes what is given out. */
    @FunctionalInterface
    interface Notice {
        Received with(Receipt receipt, int receiveCount);
    }

    /** Each is another, even with the same number. */
    private static final class Ticket implements Receipt {
        private final int receiveCount;

        Ticket(int receiveCount) {
            this.receiveCount = receiveCount;
        }

        @Override
        public String toString() {
            return "receive " + receiveCount;
        }
    }

    QueuedMessage(Notice notice, Instant visibleAt) {
        this.notice = notice;
        this.visibleAt = visibleAt;
    }

    boolean isVisible(Instant now) {
        return !visibleAt.isAfter(now);
    }

    Received give(Instant until) {
        visibleAt = until;
        receiveCount++;
        given = notice.with(new Ticket(receiveCount), receiveCount);
        return given;
    }

    Received given() {
        return Objects.requireNonNull(given);
    }

    boolean isHeld(Instant now) {
        return given != null && !isVisible(now);
    }

    boolean isHeldBy(Receipt receipt, Instant now) {
        return given != null && given.receipt() == receipt && !isVisible(now);
    }

    void hide(Instant until) {
        visibleAt = until;
    }

    void giveUp(Instant until) {
        visibleAt = until;
        given = null;
    }
}
