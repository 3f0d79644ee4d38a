package dev.mailworker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.aws.ses.SesTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the send quotas are read. */
class QuotaWatchTest {
    private final List<Duration> waits = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final QuotaWatch watch = new QuotaWatch(
            () -> {
                reads.incrementAndGet();
                return List.of();
            },
            (wait, task) -> {
                waits.add(wait);
                tasks.add(task);
            });

    @Test
    void readsAtOnceInTheBackgroundAndThenHourly() {
        watch.begin();
        watch.begin();
        assertThat(reads).hasValue(0);
        assertThat(waits).containsExactly(Duration.ZERO);

        tasks.get(0).run();
        assertThat(reads).hasValue(1);
        assertThat(waits).containsExactly(Duration.ZERO, SesTransport.QUOTA_EVERY);

        tasks.get(1).run();
        assertThat(reads).hasValue(2);
    }

    @Test
    void readsNothingAfterTheEnd() {
        watch.begin();
        watch.end();

        tasks.get(0).run();

        assertThat(reads).hasValue(0);
        assertThat(waits).hasSize(1);
    }

    @Test
    void goesOnAfterAFault() {
        QuotaWatch broken = new QuotaWatch(
                () -> {
                    throw new IllegalStateException("closed");
                },
                (wait, task) -> {
                    waits.add(wait);
                    tasks.add(task);
                });
        broken.begin();

        tasks.get(0).run();

        assertThat(waits).hasSize(2);
    }
}
