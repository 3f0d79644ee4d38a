package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.SentMail;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.BounceSamples;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bounce on its way: what it is about is looked up, for bounces alone. */
class BouncePipelineTest {
    private static final String ALICE = "alice@example.com";

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
        rig.blobs.put(PipelineRig.REF, MailSamples.octets(BounceSamples.SES));
    }

    private void enter() {
        rig.sentMail.put(new SentMail(BounceSamples.ID, ALICE, List.of("dora@example.net"), "", "", null));
    }

    private Processed process(int receiveCount) {
        Arrival arrival = rig.arrival(receiveCount, Envelope.of(ReversePath.NULL, PipelineRig.addresses(ALICE)));
        return rig.worker().process(arrival, rig.lease());
    }

    private String delivered() {
        return rig.local.delivered(ALICE).get(0).text();
    }

    @Test
    void bounceIsAttributedOnItsWay() {
        enter();

        Decided decided = (Decided) process(1);

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(delivered()).startsWith("From: dora@example.net\r\n");
        assertThat(decided.bounce())
                .hasValueSatisfying(bounce -> assertThat(bounce.attributed()).isTrue());
    }

    @Test
    void ordinaryMailAsksForNoSentMail() {
        rig.blobs.put(PipelineRig.REF, MailSamples.octets(PipelineRig.MAIL));

        Decided decided = (Decided) process(1);

        assertThat(rig.sentMail.calls().made()).isEmpty();
        assertThat(decided.bounce()).isEmpty();
    }

    @Test
    void entryThatComesLateIsWaitedForWithNothingHeld() {
        rig.sentMail.late(Duration.ofSeconds(30));

        assertThat(process(1).settlement()).isInstanceOfSatisfying(RetryAfter.class, retry -> assertThat(retry.delay())
                .isEqualTo(Duration.ofSeconds(15)));
        assertThat(rig.local.sent()).isEmpty();
        enter();
        rig.time.advance(Duration.ofSeconds(15));

        assertThat(process(2).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(delivered()).startsWith("From: dora@example.net\r\n");
    }

    @Test
    void entryThatNeverComesCostsAMomentAndNotTheMail() {
        rig.sentMail.late(Duration.ofSeconds(30));

        process(1);
        rig.time.advance(Duration.ofSeconds(15));
        assertThat(process(2).settlement()).isInstanceOf(RetryAfter.class);
        rig.time.advance(Duration.ofSeconds(15));

        assertThat(process(3).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(delivered()).isEqualTo(BounceSamples.SES);
    }

    @Test
    void bounceWaitsForATableWithinTheGraceThenPassesAsItIs() {
        rig.sentMail.calls().failAlways("find", new PortException(PortException.Kind.TEMPORARY, "away"));

        assertThat(process(1).settlement())
                .isInstanceOfSatisfying(
                        RetryAfter.class, retry -> assertThat(retry.because()).contains("the table of sent mails"));
        MailPipeline worker = rig.worker();
        Arrival arrival = rig.arrival(1, Envelope.of(ReversePath.NULL, PipelineRig.addresses(ALICE)));
        worker.process(arrival, rig.lease());
        rig.time.advance(Duration.ofMinutes(2));
        Decided decided = (Decided) worker.process(arrival, rig.lease());

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(decided.audit().passedOpen()).containsExactly(Table.SENT_MAIL);
        assertThat(delivered()).isEqualTo(BounceSamples.SES);
    }
}
