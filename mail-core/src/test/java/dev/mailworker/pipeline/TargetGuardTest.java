package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetGuardTest {
    private static final DeliveryResult GOOD = DeliveryResult.delivered("250 ok");
    private static final DeliveryResult BAD = DeliveryResult.deferred(Cause.PEER_UNHEALTHY, "421 go away");
    private static final DeliveryResult FULL = DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 full");

    private final SettableTime time = new SettableTime();
    private final TargetGuard guard = new TargetGuard("local", 64, time);

    private void answer(DeliveryResult... results) {
        assertThat(guard.enter()).isEmpty();
        guard.left(List.of(results));
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
        assertThat(narrow.enter()).isEmpty();
        assertThat(narrow.enter()).isEmpty();
        assertThat(narrow.enter()).isPresent();
        narrow.left(List.of(GOOD));
        assertThat(narrow.enter()).isEmpty();
    }

    @Test
    void restsAfterTroubleInARowAndIsProbedByOneMail() {
        answerBad(TargetGuard.PATIENCE);
        assertThat(guard.enter()).isPresent();
        assertThat(guard.rest()).isEqualTo(TargetGuard.FIRST_REST);

        time.advance(TargetGuard.FIRST_REST);
        assertThat(guard.enter()).as("the probe").isEmpty();
        assertThat(guard.enter()).as("another beside it").isPresent();
        guard.left(List.of(GOOD));
        assertThat(guard.enter()).isEmpty();
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

        assertThat(guard.enter()).isEmpty();
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
        assertThat(guard.enter()).isEmpty();
        guard.left(List.of());

        assertThat(guard.limit()).isEqualTo(64);
    }
}
