package dev.mailworker.aws.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.doctor.Finding.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoctorTest {
    private record Stub(String subject, Call call) implements Examination {
        @Override
        public List<Finding> examine() {
            try {
                call.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return List.of(new Finding(subject, State.OK, "fine", ""));
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    @Test
    void makesSomeAtOnceAndKeepsTheOrder() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        List<Stub> all = IntStream.range(0, 8)
                .mapToObj(i -> new Stub("s" + i, together::await))
                .toList();

        assertThat(new Doctor(4, Duration.ofSeconds(30)).examine(all))
                .extracting(Finding::subject)
                .containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7");
    }

    @Test
    void waitsForNobodyForEver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);

        List<Finding> found = new Doctor(2, Duration.ofMillis(200))
                .examine(List.of(new Stub("stuck", never::await), new Stub("quick", () -> {})));

        assertThat(found).extracting(Finding::state).containsExactly(State.UNKNOWN, State.OK);
        assertThat(found.get(0).found()).contains("not finished");
    }

    @Test
    void survivesAnExaminationThatFails() throws Exception {
        List<Finding> found = new Doctor(1, Duration.ofSeconds(30))
                .examine(List.of(
                        new Stub("broken", () -> CompletableFuture.failedFuture(new IllegalArgumentException("oops"))
                                .get())));

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.UNKNOWN);
            assertThat(finding.found()).contains("oops");
        });
    }

    @Test
    void asksForAsManyReceivesAsAMailCanNeed() {
        assertThat(QueueExamination.leastReceives(Duration.ofDays(3))).isEqualTo(120);
        assertThat(QueueExamination.leastReceives(Duration.ofHours(1))).isEqualTo(31);
        assertThat(QueueExamination.leastReceives(Duration.ofDays(100))).isEqualTo(1000);
    }
}
