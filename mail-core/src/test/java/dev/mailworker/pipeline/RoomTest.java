package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Settlement.Done;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many mails should be in work while something outside is in trouble. */
class RoomTest {
    private static final String ALICE = "alice@example.com";

    @TempDir
    private Path folder;

    private PipelineRig rig;
    private MailPipeline worker;
    private int usual;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
        worker = rig.worker();
        usual = worker.room();
    }

    private Processed work() {
        return worker.process(rig.arrival(1, ALICE), rig.lease());
    }

    @Test
    void noneIsTakenInWhileTheServerIsLeftAloneAndOneToProbeIt() {
        DeliveryResult refused = DeliveryResult.deferred(Cause.PEER_UNREACHABLE, "refused");
        rig.local.answer(ALICE, refused, refused, refused, DeliveryResult.delivered("250 ok"));
        for (int i = 0; i < TargetGuard.PATIENCE; i++) {
            work();
        }
        assertThat(worker.room()).isZero();

        rig.time.advance(TargetGuard.FIRST_REST);
        assertThat(worker.room()).isOne();

        assertThat(work().settlement()).isInstanceOf(Done.class);
        assertThat(worker.room()).isGreaterThan(1);
    }

    @Test
    void oneIsTakenInAtATimeWhileATableCantBeRead() {
        rig.blocklist.calls().fail("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        work();
        assertThat(worker.room()).isOne();

        assertThat(work().settlement()).isInstanceOf(Done.class);
        assertThat(worker.room()).isEqualTo(usual);
    }

    @Test
    void asManyAsUsualAreTakenInWhenGraceIsOver() {
        rig.blocklist.calls().fail("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        work();

        rig.time.advance(rig.grace);

        assertThat(worker.room()).isEqualTo(usual);
    }
}
