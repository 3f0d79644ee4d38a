package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement.Dead;
import dev.mailworker.port.Settlement.Done;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that somebody wants to be worked on again. */
class ReplayedMailTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";
    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 busy");
    private static final DeliveryResult UNKNOWN = DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown");

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
    }

    private static Decided decided(Processed processed) {
        assertThat(processed).isInstanceOf(Decided.class);
        return (Decided) processed;
    }

    @Test
    void replayServesWhoHasNoCopyAndNobodyElse() {
        rig.blocklist.block(BOB, "*@example.net");
        rig.local.answer("carol@example.com", UNKNOWN, DeliveryResult.delivered("250 ok"));
        rig.process(1, ALICE, BOB, "carol@example.com");
        rig.blocklist.remove(EmailAddress.of(BOB), "*@example.net");

        Decided replayed = decided(rig.replay(Mode.REPLAY, ALICE, BOB, "carol@example.com"));

        assertThat(replayed.settlement()).isEqualTo(new Done("delivered 3"));
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.local.delivered(BOB)).hasSize(1);
        assertThat(rig.local.delivered("carol@example.com")).hasSize(1);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.STATUS, "delivered");
        assertThat(rig.replay(Mode.REPLAY, ALICE, BOB, "carol@example.com")).isInstanceOf(Skipped.class);
    }

    @Test
    void replayThatServesNobodyNewForgetsNobody() {
        rig.blocklist.block(BOB, "*@example.net");
        rig.process(1, ALICE, BOB);
        rig.replay(Mode.REPLAY, ALICE, BOB);
        rig.blocklist.remove(EmailAddress.of(BOB), "*@example.net");
        rig.replay(Mode.REPLAY, ALICE, BOB);

        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.local.delivered(BOB)).hasSize(1);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.STATUS, "delivered");
    }

    @Test
    void replayThatFindsOnlyForeignRecipientsDoesNotSetAsideAFinishedMail() {
        rig.process(1, ALICE, "carol@elsewhere.example");

        assertThat(rig.replay(Mode.REPLAY, ALICE, "carol@elsewhere.example").settlement())
                .isInstanceOf(Done.class);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.STATUS, "partial");
        rig.replay(Mode.REPLAY, ALICE, "carol@elsewhere.example");
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void secondNoticeThatExpiresForgetsNobody() {
        rig.process(1, ALICE);
        rig.local.answer(BOB, BUSY);
        rig.time.advance(Duration.ofDays(4));

        assertThat(rig.process(1, ALICE, BOB).settlement()).isInstanceOf(Dead.class);
        rig.local.answer(BOB, DeliveryResult.delivered("250 ok"));
        rig.replay(Mode.REPLAY, ALICE, BOB);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.local.delivered(BOB)).hasSize(1);
    }

    @Test
    void replayObeysTheTablesOfToday() {
        rig.blocklist.block(ALICE, "*@example.net");
        rig.deleteBlocked = false;
        rig.process(1, ALICE);

        assertThat(rig.replay(Mode.REPLAY, ALICE).settlement()).isEqualTo(new Done("blocked 1"));
        assertThat(rig.local.sent()).isEmpty();
    }

    @Test
    void heldMailStaysHeldUntilAForcedReplay() {
        rig.policies = VerdictPolicies.PASS_ALL.with(Check.SPAM, VerdictPolicies.Policy.HOLD);
        Arrival spam = new Arrival(
                "example.com",
                PipelineRig.REF,
                Envelope.of(ReversePath.NULL, PipelineRig.addresses(ALICE)),
                Verdicts.NONE.with(Check.SPAM, Verdict.FAIL),
                1,
                rig.queuedAt,
                rig.arrival(1, ALICE).receipt());

        assertThat(rig.worker().process(spam, rig.lease()).settlement()).isEqualTo(new Done("held 1"));
        assertThat(rig.metadata()).containsEntry(AuditMetadata.HELD, ALICE);
        assertThat(rig.worker().process(spam, Mode.REPLAY, rig.lease()).settlement())
                .isEqualTo(new Done("held 1"));
        assertThat(rig.worker().process(spam, Mode.FORCED_REPLAY, rig.lease()).settlement())
                .isEqualTo(new Done("delivered 1"));
    }

    @Test
    void policiesMayChangeBetweenMails() {
        MailPipeline worker = rig.worker();
        Arrival arrival = rig.arrival(1, ALICE);
        Arrival spam = new Arrival(
                arrival.domain(),
                arrival.blob(),
                arrival.envelope(),
                Verdicts.NONE.with(Check.SPAM, Verdict.FAIL),
                1,
                arrival.queuedAt(),
                arrival.receipt());
        VerdictPolicies hold = VerdictPolicies.PASS_ALL.with(Check.SPAM, VerdictPolicies.Policy.HOLD);
        rig.policies = VerdictPolicies.PASS_ALL.withDomains(Map.of("example.com", hold));
        assertThat(worker.process(spam, rig.lease()).settlement()).isEqualTo(new Done("held 1"));

        rig.policies = VerdictPolicies.PASS_ALL;
        assertThat(worker.process(spam, Mode.REPLAY, rig.lease()).settlement()).isEqualTo(new Done("delivered 1"));
    }

    @Test
    void forcedReplayDeliversAgainWhatIsOnRecord() {
        rig.process(1, ALICE);
        assertThat(rig.replay(Mode.REPLAY, ALICE)).isInstanceOf(Skipped.class);
        assertThat(rig.replay(Mode.FORCED_REPLAY, ALICE).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(rig.local.delivered(ALICE)).hasSize(2);
    }
}
