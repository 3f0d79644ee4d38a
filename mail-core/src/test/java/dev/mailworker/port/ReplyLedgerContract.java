package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.ReplyLedger.Reply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link ReplyLedger} does. */
public interface ReplyLedgerContract {
    /** When these tests play: far off, because a store may throw away what has expired by the real time. */
    Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

    /** When their entries expire. */
    Instant UNTIL = NOW.plus(Duration.ofDays(7));

    /** The reply that they enter. */
    Reply REPLY = reply("bob@example.com", "ann@example.net", "0f1e");

    /** {@return the ledger; empty before each test} */
    ReplyLedger testee();

    @Test
    default void entersAReply() {
        assertThat(testee().enter(REPLY, "worker-1", NOW, UNTIL)).isTrue();
    }

    @Test
    default void entersAReplyOnce() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        assertThat(testee().enter(REPLY, "worker-2", NOW, UNTIL)).isFalse();
        assertThat(testee().enter(REPLY, "worker-2", UNTIL.minusSeconds(1), UNTIL.plusSeconds(1)))
                .isFalse();
    }

    @Test
    default void letsTheOwnerEnterAgain() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        assertThat(testee().enter(REPLY, "worker-1", NOW.plusSeconds(60), UNTIL))
                .isTrue();
        assertThat(testee().enter(REPLY, "worker-2", NOW.plusSeconds(60), UNTIL))
                .isFalse();
    }

    @Test
    default void forgetsAnExpiredReply() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        Instant later = UNTIL.plusSeconds(1);
        assertThat(testee().enter(REPLY, "worker-2", later, later.plus(Duration.ofDays(7))))
                .isTrue();
        assertThat(testee().enter(REPLY, "worker-1", later, later.plus(Duration.ofDays(7))))
                .isFalse();
    }

    @Test
    default void tellsRepliesApart() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        assertThat(testee().enter(reply("eve@example.com", "ann@example.net", "0f1e"), "worker-2", NOW, UNTIL))
                .isTrue();
        assertThat(testee().enter(reply("bob@example.com", "joe@example.net", "0f1e"), "worker-2", NOW, UNTIL))
                .isTrue();
        assertThat(testee().enter(reply("bob@example.com", "ann@example.net", "2d3c"), "worker-2", NOW, UNTIL))
                .isTrue();
    }

    @Test
    default void knowsASenderInAnyCase() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        assertThat(testee().enter(reply("Bob@example.com", "ANN@example.net", "0f1e"), "worker-2", NOW, UNTIL))
                .isFalse();
    }

    @Test
    default void takesAnEntryBack() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        testee().withdraw(REPLY, "worker-1");

        assertThat(testee().enter(REPLY, "worker-2", NOW, UNTIL)).isTrue();
    }

    @Test
    default void keepsAnothersEntry() {
        testee().enter(REPLY, "worker-1", NOW, UNTIL);

        testee().withdraw(REPLY, "worker-2");

        assertThat(testee().enter(REPLY, "worker-2", NOW, UNTIL)).isFalse();
    }

    @Test
    default void takesBackWhatIsNotThere() {
        testee().withdraw(REPLY, "worker-1");

        assertThat(testee().enter(REPLY, "worker-1", NOW, UNTIL)).isTrue();
    }

    @Test
    default void letsOneOfManyWin() throws Exception {
        assertThat(Racers.race(8, i -> testee().enter(REPLY, "worker-" + i, NOW, UNTIL)))
                .containsOnlyOnce(true);
    }

    private static Reply reply(String mailbox, String sender, String fingerprint) {
        return new Reply(EmailAddress.of(mailbox), EmailAddress.of(sender), fingerprint);
    }
}
