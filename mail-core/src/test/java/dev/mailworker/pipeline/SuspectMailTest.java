package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement.Dead;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that may have brought a worker down. */
class SuspectMailTest {
    private static final String ALICE = "alice@example.com";

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
    }

    @Test
    void mailThatKilledItsWorkerTwiceIsTriedAloneAndUnreadThenSetAside() {
        // A From field that only reading the mail could find.
        rig.blocklist.block(ALICE, "spam@*");
        rig.blobs.put(PipelineRig.REF, "From: spam@example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        rig.progress.put(PipelineRig.REF, Progress.NONE.withBegin());
        assertThat(rig.process(3, ALICE).settlement()).isEqualTo(new Done("delivered 1"));

        rig.blobs.put(PipelineRig.REF, PipelineRig.MAIL.getBytes(StandardCharsets.US_ASCII));
        rig.progress.put(PipelineRig.REF, Progress.NONE.withBegin().withBegin());
        assertThat(rig.process(4, ALICE).settlement()).isInstanceOf(Dead.class);
        assertThat(rig.local.sent()).hasSize(1);
    }

    private Arrival again(BlobRef ref) {
        return new Arrival(
                "example.com",
                ref,
                Envelope.of(ReversePath.parse("ann@example.net"), PipelineRig.addresses(ALICE)),
                Verdicts.NONE,
                3,
                rig.queuedAt,
                rig.arrival(1, ALICE).receipt());
    }

    @Test
    void mailDoesNotKillTheWorkerThatDiesWhileItWaitsToBeAlone() throws InterruptedException {
        BlobRef suspect = new BlobRef(PipelineRig.REF.bucket(), "suspect");
        rig.blobs.put(suspect, PipelineRig.MAIL.getBytes(StandardCharsets.US_ASCII));
        rig.progress.put(suspect, Progress.NONE.withBegin());
        MailPipeline worker = rig.worker();
        Thread other = new Thread(() -> worker.process(again(suspect), rig.lease()));
        List<Integer> onRecord = new ArrayList<>();
        rig.watch = (route, mail) -> {
            if (mail.id().endsWith("key-1")) {
                other.start();
                while (other.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
            onRecord.add(rig.progress.of(suspect).openAttempts());
        };

        worker.process(rig.arrival(1, ALICE), rig.lease());
        other.join();

        assertThat(onRecord).containsExactly(1, 2);
    }

    @Test
    void mailThatCouldNotBeTriedAloneStaysUnderSuspicion() throws InterruptedException {
        BlobRef suspect = new BlobRef(PipelineRig.REF.bucket(), "suspect");
        rig.blobs.put(suspect, PipelineRig.MAIL.getBytes(StandardCharsets.US_ASCII));
        rig.progress.put(suspect, Progress.NONE.withBegin());
        MailPipeline worker = rig.worker();
        CountDownLatch tried = new CountDownLatch(1);
        List<Processed> outcome = new CopyOnWriteArrayList<>();
        rig.watch = (route, mail) -> {
            Thread other = new Thread(() -> {
                outcome.add(worker.process(again(suspect), rig.lease()));
                tried.countDown();
            });
            other.start();
            while (other.getState() != Thread.State.TIMED_WAITING && tried.getCount() > 0) {
                Thread.onSpinWait();
            }
            other.interrupt();
            try {
                tried.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };

        worker.process(rig.arrival(1, ALICE), rig.lease());

        assertThat(outcome).singleElement().satisfies(processed -> assertThat(processed.settlement())
                .isInstanceOf(RetryAfter.class));
        assertThat(rig.progress.of(suspect).openAttempts()).isOne();
    }

    @Test
    void attemptThatEndsWithoutResultIsNotTakenForADeath() {
        rig.blobs.calls().fail("fetch", 3, PipelineRig.away());
        for (int receive = 1; receive <= 3; receive++) {
            assertThat(rig.process(receive, ALICE).settlement()).isInstanceOf(RetryAfter.class);
        }
        rig.rules.calls().fail("rules", 3, PipelineRig.away());
        for (int receive = 4; receive <= 6; receive++) {
            assertThat(rig.process(receive, ALICE).settlement()).isInstanceOf(RetryAfter.class);
        }

        assertThat(rig.progress.of(PipelineRig.REF).openAttempts()).isZero();
        assertThat(rig.process(7, ALICE).settlement()).isInstanceOf(Done.class);
    }
}
