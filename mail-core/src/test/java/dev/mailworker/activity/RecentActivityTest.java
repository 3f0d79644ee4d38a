package dev.mailworker.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.MailWorker;
import dev.mailworker.activity.RecentActivity.UnreadableNotice;
import dev.mailworker.activity.RecentMail.Recipient;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.TraceLine;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of a worker's mails. */
class RecentActivityTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";
    private static final Counts NOTHING = new Counts(SettableTime.START, 0, 0, 0, 0);

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();
    private final RecentActivity activity = new RecentActivity(3, time);
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final RecordingTransport local = new RecordingTransport();
    private MailWorker worker;

    @BeforeEach
    void setUp() {
        worker = MailWorker.builder()
                .sources(() -> List.of(source))
                .managedDomains(() -> Set.of("example.com", "example.org"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .temporaryFolder(folder)
                .time(time)
                .transport(Route.LOCAL, local)
                .listener(activity)
                .build();
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private void mail(String key, String... recipients) {
        mailOf("example.com", key, recipients);
    }

    private void mailOf(String domain, String key, String... recipients) {
        BlobRef ref = new BlobRef("bucket", key);
        blobs.put(ref, "From: ann@example.net\r\nSubject: secret\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        source.put(
                domain,
                ref,
                Envelope.of(
                        ReversePath.parse("Ann@example.net"),
                        Stream.of(recipients).map(EmailAddress::of).toList()));
    }

    private RecentMail of(String key) {
        return activity.find(new BlobRef("bucket", key)).orElseThrow();
    }

    private DomainActivity domain() {
        return Objects.requireNonNull(activity.domains().get("example.com"));
    }

    private Counts lastMinute() {
        return activity.minutes().get(59);
    }

    private static Counts counts(Instant from, int delivered, int blocked, int deferred, int rejected) {
        return new Counts(from, delivered, blocked, deferred, rejected);
    }

    @Test
    void beginsEmpty() {
        assertThat(activity.minutes()).hasSize(60).last().isEqualTo(NOTHING);
        assertThat(activity.minutes().get(0).from()).isEqualTo(SettableTime.START.minus(Duration.ofMinutes(59)));
        assertThat(activity.domains()).isEmpty();
        assertThat(activity.mails()).isEmpty();
        assertThat(activity.unreadable()).isEmpty();
    }

    @Test
    void countsRecipientsByMinute() throws InterruptedException {
        blocklist.block(BOB, "*@example.net");
        local.answer("carol@example.com", DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 no"));
        mail("one", ALICE, BOB, "carol@example.com", "dora@elsewhere.example");
        worker.runOnce();
        time.advance(Duration.ofMinutes(2));
        mail("two", ALICE);
        worker.runOnce();

        List<Counts> minutes = activity.minutes();
        assertThat(minutes.get(57)).isEqualTo(counts(SettableTime.START, 1, 1, 0, 1));
        assertThat(minutes.get(58).total()).isZero();
        assertThat(minutes.get(59)).isEqualTo(counts(time.instant(), 1, 0, 0, 0));
        assertThat(domain().lastHour().total()).isEqualTo(4);
    }

    @Test
    void forgetsWhatIsOlderThanAnHour() throws InterruptedException {
        mail("one", ALICE);
        worker.runOnce();
        time.advance(Duration.ofMinutes(59));
        assertThat(activity.minutes().get(0).delivered()).isEqualTo(1);

        time.advance(Duration.ofMinutes(1));
        assertThat(activity.minutes())
                .allSatisfy(minute -> assertThat(minute.total()).isZero());
        assertThat(activity.domains()).isEmpty();
        assertThat(activity.mails()).as("the latest mails stay").hasSize(1);
    }

    @Test
    void whatIsPutOffCountsAtEachAttemptAndOnceWhenItIsOver() throws InterruptedException {
        Instant queued = time.instant();
        local.answer(ALICE, DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 4.2.2 full"), RecordingTransport.ACCEPTED);
        mail("one", ALICE, BOB);
        worker.runOnce();

        assertThat(lastMinute()).as("what is final counts at the end").isEqualTo(counts(queued, 0, 0, 1, 0));
        RecentMail mail = of("one");
        assertThat(mail.status()).isEqualTo("deferred");
        assertThat(mail.againAt()).hasValueSatisfying(again -> assertThat(again).isAfter(queued));
        DomainActivity domain = domain();
        assertThat(domain.waiting()).isEqualTo(1);
        assertThat(domain.oldest()).contains(queued);

        time.advance(Duration.ofHours(2));
        worker.runOnce();
        assertThat(lastMinute()).isEqualTo(counts(time.instant(), 2, 0, 0, 0));
        assertThat(of("one").status()).isEqualTo("delivered");
        assertThat(of("one").attempt()).isEqualTo(2);
        assertThat(of("one").againAt()).isEmpty();
        assertThat(domain().oldest()).isEmpty();
        assertThat(activity.mails()).hasSize(1);
    }

    @Test
    void aMailThatAnotherWorkerFinishedWaitsNoMore() throws InterruptedException {
        local.answer(BOB, DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 later"));
        mail("one", BOB);
        worker.runOnce();
        time.advance(Duration.ofHours(1));
        source.receive(1, Duration.ZERO, Duration.ofHours(12));
        assertThat(domain().waiting()).isEqualTo(1);

        mail("two", ALICE);
        worker.runOnce();
        assertThat(domain().waiting()).isZero();
    }

    @Test
    void nothingWaitsForEver() throws InterruptedException {
        local.answer(BOB, DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 later"));
        mail("one", BOB);
        worker.runOnce();
        time.advance(Duration.ofHours(5));
        assertThat(activity.domains()).containsKey("example.com");

        time.advance(Duration.ofHours(3));
        assertThat(activity.domains()).isEmpty();
    }

    @Test
    void tellsWhatCameOfAMailAndWhy() throws InterruptedException {
        blocklist.block(BOB, "*@example.net");
        mail("one", ALICE, BOB);
        worker.runOnce();

        RecentMail mail = of("one");
        assertThat(mail.domain()).isEqualTo("example.com");
        assertThat(mail.status()).isEqualTo("partial");
        assertThat(mail.because()).isEqualTo("delivered 1, blocked 1");
        assertThat(mail.sender()).hasToString("Optional[<Ann@example.net>]");
        assertThat(mail.recipients()).containsExactly(new Recipient(ALICE, "delivered"), new Recipient(BOB, "blocked"));
        assertThat(mail.trace())
                .contains(
                        new TraceLine(
                                "blocklist",
                                BOB,
                                "blocked",
                                "pattern '*@example.net' matches the envelope sender Ann@example.net"),
                        new TraceLine(TraceLine.OUTCOME, ALICE, "delivered", RecordingTransport.ACCEPTED.reply()));
        assertThat(mail.toString()).doesNotContain("secret", "hello");
    }

    @Test
    void aMailWithManyRecipientsIsRememberedInPart() throws InterruptedException {
        mail(
                "one",
                IntStream.range(0, 60).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new));
        worker.runOnce();

        assertThat(of("one").recipients()).hasSize(RecentMail.MOST_RECIPIENTS);
        assertThat(of("one").moreRecipients()).isEqualTo(10);
        assertThat(of("one").trace()).noneMatch(line -> line.recipient().equals("r50@example.com"));
        assertThat(lastMinute().delivered()).isEqualTo(60);
    }

    @Test
    void beforeADecisionTheReasonIsAllThatIsKnown() throws InterruptedException {
        blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "no table"));
        mail("one", ALICE);
        worker.runOnce();

        RecentMail mail = of("one");
        assertThat(mail.status()).isEqualTo("deferred");
        assertThat(mail.because()).contains("no table");
        assertThat(mail.recipients()).containsExactly(new Recipient(ALICE, ""));
        assertThat(mail.trace()).isEmpty();
        assertThat(lastMinute().deferred()).isEqualTo(1);
    }

    @Test
    void aLaterAttemptWithoutADecisionLeavesTheTrace() throws InterruptedException {
        local.answer(ALICE, DeliveryResult.deferred(Cause.TEMPORARY, "451 4.3.0 later"));
        mail("one", ALICE);
        worker.runOnce();
        List<TraceLine> trace = of("one").trace();
        blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "no table"));
        time.advance(Duration.ofHours(1));
        worker.runOnce();

        assertThat(of("one").attempt()).isEqualTo(2);
        assertThat(of("one").because()).contains("no table");
        assertThat(of("one").trace()).isNotEmpty().isEqualTo(trace);
    }

    @Test
    void whatIsSetAsideIsRejected() throws InterruptedException {
        mail("one", "dora@elsewhere.example");
        worker.runOnce();

        assertThat(of("one").status()).isEqualTo("dead");
        assertThat(lastMinute()).isEqualTo(counts(time.instant(), 0, 0, 0, 1));
        assertThat(domain().waiting()).isZero();
    }

    @Test
    void aMailThatWasFinishedBeforeChangesNothing() throws InterruptedException {
        mail("one", ALICE);
        worker.runOnce();
        RecentMail before = of("one");
        activity.processed(new Skipped(arrival("one"), new Settlement.Done("finished before, by mx2")));
        activity.processed(new Skipped(arrival("other"), new Settlement.Done("finished before, by mx2")));

        assertThat(of("one")).isEqualTo(before);
        assertThat(of("other").status()).isEqualTo("skipped");
        assertThat(lastMinute().total()).isEqualTo(1);
    }

    private Arrival arrival(String key) {
        return new Arrival(
                "example.com",
                new BlobRef("bucket", key),
                Envelope.parse("ann@example.net", List.of(ALICE)),
                Verdicts.NONE,
                1,
                time.instant(),
                new Receipt() {});
    }

    @Test
    void theLatestComeFirstAndTheOldestGo() throws InterruptedException {
        for (String key : List.of("one", "two", "three", "four")) {
            mail(key, ALICE);
            worker.runOnce();
        }
        assertThat(activity.mails()).extracting(mail -> mail.mail().key()).containsExactly("four", "three", "two");
    }

    @Test
    void charactersAreBounded() {
        RecentMails mails = new RecentMails(100, 500);
        for (int i = 0; i < 10; i++) {
            RecentActivity one = new RecentActivity(1, time);
            one.processed(new Skipped(arrival("mail-" + i), new Settlement.Done("x".repeat(200))));
            mails.put(one.mails().get(0));
        }
        assertThat(mails.latest()).extracting(mail -> mail.mail().key()).containsExactly("mail-9", "mail-8");
    }

    @Test
    void findsByKeySenderAndRecipient() throws InterruptedException {
        mail("abc123", ALICE);
        worker.runOnce();
        mailOf("example.org", "def456", "bob@example.org");
        worker.runOnce();

        assertThat(activity.search("BC12"))
                .extracting(mail -> mail.mail().key())
                .containsExactly("abc123");
        assertThat(activity.search(" bob@ "))
                .extracting(mail -> mail.mail().key())
                .containsExactly("def456");
        assertThat(activity.search("ann@EXAMPLE.net")).hasSize(2);
        assertThat(activity.search("carol")).isEmpty();
        assertThat(activity.domains()).containsOnlyKeys("example.com", "example.org");
    }

    @Test
    void remembersNoticesThatNobodyUnderstood() {
        IntStream.range(0, 30).forEach(i -> activity.unreadable("a-queue", "no JSON " + i));

        assertThat(activity.unreadable())
                .hasSize(RecentActivity.MOST_NOTICES)
                .startsWith(new UnreadableNotice(time.instant(), "a-queue", "no JSON 29"));
        assertThat(lastMinute().rejected()).isEqualTo(30);
    }

    @Test
    void someMailsHaveToBeRemembered() {
        assertThatThrownBy(() -> new RecentActivity(0, time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the number of mails to remember can't be 0");
    }
}
