package dev.mailworker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettableTimeTest {
    private final SettableTime time = new SettableTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void standsStill() {
        assertThat(time.instant()).isEqualTo(SettableTime.START).isEqualTo(time.instant());
    }

    @Test
    void moves() {
        time.advance(Duration.ofMinutes(1));
        assertThat(time.instant()).isEqualTo(SettableTime.START.plusSeconds(60));

        time.set(Instant.EPOCH);
        assertThat(time.instant()).isEqualTo(Instant.EPOCH);
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void runsTimersInTheirOrderAndTime() {
        time.after(Duration.ofSeconds(3), () -> ran.add("third at " + passed()));
        time.after(Duration.ofSeconds(1), () -> {
            ran.add("first at " + passed());
            time.after(Duration.ofSeconds(1), () -> ran.add("second at " + passed()));
        });
        time.after(Duration.ofSeconds(11), () -> ran.add("never"));

        time.advance(Duration.ofSeconds(10));

        assertThat(ran).containsExactly("first at PT1S", "second at PT2S", "third at PT3S");
        assertThat(passed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(time.timers()).isEqualTo(1);
        time.awaitTimers(1);
    }

    @Test
    void cancelsTimers() {
        SettableTime.Timer timer = time.after(Duration.ofSeconds(1), () -> ran.add("cancelled"));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).isEmpty();
    }

    private Duration passed() {
        return Duration.between(SettableTime.START, time.instant());
    }
}
