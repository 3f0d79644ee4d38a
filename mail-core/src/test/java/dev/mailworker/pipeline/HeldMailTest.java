package dev.mailworker.pipeline;

import static dev.mailworker.pipeline.PipelineRig.REF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Progress;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers and replays, neither of which the other's lease keeps off. */
class HeldMailTest {
    private static final String ALICE = "alice@example.com";
    private static final Duration AHEAD = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
    }

    private Processed work(int receiveCount) {
        return rig.worker().process(rig.arrival(receiveCount, ALICE), rig.lease());
    }

    private Progress replaying() {
        return Progress.NONE.withHold(
                new Claim("replay by mx1", rig.time.instant().plus(AHEAD)));
    }

    private void assertLeftAlone(Processed processed) {
        assertThat(processed.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.local.sent()).isEmpty();
    }

    @Test
    void workerLeavesAMailToAReplay() {
        rig.progress.put(REF, replaying());

        Processed processed = work(2);

        assertLeftAlone(processed);
        assertThat(((RetryAfter) processed.settlement()).delay()).isEqualTo(AHEAD);
        assertThat(processed.settlement().because()).contains("replay by mx1");
        assertThat(rig.progress.of(REF)).as("the word stands").isEqualTo(replaying());

        rig.time.advance(AHEAD);
        assertThat(work(3).settlement()).isInstanceOf(Done.class);
    }

    @Test
    void workerLeavesAMailToAReplayThatBeginsAtTheSameMoment() {
        rig.progress.calls().before("create", () -> rig.progress.put(REF, replaying()));

        assertLeftAlone(work(2));
        assertThat(rig.progress.of(REF)).isEqualTo(replaying());
    }

    @Test
    void workerSeesThatAReplayEndedSinceItFetchedTheMail() {
        byte[] mail = PipelineRig.MAIL.getBytes(StandardCharsets.UTF_8);
        rig.progress
                .calls()
                .before("create", () -> rig.blobs.put(REF, mail, Map.of("processed", "true", "status", "delivered")));

        assertLeftAlone(work(2));
        assertThat(rig.progress.of(REF).hold()).isNull();
        assertThat(work(3)).isInstanceOf(Processed.Skipped.class);
    }

    @Test
    void mailThatWasSetAsideIsLeftToAReplayByItsFirstNoticeToo() {
        assertThat(rig.worker().process(rig.arrival(1, "carol@elsewhere.example"), rig.lease()))
                .isInstanceOf(Processed.Decided.class);
        rig.progress.put(REF, replaying());

        assertLeftAlone(work(1));
    }

    @Test
    void workerGivesItsWordFromTheSecondAttemptOnAndTakesItBack() {
        List<Progress> meanwhile = new ArrayList<>();
        rig.watch = (route, mail) -> meanwhile.add(rig.progress.of(REF));
        rig.local.answer(ALICE, DeliveryResult.deferred(Cause.TEMPORARY, "451 busy"));

        assertThat(work(2).settlement()).isInstanceOf(RetryAfter.class);

        assertThat(meanwhile.get(0).heldByAnother("replay", rig.time.instant()))
                .hasValueSatisfying(claim ->
                        assertThat(claim.until()).isEqualTo(rig.time.instant().plus(rig.leaseLeft)));
        assertThat(rig.progress.of(REF).hold()).isNull();
    }

    @Test
    void replayKeepsItsOwnWordAndWorks() {
        rig.progress.put(REF, replaying());

        assertThat(rig.worker()
                        .process(rig.arrival(1, ALICE), Mode.REPLAY, rig.lease())
                        .settlement())
                .isInstanceOf(Done.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }
}
