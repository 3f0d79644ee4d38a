package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import dev.mailworker.testing.SentCopy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows when a mailbox doesn't exist. */
class InvalidPolicyTest {
    private static final BlobRef REF = PipelineRig.REF;
    private static final String ANN = "ann@example.net";
    private static final String ALICE = "alice@example.com";
    private static final String NOBODY = "nobody@example.com";
    private static final String NOTHING = "nothing@example.com";
    private static final DeliveryResult UNKNOWN = DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown");
    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 busy");

    @TempDir
    private Path folder;

    private PipelineRig rig;

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
        rig.invalidPolicy = InvalidPolicy.BOUNCE;
        rig.verdicts = Verdicts.NONE.with(Check.SPF, Verdict.PASS);
        rig.local.answer(NOBODY, UNKNOWN).answer(NOTHING, UNKNOWN);
    }

    private Decided process(int receiveCount, String... recipients) {
        return (Decided) rig.worker().process(rig.arrival(receiveCount, recipients), rig.lease());
    }

    private static String sends(Decided decided, String recipient) {
        return decided.audit()
                .of(EmailAddress.of(recipient))
                .orElseThrow()
                .sends()
                .toString();
    }

    @Test
    void nobodyIsToldByDefault() {
        rig.invalidPolicy = InvalidPolicy.ACK;

        Decided decided = process(1, NOBODY);

        assertThat(decided.settlement()).isEqualTo(new Done("invalid 1"));
        assertThat(rig.outside.sent()).isEmpty();
        assertThat(rig.progress.calls().made()).isEmpty();
        assertThat(decided.audit().trace()).noneMatch(ruling -> ruling.rule().equals("invalid inbox"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SPAM", "VIRUS", "DMARC"})
    void nobodyIsToldOfWhatFailsACheck(Check check) {
        rig.verdicts = rig.verdicts.with(check, Verdict.FAIL);

        assertThat(process(1, NOBODY).settlement()).isEqualTo(new Done("invalid 1"));
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void theSenderIsToldOnceOfAllTogether() {
        Decided decided = process(1, NOBODY, ALICE, NOTHING);

        assertThat(decided.settlement()).isEqualTo(new Done("invalid 2, delivered 1"));
        assertThat(rig.outside.sent()).hasSize(1);
        SentCopy report = rig.outside.sent().get(0);
        assertThat(report.mail().sender()).isEqualTo(ReversePath.NULL);
        assertThat(report.mail().recipients()).containsExactly(EmailAddress.of(ANN));
        assertThat(report.text())
                .contains("From: Mail delivery <postmaster@example.com>\r\n")
                .contains("Auto-Submitted: auto-replied\r\n", "X-SES-Worker-Processed: site\r\n")
                .contains("Final-Recipient: rfc822; " + NOBODY, "Final-Recipient: rfc822; " + NOTHING)
                .contains("Subject: hi\r\n")
                .doesNotContain("rfc822; " + ALICE)
                .doesNotContain("hello");
        assertThat(sends(decided, NOBODY)).isEqualTo("{ann@example.net=report delivered: 250 2.0.0 Ok}");
        assertThat(sends(decided, ALICE)).isEqualTo("{}");
        assertThat(rig.blobs.metadata(REF)).containsEntry(AuditMetadata.INVALID_INBOXES, NOBODY + "," + NOTHING);
        assertThat(rig.blobs.contains(REF)).isTrue();
        assertThat(rig.progress.of(REF).isNone()).isTrue();
    }

    @Test
    void plainMailCostsNothingMore() {
        process(1, ALICE);

        assertThat(rig.outside.sent()).isEmpty();
        assertThat(rig.progress.calls().made()).isEmpty();
    }

    @Test
    void reportThatFailsIsRetriedByItself() {
        rig.outside.answer(ANN, BUSY, UNKNOWN);

        Decided first = process(1, ALICE, NOBODY);
        assertThat(first.settlement()).isInstanceOf(RetryAfter.class);
        Decided second = process(2, ALICE, NOBODY);

        assertThat(second.settlement()).isInstanceOf(Done.class);
        assertThat(rig.local.sent()).hasSize(1);
        assertThat(rig.outside.sent()).hasSize(2);
        assertThat(sends(second, NOBODY)).isEqualTo("{ann@example.net=report invalid: 550 5.1.1 unknown}");
    }

    @Test
    void reportThatCanNotBeSentForTooLongDoesNotMakeTheMailExpire() {
        rig.outside.answer(ANN, BUSY, BUSY);
        process(1, ALICE, NOBODY);
        rig.time.advance(Duration.ofDays(4));

        Decided last = process(2, ALICE, NOBODY);

        assertThat(last.settlement()).isEqualTo(new Done("delivered 1, invalid 1"));
        assertThat(last.audit().status()).isEqualTo(Status.PARTIAL);
    }

    @Test
    void workerThatDiesBetweenDeliveryAndReportLeavesTheReportToTheNext() {
        rig.outside.calls().before("send", () -> {
            rig.dead = true;
            throw new Death();
        });
        rig.worker().process(rig.arrival(1, NOBODY), rig.lease());
        assertThat(rig.outside.sent()).isEmpty();

        rig.dead = false;
        assertThat(process(2, NOBODY).settlement()).isInstanceOf(RetryAfter.class);
        rig.time.advance(Duration.ofMinutes(10));
        assertThat(process(3, NOBODY).settlement()).isInstanceOf(Done.class);

        assertThat(rig.local.sent()).hasSize(1);
        assertThat(rig.outside.sent()).hasSize(1);
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void mailboxThatComesToLightLaterHasAReportOfItsOwn() {
        rig.local.answer(NOTHING, BUSY, UNKNOWN);

        process(1, NOBODY, NOTHING);
        process(2, NOBODY, NOTHING);

        assertThat(rig.outside.sent()).hasSize(2);
        assertThat(rig.outside.sent().get(0).text()).contains(NOBODY).doesNotContain(NOTHING);
        assertThat(rig.outside.sent().get(1).text()).contains(NOTHING).doesNotContain(NOBODY);
    }

    @Test
    void reportInsideAManagedDomainStaysInside() {
        Envelope envelope = Envelope.of(ReversePath.parse(ALICE), PipelineRig.addresses(NOBODY));
        rig.worker().process(rig.arrival(1, envelope), rig.lease());

        assertThat(rig.internal.delivered(ALICE)).hasSize(1);
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void whyNobodyIsToldIsOnRecord() {
        rig.verdicts = Verdicts.NONE;

        Decided decided = process(1, NOBODY);

        assertThat(decided.settlement()).isEqualTo(new Done("invalid 1"));
        assertThat(rig.outside.sent()).isEmpty();
        assertThat(decided.audit().trace()).anySatisfy(ruling -> assertThat(ruling.because())
                .isEqualTo("nobody would be told: neither SPF nor DKIM passed, so the sender may be forged"));
    }

    @Test
    void noReportIsSentThatCanNotBeClaimed() {
        rig.progress.calls().fail("create", new PortException(PortException.Kind.TEMPORARY, "away"));

        assertThat(process(1, NOBODY).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void nothingIsReportedWhenTheLeaseIsAboutToEnd() {
        rig.local.calls().after("send", () -> rig.leaseLeft = Duration.ofSeconds(10));

        assertThat(process(1, NOBODY).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void replayTellsNobodyASecondTime() {
        process(1, NOBODY);
        Arrival again = rig.arrival(1, NOBODY);

        for (Mode mode : List.of(Mode.REPLAY, Mode.FORCED_REPLAY)) {
            Decided replayed = (Decided) rig.worker().process(again, mode, rig.lease());

            assertThat(replayed.settlement()).isEqualTo(new Done("invalid 1"));
            assertThat(sends(replayed, NOBODY)).contains("nobody is told twice");
        }
        assertThat(rig.outside.sent()).hasSize(1);
    }

    @Test
    void whatAnotherWorkerClaimedIsLeftToIt() {
        ActionId id = new ActionId(ActionId.Kind.REPORT, EmailAddress.of(NOBODY), EmailAddress.of(ANN));
        rig.watch = (route, mail) -> {
            if (mail.recipients().contains(EmailAddress.of(ANN))) {
                assertThat(rig.progress.of(REF).claims()).containsKey(id);
            }
        };

        process(1, NOBODY);

        assertThat(rig.outside.sent()).hasSize(1);
    }

    @Test
    void reportCarriesTheHeaderOfAMailWithBytesThatAreNoText() {
        rig.blobs.put(REF, "From: \u00e4 <a@b.example>\nX: \u0000\n\nbody\n".getBytes(StandardCharsets.ISO_8859_1));

        process(1, NOBODY);

        String report = rig.outside.sent().get(0).text();
        assertThat(report).contains("From: =E4 <a@b.example>\r\nX: =00\r\n");
        assertThat(report.chars()).allMatch(c -> c > 0 && c < 0x80);
    }
}
