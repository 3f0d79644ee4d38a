package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Effect;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.LoopHeader;
import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement.Dead;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import dev.mailworker.testing.SentCopy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails that are delivered, forwarded and answered by the worker's own rules. */
class ForwardAndReplyTest {
    private static final String ALICE = "alice@example.com";
    private static final String ANN = "ann@example.net";
    private static final String OUT = "alice@private.example";
    private static final OutOfOffice AWAY = new OutOfOffice(true, "I am away.", false);
    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 busy");
    private static final DeliveryResult REFUSED = DeliveryResult.rejected(Cause.REFUSED, "554 not this content");

    @TempDir
    private Path folder;

    private PipelineRig rig;
    private MailPipeline worker;
    private final List<String> order = new ArrayList<>();

    @BeforeEach
    void setUp() {
        rig = new PipelineRig(folder);
        rig.watch = (route, mail) -> order.add(route + " " + mail.recipients().get(0));
        worker = rig.worker();
    }

    private Decided process(int receiveCount) {
        return decided(worker.process(rig.arrival(receiveCount, ALICE), rig.lease()));
    }

    private static Decided decided(Processed processed) {
        assertThat(processed).isInstanceOf(Decided.class);
        return (Decided) processed;
    }

    private static RecipientAudit only(Decided decided) {
        assertThat(decided.audit().recipients()).hasSize(1);
        return decided.audit().recipients().get(0);
    }

    @Test
    void theCopyComesFirstThenTheForwardsThenTheReply() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT, "team@example.com")));

        assertThat(process(1).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(order)
                .containsExactly("LOCAL " + ALICE, "OUTSIDE " + OUT, "INTERNAL team@example.com", "OUTSIDE " + ANN);
        assertThat(rig.outside.delivered(ANN).get(0).mail().sender()).isEqualTo(ReversePath.parse(ALICE));
        assertThat(rig.progress.of(PipelineRig.REF)).isEqualTo(Progress.NONE);
    }

    @Test
    void aSenderGetsTheReplyOnceAndAnEditedOneAnew() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of()));
        process(1);
        anotherMail("key-2");
        assertThat(rig.outside.delivered(ANN)).hasSize(1);
        assertThat(rig.local.delivered(ALICE)).hasSize(2);

        rig.rules.put(ALICE, new MailboxRules(new OutOfOffice(true, "Away until Monday.", false), List.of()));
        anotherMail("key-3");
        assertThat(rig.outside.delivered(ANN)).hasSize(2);

        rig.time.advance(Duration.ofDays(7).plusSeconds(1));
        anotherMail("key-4");
        assertThat(rig.outside.delivered(ANN)).hasSize(3);
    }

    private void anotherMail(String key) {
        BlobRef ref = new BlobRef("example-com-emails", key);
        rig.blobs.put(ref, PipelineRig.MAIL.getBytes(StandardCharsets.UTF_8));
        Arrival like = rig.arrival(1, ALICE);
        Arrival arrival = new Arrival(
                like.domain(), ref, like.envelope(), like.verdicts(), 1, rig.time.instant(), like.receipt());
        assertThat(worker.process(arrival, rig.lease()).settlement()).isInstanceOf(Done.class);
    }

    @Test
    void whatPassedWithoutRulesIsMadeGoodByAReplayWithoutASecondCopy() {
        rig.grace = Duration.ZERO;
        worker = rig.worker();
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT)));
        rig.rules.calls().failAlways("rules", new PortException(PortException.Kind.TEMPORARY, "away"));
        assertThat(process(1).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(order).containsExactly("LOCAL " + ALICE);
        rig.rules.calls().mend("rules");
        rig.outside.answer(OUT, BUSY, DeliveryResult.delivered("250 ok"));

        assertThat(replay().settlement()).isInstanceOf(RetryAfter.class);
        assertThat(passedOpen()).as("as long as anything is missing").isTrue();
        assertThat(replay().settlement()).isEqualTo(new Done("delivered 1"));

        assertThat(order).containsExactly("LOCAL " + ALICE, "OUTSIDE " + OUT, "OUTSIDE " + ANN, "OUTSIDE " + OUT);
        assertThat(passedOpen()).isFalse();
        assertThat(rig.progress.of(PipelineRig.REF)).isEqualTo(Progress.NONE);
        assertThat(replay()).isInstanceOf(Processed.Skipped.class);
    }

    @Test
    void whatWasForwardedBeforeTheRulesWentAwayIsNotForwardedByAReplayAgain() {
        rig.grace = Duration.ZERO;
        worker = rig.worker();
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT)));
        rig.outside.answer(ANN, BUSY, DeliveryResult.delivered("250 ok"));
        process(1);
        rig.rules.calls().failAlways("rules", new PortException(PortException.Kind.TEMPORARY, "away"));
        assertThat(process(2).settlement()).isEqualTo(new Done("delivered 1"));
        rig.rules.calls().mend("rules");

        replay();

        assertThat(order).containsExactly("LOCAL " + ALICE, "OUTSIDE " + OUT, "OUTSIDE " + ANN, "OUTSIDE " + ANN);
        assertThat(passedOpen()).isFalse();
    }

    @Test
    void whatPassedAMailboxThatBlocksItStaysDelivered() {
        rig.grace = Duration.ZERO;
        worker = rig.worker();
        rig.blocklist.block(ALICE, "ann@*");
        rig.blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        rig.rules.calls().failAlways("rules", new PortException(PortException.Kind.TEMPORARY, "away"));
        process(1);
        rig.blocklist.calls().mend("patterns");
        rig.rules.calls().mend("rules");

        Decided decided = decided(replay());

        assertThat(only(decided).status()).isEqualTo(Status.DELIVERED);
        assertThat(only(decided).because()).contains("on record before", "blocked");
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
        assertThat(passedOpen()).isFalse();
    }

    @Test
    void aReplayForgetsThatTheBlocklistWasAway() {
        rig.grace = Duration.ZERO;
        worker = rig.worker();
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT)));
        rig.blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        process(1);
        rig.blocklist.calls().mend("patterns");

        assertThat(replay().settlement()).isEqualTo(new Done("delivered 1"));

        assertThat(order).containsExactly("LOCAL " + ALICE, "OUTSIDE " + OUT, "OUTSIDE " + ANN);
        assertThat(passedOpen()).isFalse();
    }

    private Processed replay() {
        return worker.process(rig.arrival(1, ALICE), Mode.REPLAY, rig.lease());
    }

    private boolean passedOpen() {
        return rig.blobs.metadata(PipelineRig.REF).containsKey(AuditMetadata.PASSED_OPEN);
    }

    @Test
    void anAddressThatOnlyForwardsAnswersAfterItsForwardWasAccepted() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT), false));

        Decided decided = process(1);

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(only(decided).because()).isEqualTo("no copy is kept");
        assertThat(order).containsExactly("OUTSIDE " + OUT, "OUTSIDE " + ANN);
    }

    @Test
    void aReplyWaitsForTheForwardWhereNoCopyIsKept() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT), false));
        rig.outside.answer(OUT, BUSY, DeliveryResult.delivered("250 ok"));

        assertThat(process(1).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.outside.delivered(ANN)).isEmpty();
        assertThat(process(2).settlement()).isInstanceOf(Done.class);
        assertThat(order).containsExactly("OUTSIDE " + OUT, "OUTSIDE " + OUT, "OUTSIDE " + ANN);
    }

    @Test
    void whatNoTargetTakesGoesToTheMailboxThatKeepsNoCopyAndIsAnsweredThen() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of("team@example.com", OUT), false));
        rig.internal.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        rig.outside.answer(OUT, REFUSED, REFUSED);

        Decided decided = process(1);

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(only(decided).because()).isEqualTo("nobody took what is forwarded: 250 2.0.0 Ok");
        assertThat(only(decided).sends().get("team@example.com")).contains("550 5.1.1 unknown");
        assertThat(order)
                .containsExactly(
                        "INTERNAL team@example.com",
                        "OUTSIDE " + OUT,
                        "OUTSIDE " + OUT,
                        "LOCAL " + ALICE,
                        "OUTSIDE " + ANN);
        assertThat(rig.local.delivered(ALICE).get(0).text()).isEqualTo(PipelineRig.MAIL);
    }

    /** Whatever the reason is that nothing was forwarded: it is no invalid inbox, and nobody is told that it were. */
    @ParameterizedTest
    @ValueSource(strings = {"spam", "virus", "loop", "null sender", "no address", "refused"})
    void whatNobodyTookIsKeptWhereThereIsNoMailboxEither(String why) {
        rig.invalidPolicy = InvalidPolicy.BOUNCE;
        rig.rules.put(
                ALICE, new MailboxRules(OutOfOffice.OFF, List.of(why.equals("no address") ? "nothing" : OUT), false));
        rig.local.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        rig.outside.answer(OUT, REFUSED, REFUSED);
        rig.verdicts = Verdicts.NONE
                .with(Check.SPF, Verdict.PASS)
                .with(Check.SPAM, why.equals("spam") ? Verdict.FAIL : Verdict.PASS)
                .with(Check.VIRUS, why.equals("virus") ? Verdict.FAIL : Verdict.PASS);
        if (why.equals("loop")) {
            rig.blobs.put(
                    PipelineRig.REF,
                    (LoopHeader.NAME + ": site\r\n" + PipelineRig.MAIL).getBytes(StandardCharsets.UTF_8));
        }
        ReversePath sender = ReversePath.parse(why.equals("null sender") ? "<>" : ANN);

        Decided decided = decided(
                rig.worker().process(rig.arrival(1, Envelope.of(sender, PipelineRig.addresses(ALICE))), rig.lease()));

        assertThat(decided.settlement()).isEqualTo(new Done("kept 1"));
        assertThat(only(decided).because()).contains("the address has no mailbox", "550 5.1.1 unknown");
        assertThat(order).noneMatch(("OUTSIDE " + ANN)::equals);
        assertThat(rig.blobs.contains(PipelineRig.REF)).isTrue();
        assertThat(rig.blobs.audit(PipelineRig.REF).metadata())
                .containsEntry(AuditMetadata.KEPT, ALICE)
                .doesNotContainKey(AuditMetadata.INVALID_INBOXES);
        assertThat(decided.audit().trace()).noneMatch(ruling -> ruling.effect() instanceof Effect.Report);
    }

    @Test
    void oneTargetThatTakesItIsEnough() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of("team@example.com", OUT), false));
        rig.internal.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));

        assertThat(process(1).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(rig.local.sent()).isEmpty();
    }

    @Test
    void theMailboxWaitsForTheLastOfTheForwards() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of("team@example.com", OUT), false));
        rig.internal.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        rig.outside.answer(OUT, BUSY, REFUSED, REFUSED);
        rig.local.answer(ALICE, BUSY, DeliveryResult.delivered("250 ok"));

        assertThat(process(1).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.local.sent()).isEmpty();
        assertThat(process(2).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(process(3).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.internal.sent()).hasSize(1);
        assertThat(rig.outside.sent()).hasSize(3);
    }

    @Test
    void aWorkerThatDiesBeforeTheMailboxHasItForwardsNothingAgain() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT), false));
        rig.outside.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        rig.watch = (route, mail) -> {
            if (route == Route.LOCAL) {
                rig.dead = true;
                throw new IllegalStateException("the process dies here");
            }
        };
        process(1);
        rig.dead = false;
        rig.watch = (route, mail) -> {};
        worker = rig.worker();

        assertThat(process(2).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.outside.sent()).hasSize(1);
    }

    @Test
    void aForwardThatIsRefusedForItsContentBecomesANotice() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT)));
        rig.outside.answer(OUT, REFUSED, DeliveryResult.delivered("250 ok"));

        Decided decided = process(1);

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 1"));
        List<SentCopy> sent = rig.outside.sent();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(1).text()).contains("Subject: Not forwarded: hi\r\n", "Ann <ann@example.net>");
        assertThat(sent.get(0).mail().id()).isNotEqualTo(sent.get(1).mail().id());
        assertThat(only(decided).sends().get(OUT)).contains("a notice went instead", "554 not this content");
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void aTargetThatNoMailCanReachGetsNoNotice() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT), false));
        rig.outside.answerAll(DeliveryResult.rejected(Cause.TARGET_REFUSED, "Missing final '@domain'"));

        Decided decided = process(1);

        assertThat(rig.outside.sent()).hasSize(1);
        assertThat(only(decided).sends().get(OUT)).isEqualTo("rejected: Missing final '@domain'");
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void aNoticeThatCanNotBeSentYetIsTriedAgain() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT)));
        rig.outside.answer(OUT, REFUSED, BUSY, REFUSED, DeliveryResult.delivered("250 ok"));

        assertThat(process(1).settlement()).isInstanceOf(RetryAfter.class);
        assertThat(process(2).settlement()).isInstanceOf(Done.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.outside.delivered(OUT)).hasSize(1);
    }

    @Test
    void aTargetThatRefusesTheNoticeTooIsDoneWith() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT)));
        rig.outside.answerAll(REFUSED);

        assertThat(process(1).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(rig.outside.sent()).hasSize(2);
    }

    @Test
    void aReplyThatFailsIsRetriedByItselfAndGivenUpWithoutTouchingTheDelivery() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of()));
        rig.outside.answerAll(BUSY);

        assertThat(process(1).settlement()).isInstanceOf(RetryAfter.class);
        rig.time.advance(Duration.ofDays(3).plusSeconds(1));
        Decided last = process(2);

        assertThat(last.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(last.audit().processed()).isTrue();
        assertThat(only(last).sends().get(ANN)).startsWith("deferred: ");
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void aForwardThatFailsForTooLongIsSetAside() {
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT)));
        rig.outside.answerAll(BUSY);

        process(1);
        rig.time.advance(Duration.ofDays(3).plusSeconds(1));

        assertThat(process(2).settlement()).isInstanceOf(Dead.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void aLedgerThatCanNotBeReadHoldsTheReplyAndNothingElse() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of()));
        rig.replies.calls().fail("enter", new PortException(PortException.Kind.TEMPORARY, "throttled"));

        Decided decided = process(1);

        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.outside.sent()).isEmpty();
        assertThat(decided.settlement()).isInstanceOf(RetryAfter.class);
    }

    @Test
    void aBlockedRecipientAndOneWithoutMailboxGetNeither() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(OUT)));
        rig.local.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        assertThat(process(1).settlement()).isEqualTo(new Done("invalid 1"));

        rig.blobs.put(PipelineRig.REF, PipelineRig.MAIL.getBytes(StandardCharsets.UTF_8));
        rig.blocklist.block(ALICE, "ann@*");
        process(1);

        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void addressesThatOnlyForwardNeverPauseTheirDomain() {
        rig.invalidStreak = 1;
        worker = rig.worker();
        rig.rules.put(ALICE, new MailboxRules(OutOfOffice.OFF, List.of(OUT), false));
        rig.local.answerAll(DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        Arrival like = rig.arrival(1, ALICE);
        for (int i = 0; i < 3; i++) {
            BlobRef ref = new BlobRef("example-com-emails", "spam-" + i);
            rig.blobs.put(ref, PipelineRig.MAIL.getBytes(StandardCharsets.UTF_8));
            Verdicts spam = Verdicts.NONE.with(Check.SPAM, Verdict.FAIL);
            Arrival arrival =
                    new Arrival(like.domain(), ref, like.envelope(), spam, 1, like.queuedAt(), like.receipt());

            assertThat(worker.process(arrival, rig.lease()).settlement()).isEqualTo(new Done("kept 1"));
        }
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void aReportThatGivesBackOurOwnMailIsDeliveredAndNoMore() throws Exception {
        String report = "From: MAILER-DAEMON@example.net\r\nTo: alice@example.com\r\n"
                + "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + LoopHeader.NAME + ": %s\r\nSubject: s\r\n\r\nx\r\n--b--\r\n";
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of("team@example.com")));
        Envelope bounce = Envelope.of(ReversePath.NULL, PipelineRig.addresses(ALICE));

        rig.blobs.put(PipelineRig.REF, report.formatted("site").getBytes(StandardCharsets.UTF_8));
        assertThat(worker.preview(rig.arrival(1, bounce), Mode.WORK).plan().sends())
                .isEmpty();
        assertThat(worker.process(rig.arrival(1, bounce), rig.lease()).settlement())
                .isEqualTo(new Done("delivered 1"));
        assertThat(order).containsExactly("LOCAL " + ALICE);

        rig.blobs.put(PipelineRig.REF, report.formatted("elsewhere").getBytes(StandardCharsets.UTF_8));
        worker.process(rig.arrival(1, bounce), rig.lease());
        assertThat(order).containsExactly("LOCAL " + ALICE, "LOCAL " + ALICE, "INTERNAL team@example.com");
    }

    /** As Amazon WorkMail makes them of reports; others give such mail a sender. */
    @ParameterizedTest
    @CsvSource({"message/rfc822, multipart/mixed", "text/rfc822-headers, multipart/alternative"})
    void mailThatGivesBackOurOwnIsDeliveredAndNoMoreWhateverItCallsItself(String part, String type) {
        String report = "From: ann@example.net\r\nTo: alice@example.com\r\nContent-Type: " + type
                + "; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nMail delivery failed\r\n"
                + "Reporting-MTA: dns; x\r\nFinal-Recipient: rfc822;z@z.example\r\nAction: failed\r\n"
                + "--b\r\nContent-Type: " + part + "\r\n\r\n" + LoopHeader.NAME + ": site\r\n\r\nx\r\n--b--\r\n";
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of("team@example.com", OUT)));
        rig.blobs.put(PipelineRig.REF, report.getBytes(StandardCharsets.UTF_8));

        assertThat(process(1).settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(order).containsExactly("LOCAL " + ALICE);
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/report, ann@example.net, false",
        "multipart/mixed, <>, false",
        "multipart/mixed, ann@example.net, true"
    })
    void reportThatIsTooLongToBeLookedThroughIsDeliveredAndNoMore(String type, String sender, boolean forwarded) {
        String report = "From: x@example.net\r\nTo: alice@example.com\r\nContent-Type: " + type
                + "; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + "blah blah blah\r\n".repeat(20_000)
                + "--b\r\nContent-Type: message/rfc822\r\n\r\n" + LoopHeader.NAME + ": site\r\n\r\nx\r\n--b--\r\n";
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of("team@example.com")));
        rig.blobs.put(PipelineRig.REF, report.getBytes(StandardCharsets.UTF_8));
        Envelope envelope = Envelope.of(ReversePath.parse(sender), PipelineRig.addresses(ALICE));

        worker.process(rig.arrival(1, envelope), rig.lease());

        assertThat(order.contains("INTERNAL team@example.com")).isEqualTo(forwarded);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void whoForwardsToTheSenderHasBothResultsOnRecord() {
        rig.rules.put(ALICE, new MailboxRules(AWAY, List.of(ANN)));

        assertThat(only(process(1)).sends().get(ANN)).isEqualTo("delivered: 250 2.0.0 Ok; delivered: 250 2.0.0 Ok");
    }
}
