package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Settlement.Dead;
import dev.mailworker.port.Settlement.Done;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that recipients block, and when they are deleted. */
class BlockedMailTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";
    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 busy");

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
    }

    @Test
    void oneWhoBlocksGetsNothingAndTheOtherGetsIt() {
        rig.blocklist.block(BOB, "*@example.net");

        assertThat(rig.process(1, ALICE, BOB).settlement()).isEqualTo(new Done("delivered 1, blocked 1"));
        assertThat(rig.local.delivered(BOB)).isEmpty();
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.BLOCKED_RECIPIENTS, BOB)
                .containsEntry(
                        AuditMetadata.BLOCKED_BY,
                        "pattern '*@example.net' matches the envelope sender ann@example.net");
    }

    @Test
    void mailThatAllBlockIsMarkedThenDeletedAndItsSecondNoticeIsExplained() {
        rig.blocklist.block(ALICE, "ann@*");

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(Done.class);
        assertThat(rig.blobs.contains(PipelineRig.REF)).isFalse();
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.STATUS, "blocked")
                .containsKey(AuditMetadata.DELETED_AT);
        assertThat(rig.process(1, ALICE)).isInstanceOf(Skipped.class);
    }

    @Test
    void blockedMailIsKeptWhereTheSiteWantsThat() {
        rig.deleteBlocked = false;
        rig.blocklist.block(ALICE, "ann@*");

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(Done.class);
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
        assertThat(rig.metadata()).doesNotContainKey(AuditMetadata.DELETED_AT);
    }

    @Test
    void mailThatOneNoticeDeletedIsNotExplainedToARecipientOfAnother() {
        rig.blocklist.block(ALICE, "ann@*");
        rig.process(1, ALICE);

        assertThat(rig.process(1, BOB).settlement())
                .isInstanceOfSatisfying(Dead.class, dead -> assertThat(dead.because())
                        .contains("the mail is gone", BOB + " was not among them", "DELETE_BLOCKED"));
        assertThat(rig.process(1, ALICE, "carol@elsewhere.example"))
                .as("nobody else of ours")
                .isInstanceOf(Skipped.class);
    }

    @Test
    void blockedMailIsKeptForThoseOfWhomAnotherNoticeMayTell() {
        rig.blocklist.block(ALICE, "ann@*");

        assertThat(rig.worker()
                        .process(rig.arrivalNaming(BOB, ALICE), rig.lease())
                        .settlement())
                .isEqualTo(new Done("blocked 1"));
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.STATUS, "blocked")
                .doesNotContainKey(AuditMetadata.DELETED_AT);

        assertThat(rig.process(1, BOB).settlement()).isEqualTo(new Done("blocked 1, delivered 1"));
        assertThat(rig.local.delivered(BOB)).hasSize(1);
    }

    @Test
    void whomAnotherSiteServesDoesNotKeepABlockedMail() {
        rig.blocklist.block(ALICE, "ann@*");

        rig.worker().process(rig.arrivalNaming("carol@elsewhere.example", ALICE), rig.lease());

        assertThat(rig.blobs.contains(PipelineRig.REF)).isFalse();
    }

    @Test
    void blockedMailIsKeptWhereTheEnvelopeIsGuessed() {
        rig.blocklist.block(ALICE, "ann@*");

        Processed processed = rig.worker().process(rig.arrival(1, Envelope.UNSTATED), rig.lease());

        assertThat(processed.settlement()).isEqualTo(new Done("blocked 1"));
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
    }

    @Test
    void blockedMailIsKeptForWhoWaitsForItByAnotherNotice() {
        rig.local.answer(BOB, BUSY, DeliveryResult.delivered("250 ok"));
        rig.blocklist.block(ALICE, "ann@*");
        rig.process(1, BOB);

        rig.process(1, ALICE);
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();

        assertThat(rig.process(2, BOB).settlement()).isEqualTo(new Done("blocked 1, delivered 1"));
    }

    @Test
    void deletionThatFailedIsOnRecordForEverybodyWhenItIsDoneLater() {
        rig.blocklist.block(ALICE, "ann@*");
        rig.blobs.calls().failAlways("delete", PipelineRig.away());
        rig.process(1, ALICE);
        rig.blobs.calls().mend("delete");

        assertThat(rig.process(2, ALICE)).isInstanceOf(Skipped.class);
        assertThat(rig.blobs.contains(PipelineRig.REF)).isFalse();
        assertThat(rig.process(3, ALICE)).isInstanceOf(Skipped.class);
    }
}
