package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetGuardTest {
    private static final DeliveryResult GOOD = DeliveryResult.delivered("250 ok");
    private static final DeliveryResult BAD = DeliveryResult.deferred(Cause.PEER_UNHEALTHY, "421 go away");
    private static final DeliveryResult FULL = DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 full");

    private final SettableTime time = new SettableTime();
    private final TargetGuard guard = new TargetGuard("local", 64, time);

    private void answer(DeliveryResult... results) {
        guard.left(entered(guard), List.of(results));
    }

    private static TargetGuard.Entry entered(TargetGuard guard) {
        TargetGuard.Entry entry = guard.enter();
        assertThat(entry.refusal()).isEmpty();
        return entry;
    }

    private void assertNoRoom() {
        assertThat(guard.enter().refusal()).isPresent();
    }

    private void answerBad(int times) {
        for (int i = 0; i < times; i++) {
            answer(BAD);
        }
    }

    @Test
    void concurrencyHalvesWithTroubleAndGrowsByOneWithSuccess() {
        answer(BAD);
        assertThat(guard.limit()).isEqualTo(32);
        answer(GOOD);
        assertThat(guard.limit()).isEqualTo(33);
        for (int i = 0; i < 100; i++) {
            answer(GOOD);
        }
        assertThat(guard.limit()).isEqualTo(64);
    }

    @Test
    void noMoreEnterThanTheLimitAllows() {
        TargetGuard narrow = new TargetGuard("local", 2, time);
        TargetGuard.Entry first = entered(narrow);
        entered(narrow);
        assertThat(narrow.enter().refusal()).isPresent();
        narrow.left(first, List.of(GOOD));
        entered(narrow);
    }

    @Test
    void restsAfterTroubleInARowAndIsProbedByOneMail() {
        answerBad(TargetGuard.PATIENCE);
        assertNoRoom();
        assertThat(guard.rest()).isEqualTo(TargetGuard.FIRST_REST);
        assertThat(guard.room()).isZero();

        time.advance(TargetGuard.FIRST_REST);
        assertThat(guard.room()).isOne();
        TargetGuard.Entry probe = entered(guard);
        assertNoRoom();
        guard.left(probe, List.of(GOOD));
        entered(guard);
    }

    @Test
    void restDoublesUpToALimit() {
        answerBad(TargetGuard.PATIENCE);
        for (Duration expected : List.of(
                Duration.ofSeconds(4),
                Duration.ofSeconds(8),
                Duration.ofSeconds(16),
                Duration.ofSeconds(32),
                TargetGuard.LONGEST_REST,
                TargetGuard.LONGEST_REST)) {
            time.advance(guard.rest());
            answer(BAD);
            assertThat(guard.rest()).isEqualTo(expected);
        }
    }

    @Test
    void oneRecipientServedMeansTheTargetWorks() {
        answerBad(TargetGuard.PATIENCE - 1);
        answer(BAD, GOOD);
        answerBad(TargetGuard.PATIENCE - 1);

        entered(guard);
    }

    @Test
    void fullMailboxSaysNothingAboutTheTarget() {
        for (int i = 0; i < 10; i++) {
            answer(FULL);
        }
        assertThat(guard.limit()).isEqualTo(64);
    }

    @Test
    void useThatGaveNothingAtAllIsNoAnswer() {
        guard.left(entered(guard), List.of());

        assertThat(guard.limit()).isEqualTo(64);
    }

    @Test
    void usesUnderWayTogetherHalveTheLimitOnceAndLengthenNoRest() {
        List<TargetGuard.Entry> together = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            together.add(entered(guard));
        }
        guard.left(together.get(0), List.of(BAD));
        guard.left(together.get(1), List.of(BAD));
        assertThat(guard.limit()).isEqualTo(32);

        together.subList(2, 20).forEach(entry -> guard.left(entry, List.of(BAD)));

        assertThat(guard.rest()).isEqualTo(TargetGuard.FIRST_REST);
    }

    @Test
    void useFromBeforeTheTroubleThatEndsBesideTheProbeLetsNobodyElseIn() {
        TargetGuard.Entry slow = entered(guard);
        answerBad(TargetGuard.PATIENCE);
        time.advance(TargetGuard.FIRST_REST);
        entered(guard);

        guard.left(slow, List.of(BAD));

        assertNoRoom();
    }

    @Test
    void mailThatFoundNoRoomComesBackTheLaterTheLongerItLasts() {
        assertThat(guard.pause()).isEqualTo(TargetGuard.SHORTEST_PAUSE);
        answerBad(TargetGuard.PATIENCE);
        assertThat(guard.pause()).isEqualTo(TargetGuard.FIRST_REST.plus(TargetGuard.SHORTEST_PAUSE));

        time.advance(Duration.ofMinutes(40));
        assertThat(guard.pause()).isEqualTo(Duration.ofMinutes(10));
        time.advance(Duration.ofDays(2));
        assertThat(guard.pause()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void mailsAreTakenInAgainInALongTroubleLestTheyGrowTooOldUnseen() {
        answerBad(TargetGuard.PATIENCE);
        assertThat(guard.room()).isZero();

        time.advance(TargetGuard.CLOSED.plusSeconds(1));

        assertThat(guard.room()).isEqualTo(64);
    }
}
