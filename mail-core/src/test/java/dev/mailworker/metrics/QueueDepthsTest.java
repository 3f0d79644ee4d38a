package dev.mailworker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.port.PortException;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueDepthsTest {
    private final SettableTime time = new SettableTime();
    private final List<String> domains = new ArrayList<>(List.of("a.example", "b.example"));
    private final List<String> asked = new ArrayList<>();
    private CompletableFuture<Long> answer = CompletableFuture.completedFuture(7L);

    private final QueueDepths depths = new QueueDepths(
            () -> domains,
            domain -> {
                asked.add(domain);
                return answer;
            },
            time);

    @Test
    void asksEachOnceInFiveMinutes() {
        assertThat(depths.read()).containsEntry("a.example", 7L).containsEntry("b.example", 7L);
        depths.read();
        time.advance(Duration.ofSeconds(299));
        depths.read();
        assertThat(asked).containsExactly("a.example", "b.example");

        time.advance(Duration.ofSeconds(1));
        depths.read();

        assertThat(asked).hasSize(4);
    }

    @Test
    void waitsForNobody() {
        answer = new CompletableFuture<>();
        assertThat(depths.read()).isEmpty();

        answer.complete(3L);

        assertThat(depths.read()).containsEntry("a.example", 3L);
    }

    @Test
    void goesRoundAFewAtATime() {
        domains.clear();
        IntStream.range(0, 10_000).forEach(i -> domains.add("d" + i + ".example"));
        depths.read();
        assertThat(asked).hasSize(QueueDepths.AT_ONCE);

        for (int i = 1; i < 10_000 / QueueDepths.AT_ONCE; i++) {
            time.advance(Duration.ofSeconds(15));
            depths.read();
        }

        assertThat(asked).hasSize(10_000).doesNotHaveDuplicates();
    }

    @Test
    void knowsNothingOfAQueueThatCannotBeAsked() {
        depths.read();
        time.advance(QueueDepths.HOLDS);
        answer = CompletableFuture.failedFuture(new PortException(PortException.Kind.DENIED, "no"));

        assertThat(depths.read()).isEmpty();
    }

    @Test
    void forgetsDomainsThatAreGone() {
        depths.read();
        domains.remove("a.example");

        assertThat(depths.read()).containsOnlyKeys("b.example");
    }
}
