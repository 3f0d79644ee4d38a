package dev.mailworker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void firstOnesHaveTheirOwnAndKeepThem() {
        Labels labels = new Labels(2);

        assertThat(labels.of("a.example")).isEqualTo("a.example");
        assertThat(labels.of("b.example")).isEqualTo("b.example");
        assertThat(labels.of("c.example")).isEqualTo("other");
        assertThat(labels.of("a.example")).isEqualTo("a.example");
        assertThat(labels.of("b.example")).isEqualTo("b.example");
    }

    @Test
    void tenThousandDomainsMakeAHundredAndOneValues() {
        Labels labels = new Labels(100);

        assertThat(IntStream.range(0, 10_000)
                        .mapToObj(i -> labels.of("d" + i + ".example"))
                        .distinct())
                .hasSize(101);
    }

    @Test
    void noneHasItsOwnWhereTheSiteSaysSo() {
        assertThat(new Labels(0).of("a.example")).isEqualTo("other");
    }

    @Test
    void lookingTakesNoPlaceWhereThereIsNotRoomForAll() {
        Labels labels = new Labels(2);

        assertThat(labels.ofOne("idle.example", 3)).isEqualTo("other");
        assertThat(labels.of("busy.example")).isEqualTo("busy.example");
        assertThat(labels.ofOne("busy.example", 3)).isEqualTo("busy.example");
        assertThat(labels.ofOne("idle.example", 2)).isEqualTo("idle.example");
    }

    @Test
    void refusesANegativeNumber() {
        assertThatThrownBy(() -> new Labels(-1)).hasMessageContaining("-1");
    }
}
