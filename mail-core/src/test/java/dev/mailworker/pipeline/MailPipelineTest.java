package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Draft;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Mail;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.Settlement.Dead;
import dev.mailworker.port.Settlement.Done;
import dev.mailworker.port.Settlement.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailPipelineTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";
    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 busy");
    private static final DeliveryResult AWAY = DeliveryResult.deferred(Cause.PEER_UNREACHABLE, "connection refused");
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
    void plainMailIsDeliveredInOneTransactionAndCostsNoProgress() {
        Decided decided = decided(rig.process(1, ALICE, BOB));

        assertThat(decided.settlement()).isEqualTo(new Done("delivered 2"));
        assertThat(rig.local.sent()).hasSize(1);
        assertThat(rig.local.sent().get(0).text()).isEqualTo(PipelineRig.MAIL);
        assertThat(rig.progress.calls().made()).isEmpty();
        assertThat(rig.metadata()).containsEntry(AuditMetadata.STATUS, "delivered");
    }

    @Test
    void mailThatTheEarlierWorkerFinishedIsSkipped() {
        rig.blobs.put(PipelineRig.REF, new byte[0], Map.of("processed", "true", "status", "delivered"));

        assertThat(rig.process(1, ALICE))
                .isInstanceOf(Skipped.class)
                .extracting(Processed::settlement)
                .isInstanceOf(Done.class);
        assertThat(rig.local.sent()).isEmpty();
    }

    @Test
    void secondNoticeForOtherRecipientsServesThoseAlone() {
        rig.process(1, ALICE);
        Decided second = decided(rig.process(1, ALICE, BOB));

        assertThat(second.audit().recipients())
                .extracting(RecipientAudit::because)
                .containsExactly("on record before", "250 2.0.0 Ok");
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.local.delivered(BOB)).hasSize(1);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.ENVELOPE_TO, ALICE + "," + BOB);
        assertThat(rig.process(1, ALICE, BOB)).isInstanceOf(Skipped.class);
    }

    @Test
    void foreignRecipientIsLeftOutAndNamed() {
        Decided decided = decided(rig.process(1, ALICE, "carol@elsewhere.example"));

        assertThat(decided.settlement()).isInstanceOf(Done.class);
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.STATUS, "partial")
                .containsEntry(AuditMetadata.LEFT_OUT, "carol@elsewhere.example");
        assertThat(rig.local.delivered("carol@elsewhere.example")).isEmpty();
    }

    @Test
    void mailWithoutManagedRecipientIsSetAsideAndNotCalledFinished() {
        assertThat(rig.process(1, "carol@elsewhere.example").settlement()).isEqualTo(new Dead("no managed recipient"));
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.STATUS, "dead")
                .doesNotContainKey(AuditMetadata.PROCESSED);
    }

    @Test
    void guessesAnEnvelopeThatNobodyStated() {
        Processed processed = rig.worker().process(rig.arrival(1, Envelope.UNSTATED), rig.lease());

        assertThat(decided(processed).audit().envelope().origin()).isEqualTo(Envelope.Origin.GUESSED);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.ENVELOPE, "guessed");
    }

    @Test
    void goneMailThatNothingExplainsIsSetAside() {
        rig.blobs.lose(PipelineRig.REF);

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(Dead.class);
    }

    @Test
    void encryptedMailIsSetAside() {
        rig.blobs.put(PipelineRig.REF, new byte[] {1}, Map.of("x-amz-key-v2", "k"));

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(Dead.class);
        assertThat(rig.local.sent()).isEmpty();
    }

    @Test
    void invalidInboxEndsThatRecipient() {
        rig.local.answer(BOB, UNKNOWN);

        assertThat(rig.process(1, ALICE, BOB).settlement()).isEqualTo(new Done("delivered 1, invalid 1"));
        assertThat(rig.metadata()).containsEntry(AuditMetadata.INVALID_INBOXES, BOB);
    }

    @Test
    void onlyTheDeferredRecipientIsTriedAgainAfterAGrowingDelay() {
        rig.local.answer(BOB, BUSY, BUSY, DeliveryResult.delivered("250 ok"));

        RetryAfter first = (RetryAfter) rig.process(1, ALICE, BOB).settlement();
        RetryAfter second = (RetryAfter) rig.process(2, ALICE, BOB).settlement();
        Settlement third = rig.process(3, ALICE, BOB).settlement();

        assertThat(second.delay()).isGreaterThan(first.delay());
        assertThat(third).isEqualTo(new Done("delivered 2"));
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.progress.of(PipelineRig.REF)).isEqualTo(Progress.NONE);
    }

    @Test
    void resultInDoubtIsTriedAgainAndSaidToBeRepeated() {
        rig.local.answer(ALICE, DeliveryResult.inDoubt("lost after the final dot"), DeliveryResult.delivered("250 ok"));

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(RetryAfter.class);
        Decided second = decided(rig.process(2, ALICE));

        assertThat(second.settlement()).isInstanceOf(Done.class);
        assertThat(second.outcome().repeated()).containsExactly(PipelineRig.delivery(ALICE));
    }

    @Test
    void mailThatIsTooOldIsTriedOnceMoreThenMarkedExpiredAndSetAside() {
        rig.local.answerAll(BUSY);
        Processed first = rig.process(1, ALICE);
        rig.time.advance(Duration.ofDays(4));
        Processed last = rig.process(9, ALICE);

        assertThat(first.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(last.settlement()).isInstanceOf(Dead.class);
        assertThat(rig.local.sent()).hasSize(2);
        assertThat(rig.metadata())
                .containsEntry(AuditMetadata.STATUS, "expired")
                .doesNotContainKey(AuditMetadata.PROCESSED);
    }

    @Test
    void mailWaitsForATableWithinTheGraceThenPassesWithTheAuditSayingSo() {
        MailPipeline worker = rig.worker();
        rig.blocklist.block(ALICE, "*@example.net").calls().failAlways("patterns", PipelineRig.away());

        Settlement within = worker.process(rig.arrival(1, ALICE), rig.lease()).settlement();
        rig.time.advance(rig.grace);
        Processed after = worker.process(rig.arrival(2, ALICE), rig.lease());

        assertThat(within).isInstanceOf(RetryAfter.class);
        assertThat(after.settlement()).isEqualTo(new Done("delivered 1"));
        assertThat(decided(after).audit().passedOpen()).containsExactly(Table.BLOCKLIST);
        assertThat(rig.metadata()).containsEntry(AuditMetadata.PASSED_OPEN, "blocklist");
    }

    @Test
    void tableThatRecoversIsObeyedAgainWithoutARestart() {
        MailPipeline worker = rig.worker();
        rig.blocklist.block(ALICE, "*@example.net").calls().failAlways("patterns", PipelineRig.away());
        worker.process(rig.arrival(1, ALICE), rig.lease());
        rig.blocklist.calls().mend("patterns");
        rig.time.advance(rig.grace);

        assertThat(worker.process(rig.arrival(2, ALICE), rig.lease()).settlement())
                .isEqualTo(new Done("blocked 1"));
    }

    @Test
    void invalidInboxIsDeferredWhileRulesAreUnknown() {
        MailPipeline worker = rig.worker();
        rig.local.answerAll(UNKNOWN);
        rig.rules.calls().failAlways("rules", PipelineRig.away());
        worker.process(rig.arrival(1, ALICE), rig.lease());
        rig.time.advance(rig.grace);

        Processed processed = worker.process(rig.arrival(2, ALICE), rig.lease());

        assertThat(processed.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(decided(processed).audit().status()).isEqualTo(Status.DEFERRED);
    }

    @Test
    void failedAuditNeverCausesASecondDelivery() {
        rig.blobs.calls().failAlways("mark", PipelineRig.away());

        Decided first = decided(rig.process(1, ALICE));
        rig.blobs.calls().mend("mark");
        Decided again = decided(rig.process(2, ALICE));

        assertThat(first.settlement()).isInstanceOf(Done.class);
        assertThat(first.auditStored()).isFalse();
        assertThat(rig.pauses).isNotEmpty();
        assertThat(again.settlement()).isInstanceOf(Done.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void storeInShortTroubleGetsItsAuditAllTheSame() {
        rig.blobs.calls().failAlways("mark", PipelineRig.away());
        rig.paused = wait -> {
            if (total(rig.pauses).compareTo(Duration.ofSeconds(25)) >= 0) {
                rig.blobs.calls().mend("mark");
            }
        };

        assertThat(decided(rig.process(1, ALICE)).auditStored()).isTrue();
        assertThat(rig.metadata()).containsEntry(AuditMetadata.PROCESSED, "true");
        assertThat(rig.pauses).isSorted();
    }

    private static Duration total(List<Duration> pauses) {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void auditIsNotTriedAgainWhenTheLeaseWouldEnd() {
        rig.leaseLeft = Duration.ofSeconds(31);
        rig.blobs.calls().failAlways("mark", PipelineRig.away());
        rig.paused = wait -> rig.leaseLeft = rig.leaseLeft.minus(Duration.ofSeconds(16));

        assertThat(decided(rig.process(1, ALICE)).auditStored()).isFalse();
        assertThat(rig.pauses).hasSize(2);
    }

    @Test
    void workerThatStopsWaitsForNoAudit() {
        rig.blobs.calls().failAlways("mark", PipelineRig.away());
        rig.paused = wait -> {
            throw new InterruptedException();
        };

        Decided decided = decided(rig.process(1, ALICE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(decided.settlement()).isInstanceOf(Done.class);
        assertThat(rig.pauses).hasSize(1);
    }

    @Test
    void outcomeThatCanNotBeStoredStaysInMemory() {
        MailPipeline worker = rig.worker();
        rig.local.answer(BOB, BUSY, DeliveryResult.delivered("250 ok"));
        rig.progress.calls().failAlways("create", PipelineRig.away());

        worker.process(rig.arrival(1, ALICE, BOB), rig.lease());
        rig.progress.calls().mend("create");
        Processed second = worker.process(rig.arrival(2, ALICE, BOB), rig.lease());

        assertThat(second.settlement()).isInstanceOf(Done.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
    }

    @Test
    void ruleThatThrowsDefersTheMail() {
        Rule broken = new Rule() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
                throw new StackOverflowError();
            }
        };

        Processed processed = rig.worker(broken).process(rig.arrival(1, ALICE), rig.lease());

        assertThat(processed.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.blobs.openMails()).isZero();
    }

    @Test
    void recipientWithoutAResultIsDeferred() {
        rig.local.answerNothing(BOB);

        Decided decided = decided(rig.process(1, ALICE, BOB));

        assertThat(decided.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(decided.audit().recipients())
                .extracting(RecipientAudit::status)
                .containsExactly(Status.DELIVERED, Status.DEFERRED);
    }

    @Test
    void transportThatThrowsDefersEverybody() {
        rig.local.calls().fail("send", new IllegalStateException("bug"));

        assertThat(rig.process(1, ALICE, BOB).settlement()).isInstanceOf(RetryAfter.class);
    }

    @Test
    void nothingIsStartedWhenTheLeaseIsAboutToEnd() {
        rig.leaseLeft = Duration.ofSeconds(29);

        Decided decided = decided(rig.worker(new SendingRule()).process(rig.arrival(1, ALICE), rig.lease()));

        assertThat(decided.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.local.sent()).isEmpty();
        assertThat(rig.internal.sent()).isEmpty();
    }

    @Test
    void forwardsAndRepliesFollowTheCopyAndProgressIsForgottenInTheEnd() {
        Decided decided = decided(rig.worker(new SendingRule()).process(rig.arrival(1, ALICE), rig.lease()));

        assertThat(decided.settlement()).isInstanceOf(Done.class);
        assertThat(rig.internal.delivered("first@example.com")).hasSize(1);
        assertThat(rig.internal.delivered("second@example.com")).hasSize(1);
        assertThat(rig.outside.delivered("ann@example.net")).hasSize(1);
        assertThat(rig.progress.of(PipelineRig.REF)).isEqualTo(Progress.NONE);
    }

    @Test
    void failedForwardIsRetriedByItself() {
        rig.internal.answer("second@example.com", BUSY, DeliveryResult.delivered("250 ok"));
        MailPipeline worker = rig.worker(new SendingRule());

        assertThat(worker.process(rig.arrival(1, ALICE), rig.lease()).settlement())
                .isInstanceOf(RetryAfter.class);
        assertThat(worker.process(rig.arrival(2, ALICE), rig.lease()).settlement())
                .isInstanceOf(Done.class);
        assertThat(rig.local.delivered(ALICE)).hasSize(1);
        assertThat(rig.internal.delivered("first@example.com")).hasSize(1);
        assertThat(rig.internal.delivered("second@example.com")).hasSize(1);
        assertThat(rig.outside.delivered("ann@example.net")).hasSize(1);
    }

    @Test
    void mailboxThatRefusesItsCopyForwardsAndAnswersNothing() {
        rig.local.answerAll(UNKNOWN);

        assertThat(rig.worker(new SendingRule())
                        .process(rig.arrival(1, ALICE), rig.lease())
                        .settlement())
                .isInstanceOf(Done.class);
        assertThat(rig.internal.sent()).isEmpty();
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void whatAnotherWorkerClaimedIsLeftToItUntilTheClaimEnds() {
        ActionId forward = new ActionId(ActionId.Kind.FORWARD, EmailAddress.of(ALICE), SendingRule.FIRST);
        Claim claim = new Claim("other", rig.time.instant().plusSeconds(60));
        rig.progress.put(PipelineRig.REF, Progress.NONE.withClaim(forward, claim));
        MailPipeline worker = rig.worker(new SendingRule());

        Processed first = worker.process(rig.arrival(2, ALICE), rig.lease());
        assertThat(first.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.internal.delivered("first@example.com")).isEmpty();

        rig.time.advance(Duration.ofSeconds(61));
        Decided second = decided(worker.process(rig.arrival(3, ALICE), rig.lease()));
        assertThat(second.settlement()).isInstanceOf(Done.class);
        assertThat(second.outcome().repeated()).containsExactly(forward);
        assertThat(rig.internal.delivered("first@example.com")).hasSize(1);
        assertThat(rig.internal.delivered("second@example.com")).hasSize(1);
    }

    @Test
    void replyThatTheSenderGotLatelyIsNotGivenAgain() {
        ReplyLedger.Reply given =
                new ReplyLedger.Reply(EmailAddress.of(ALICE), EmailAddress.of("ann@example.net"), "away");
        rig.replies.enter(
                given, "another mail", rig.time.instant(), rig.time.instant().plusSeconds(60));

        assertThat(rig.worker(new SendingRule())
                        .process(rig.arrival(1, ALICE), rig.lease())
                        .settlement())
                .isInstanceOf(Done.class);
        assertThat(rig.outside.sent()).isEmpty();
    }

    @Test
    void previewSaysWhichTableCantBeReadAndOfWhatKindTheTroubleIs() {
        rig.blocklist.calls().fail("patterns", new PortException(PortException.Kind.UNREADABLE, "blocked.json:1:3: ?"));
        assertThatThrownBy(() -> rig.worker().preview(rig.arrival(1, ALICE), Mode.WORK))
                .isInstanceOfSatisfying(PortException.class, trouble -> {
                    assertThat(trouble.kind()).isEqualTo(PortException.Kind.UNREADABLE);
                    assertThat(trouble).hasMessage("the blocklist can't be read: blocked.json:1:3: ?");
                });

        rig.rules.calls().fail("rules", new PortException(PortException.Kind.NOT_FOUND, "no table email-rules"));
        assertThatThrownBy(() -> rig.worker().preview(rig.arrival(1, ALICE), Mode.WORK))
                .isInstanceOfSatisfying(PortException.class, trouble -> {
                    assertThat(trouble.kind())
                            .as("NOT_FOUND is said of the mail")
                            .isEqualTo(PortException.Kind.TEMPORARY);
                    assertThat(trouble).hasMessage("the table of rules can't be read: no table email-rules");
                });
    }

    @Test
    void previewActsOnNothing() throws Exception {
        MailPipeline.Preview preview = rig.worker(new SendingRule()).preview(rig.arrival(1, ALICE), Mode.WORK);

        assertThat(preview.plan().deliveries()).hasSize(1);
        assertThat(preview.plan().sends()).hasSize(3);
        assertThat(rig.local.sent()).isEmpty();
        assertThat(rig.blobs.marks()).isEmpty();
        assertThat(rig.progress.writes()).isZero();
        assertThat(rig.blobs.openMails()).isZero();
    }

    @Test
    void brokenMailIsDeliveredAsItIs() {
        byte[] broken = "no header\0at all\rbare\nends \u00ff".getBytes(StandardCharsets.ISO_8859_1);
        rig.blobs.put(PipelineRig.REF, broken);

        assertThat(rig.process(1, ALICE).settlement()).isInstanceOf(Done.class);
        assertThat(rig.local.sent().get(0).bytes()).isEqualTo(broken);
    }

    @Test
    void serverInTroubleIsLeftAloneAndItsMailsAreNotFetched() {
        MailPipeline worker = rig.worker();
        rig.local.answerAll(AWAY);
        for (int i = 0; i < TargetGuard.PATIENCE; i++) {
            worker.process(rig.arrival(1, ALICE), rig.lease());
        }
        int fetched = rig.blobs.calls().of("fetch").size();

        Processed resting = worker.process(rig.arrival(1, ALICE), rig.lease());
        assertThat(resting).isInstanceOf(Processed.Postponed.class);
        assertThat(rig.blobs.calls().of("fetch")).hasSize(fetched);

        rig.local.answerAll(DeliveryResult.delivered("250 ok"));
        rig.time.advance(TargetGuard.FIRST_REST);
        assertThat(worker.process(rig.arrival(2, ALICE), rig.lease()).settlement())
                .isInstanceOf(Done.class);
    }

    @Test
    void recipientThatIsAlwaysDeferredDoesNotHoldUpTheOthers() {
        MailPipeline worker = rig.worker();
        rig.local.answer(BOB, BUSY);
        for (int i = 0; i < 10; i++) {
            worker.process(rig.arrival(1, BOB), rig.lease());
        }

        assertThat(worker.process(rig.arrival(1, ALICE), rig.lease()).settlement())
                .isInstanceOf(Done.class);
    }

    @Test
    void forwardThatWaitsForAServerInTroubleCostsNoAttempt() {
        MailPipeline worker = rig.worker(new SendingRule());
        rig.internal.answerAll(AWAY);
        worker.process(rig.arrival(1, ALICE), rig.lease());
        worker.process(rig.arrival(2, ALICE), rig.lease());
        int attempts = rig.progress.of(PipelineRig.REF).attempts();

        Processed waiting = worker.process(rig.arrival(3, ALICE), rig.lease());

        assertThat(waiting.settlement()).isInstanceOf(RetryAfter.class);
        assertThat(rig.progress.of(PipelineRig.REF).attempts()).isEqualTo(attempts);
    }

    @Test
    void domainWhoseInboxesAreAllInvalidIsPaused() {
        rig.invalidStreak = 2;
        rig.local.answerAll(UNKNOWN);
        MailPipeline worker = rig.worker();

        assertThat(worker.process(rig.arrival(1, ALICE, BOB), rig.lease()).settlement())
                .isEqualTo(new Done("invalid 2"));
        rig.blobs.put(PipelineRig.REF, PipelineRig.MAIL.getBytes(StandardCharsets.US_ASCII));
        assertThat(worker.process(rig.arrival(1, "carol@example.com"), rig.lease())
                        .settlement())
                .isInstanceOf(RetryAfter.class);

        rig.time.advance(InvalidInboxWatch.PROBE_EVERY);
        rig.local.answer(ALICE, DeliveryResult.delivered("250 ok"));
        assertThat(worker.process(rig.arrival(2, ALICE), rig.lease()).settlement())
                .isInstanceOf(Done.class);
        rig.blobs.put(PipelineRig.REF, PipelineRig.MAIL.getBytes(StandardCharsets.US_ASCII));
        assertThat(worker.process(rig.arrival(1, BOB), rig.lease()).settlement())
                .isEqualTo(new Done("invalid 1"));
    }

    @Test
    void mailsOfAPausedDomainAreNotSentButOneFromTimeToTime() {
        rig.invalidStreak = 1;
        rig.local.answerAll(UNKNOWN);
        MailPipeline worker = rig.worker();
        worker.process(rig.arrival(1, ALICE), rig.lease());
        int sent = rig.local.sent().size();

        for (int i = 0; i < 5; i++) {
            Decided kept = decided(worker.process(rig.arrival(1, BOB), Mode.REPLAY, rig.lease()));
            assertThat(kept.settlement()).isInstanceOf(RetryAfter.class);
            assertThat(kept.audit().recipients())
                    .anyMatch(one -> one.because().startsWith("example.com is paused")
                            && one.because().endsWith("the server said: 550 5.1.1 unknown"));
        }
        assertThat(rig.local.sent()).hasSize(sent);

        rig.time.advance(InvalidInboxWatch.PROBE_EVERY);
        worker.process(rig.arrival(1, BOB, "carol@example.com"), Mode.REPLAY, rig.lease());
        worker.process(rig.arrival(1, BOB, "carol@example.com"), Mode.REPLAY, rig.lease());
        assertThat(rig.local.sent()).hasSize(sent + 1);
    }

    @Test
    void mailOfADomainThatLeftGoesBackWhole() {
        MailPipeline worker = rig.worker();
        Arrival both = rig.arrival(1, ALICE, "dave@example.org");
        rig.managed = Set.of("example.org");

        Processed before = worker.process(both, rig.lease());

        assertThat(before.settlement()).isInstanceOfSatisfying(RetryAfter.class, retry -> assertThat(retry.because())
                .isEqualTo("example.com, by whose queue it came, is not a domain of this worker any more"));
        assertThat(rig.local.sent()).isEmpty();
        rig.managed = Set.of("example.com", "example.org");
        assertThat(worker.process(both, rig.lease()).settlement()).isEqualTo(new Done("delivered 2"));
    }

    @Test
    void mailOfADomainThatLeftLongAgoIsSetAside() {
        rig.managed = Set.of("example.org");
        rig.time.advance(Duration.ofDays(4));

        assertThat(rig.worker().process(rig.arrival(1, ALICE), rig.lease()).settlement())
                .isEqualTo(new Dead("no managed recipient"));
    }
}
