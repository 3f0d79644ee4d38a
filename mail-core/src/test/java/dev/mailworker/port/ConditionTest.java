package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final Instant EARLY = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATE = EARLY.plusSeconds(60);

    @Test
    void aStateThatGoesOnKeepsItsBeginning() {
        Condition down = Condition.down(EARLY, "denied");

        assertThat(down.then(Condition.down(LATE, "away"))).isEqualTo(Condition.down(EARLY, "away"));
        assertThat(down.then(Condition.up(LATE))).isEqualTo(Condition.up(LATE));
        assertThat(Condition.UNKNOWN.then(Condition.up(LATE))).isEqualTo(Condition.up(LATE));
    }

    @Test
    void theWorstPartTells() {
        Condition up = Condition.up(EARLY);
        Condition degraded = Condition.degraded(LATE, "slow");
        Condition down = Condition.down(LATE, "away");

        assertThat(Condition.worst(List.of())).isEqualTo(Condition.UNKNOWN);
        assertThat(Condition.worst(List.of(up, Condition.UNKNOWN))).isEqualTo(up);
        assertThat(Condition.worst(List.of(up, degraded))).isEqualTo(degraded);
        assertThat(Condition.worst(List.of(degraded, down, up))).isEqualTo(down);
    }

    @Test
    void troubleBeginsWithTheFirstAndEndsWithTheLast() {
        assertThat(Condition.worst(List.of(Condition.down(LATE, "b"), Condition.down(EARLY, "a"))))
                .isEqualTo(Condition.down(EARLY, "a"));
        assertThat(Condition.worst(List.of(Condition.up(LATE), Condition.up(EARLY))))
                .isEqualTo(Condition.up(LATE));
    }

    @Test
    void aReasonGetsAHeading() {
        assertThat(Condition.down(EARLY, "denied").about("its queue"))
                .isEqualTo(Condition.down(EARLY, "its queue: denied"));
        assertThat(Condition.up(EARLY).about("its queue")).isEqualTo(Condition.up(EARLY));
    }
}
