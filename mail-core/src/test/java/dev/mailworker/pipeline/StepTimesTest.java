package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Route;
import dev.mailworker.port.PortException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long each step of an attempt took. */
class StepTimesTest {
    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
    }

    @Test
    void eachStepHasItsOwnTime() {
        rig.rules.forward("alice@example.com", "dora@example.org");
        Map<Route, Duration> slow = Map.of(Route.LOCAL, Duration.ofSeconds(2), Route.OUTSIDE, Duration.ofSeconds(3));
        rig.watch = (route, mail) -> rig.time.advance(slow.getOrDefault(route, Duration.ZERO));

        StepTimes times = rig.worker()
                .process(rig.arrival(1, "alice@example.com"), rig.lease())
                .times();

        assertThat(times.steps()).containsOnlyKeys(Step.values());
        assertThat(times.steps())
                .containsEntry(Step.DELIVER, Duration.ofSeconds(2))
                .containsEntry(Step.SEND, Duration.ofSeconds(3))
                .containsEntry(Step.FETCH, Duration.ZERO);
        assertThat(times.whole()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void attemptThatFailsEndsWithTheStepItWasIn() {
        rig.blobs.calls().fail("fetch", new PortException(PortException.Kind.TEMPORARY, "S3 is away"));

        Processed processed = rig.worker().process(rig.arrival(1, "alice@example.com"), rig.lease());

        assertThat(processed).isInstanceOf(Processed.Failed.class);
        assertThat(processed.times().steps()).containsOnlyKeys(Step.FETCH);
    }

    @Test
    void postponedMailTakesNoTime() {
        rig.local.answerAll(DeliveryResult.deferred(DeliveryResult.Cause.PEER_UNREACHABLE, "nobody is there"));
        MailPipeline worker = rig.worker();
        Processed last = worker.process(rig.arrival(1, "alice@example.com"), rig.lease());
        for (int i = 0; i < TargetGuard.PATIENCE; i++) {
            last = worker.process(rig.arrival(1, "alice@example.com"), rig.lease());
        }

        assertThat(last).isInstanceOf(Processed.Postponed.class);
        assertThat(last.times()).isEqualTo(StepTimes.NONE);
    }

    @Test
    void clockThatIsSetBackTakesNothingAway() {
        Instant[] now = {Instant.EPOCH};
        Stopwatch watch = new Stopwatch(() -> now[0]);
        now[0] = now[0].plusSeconds(5);
        watch.begin(Step.READ);
        now[0] = now[0].minusSeconds(3);
        watch.begin(Step.FETCH);
        now[0] = now[0].plusSeconds(1);

        assertThat(watch.times().steps())
                .containsEntry(Step.FETCH, Duration.ofSeconds(6))
                .containsEntry(Step.READ, Duration.ZERO);
    }
}
