package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpoolSourceTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Settlement DONE = new Settlement.Done("delivered");

    @TempDir
    Path folder;

    private final SettableTime time = new SettableTime();
    private Path spool;
    private LocalSite site;
    private SpoolSource source;

    @BeforeEach
    void open() throws IOException {
        spool = Files.createDirectories(folder.resolve("spool/x.example"));
        site = LocalSite.open(folder, TableNames.DEFAULT, time);
        source = site.source("x.example");
    }

    @AfterEach
    void close() {
        source.close();
        site.close();
    }

    private Path put(String name) throws IOException {
        return Files.writeString(spool.resolve(name), "Subject: " + name + "\n\n");
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static List<Received> receive(MessageSource from, int max) {
        return join(from.receive(max, Duration.ZERO, LEASE));
    }

    private Arrival one() {
        List<Received> received = receive(source, 1);
        assertThat(received).hasSize(1);
        return (Arrival) received.get(0);
    }

    private static List<String> keys(List<Received> received) {
        return received.stream().map(r -> ((Arrival) r).blob().key()).toList();
    }

    private void retry(Received message, Duration delay) {
        join(source.settle(message.receipt(), new Settlement.RetryAfter(delay, "later")));
    }

    private static void assertLeaseLost(CompletionStage<?> stage) {
        assertThatThrownBy(() -> join(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.LEASE_LOST));
    }

    @Test
    void givesOutAMailWithItsEnvelope() throws IOException {
        Files.writeString(
                spool.resolve("m.json"),
                "{\"from\":\"bob@y.example\",\"to\":[\"ann@x.example\"],\"verdicts\":{\"spam\":\"PASS\"}}");
        put("m.eml");
        Arrival arrival = one();
        assertThat(arrival.domain()).isEqualTo("x.example");
        assertThat(arrival.blob()).isEqualTo(new BlobRef("x.example", "m"));
        assertThat(arrival.envelope().recipients()).containsExactly(EmailAddress.of("ann@x.example"));
        assertThat(arrival.verdicts()).isEqualTo(Verdicts.NONE.with(Check.SPAM, Verdict.PASS));
        assertThat(arrival.receiveCount()).isEqualTo(1);
        assertThat(arrival.queuedAt()).isBeforeOrEqualTo(time.instant());
        assertThat(source.name()).isEqualTo("spool/x.example");
    }

    @Test
    void withoutJsonNothingIsStated() throws IOException {
        put("m.eml");
        Arrival arrival = one();
        assertThat(arrival.envelope()).isEqualTo(Envelope.UNSTATED);
        assertThat(arrival.verdicts()).isEqualTo(Verdicts.NONE);
    }

    @Test
    void aBrokenEnvelopeIsUnreadable() throws IOException {
        Files.writeString(spool.resolve("m.json"), "{\"from\":\n}");
        put("m.eml");
        Received received = receive(source, 1).get(0);
        assertThat(received)
                .isInstanceOfSatisfying(Received.Unreadable.class, unreadable -> assertThat(unreadable.because())
                        .contains("m.json:2:1:"));
        join(source.settle(received.receipt(), new Settlement.Dead("no envelope")));
        assertThat(folder.resolve("dead/x.example/m.json")).exists();
        assertThat(folder.resolve("dead/x.example/m.eml")).exists();
    }

    @Test
    void anEnvelopeThatIsFarTooLargeIsUnreadableAndTheOthersGoOn() throws IOException {
        try (RandomAccessFile large =
                new RandomAccessFile(spool.resolve("a.json").toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        put("a.eml");
        put("b.eml");
        List<Received> received = receive(source, 2);
        assertThat(received).hasSize(2);
        Received.Unreadable unreadable = received.stream()
                .filter(Received.Unreadable.class::isInstance)
                .map(Received.Unreadable.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(unreadable.because())
                .contains("a.json: the file has 3221225472 octets")
                .contains("put a whole one in its place");

        join(source.settle(unreadable.receipt(), new Settlement.Dead(unreadable.because())));
        assertThat(folder.resolve("dead/x.example/a.audit.json")).content().contains("the file has 3221225472 octets");
    }

    @Test
    void aLeaseThatIsFarTooLargeBindsNobody() throws IOException {
        put("a.eml");
        one();
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("state/leases/x.example/a").toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        time.pass(LEASE);
        assertThat(one().receiveCount()).isEqualTo(2);
    }

    @Test
    void aPollIsAnsweredWhateverGoesWrong() throws IOException {
        put("a.eml");
        try (LocalSite broken = LocalSite.open(folder, TableNames.DEFAULT, () -> {
            throw new OutOfMemoryError("as told");
        })) {
            assertThatThrownBy(() -> receive(broken.source("x.example"), 1))
                    .cause()
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void aSettlementIsAnsweredWhateverGoesWrong() throws IOException {
        put("a.eml");
        Received taken = one();
        try (LocalSite broken = LocalSite.open(folder, TableNames.DEFAULT, () -> {
            throw new OutOfMemoryError("as told");
        })) {
            assertThatThrownBy(() -> join(broken.source("x.example")
                            .settle(taken.receipt(), new Settlement.RetryAfter(Duration.ZERO, "later"))))
                    .cause()
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void whatWasTakenIsGivenOutThoughAnotherEntryFails() throws IOException {
        put("a.eml");
        put("b.eml");
        put("c.eml");
        for (int failing = 1; failing < 12; failing++) {
            AtomicInteger calls = new AtomicInteger(-failing);
            InstantSource clock = () -> {
                if (calls.incrementAndGet() == 0) {
                    throw new StackOverflowError("as told");
                }
                return time.instant();
            };
            Set<String> keys = new HashSet<>();
            try (LocalSite other = LocalSite.open(folder, TableNames.DEFAULT, clock)) {
                SpoolSource from = other.source("x.example");
                for (int round = 0; round < 2; round++) {
                    keys.addAll(from.receive(3, Duration.ZERO, LEASE)
                            .handle((received, failure) -> received == null ? List.<String>of() : keys(received))
                            .toCompletableFuture()
                            .join());
                    time.pass(Duration.ofSeconds(31));
                }
            }
            assertThat(keys).as("call %s of the clock fails", failing).containsExactlyInAnyOrder("a", "b", "c");
            time.pass(LEASE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "dead"})
    void aMailThatWasTakenByItsKeyAndIsNotFinishedGoesBackToWhereItWas(String place) throws IOException {
        put("m.json");
        Files.writeString(spool.resolve("m.json"), "{\"from\":\"\",\"to\":[\"ann@x.example\"]}");
        put("m.eml");
        join(source.settle(one().receipt(), place.equals("done") ? DONE : new Settlement.Dead("at first")));

        Received taken = source.take("m", LEASE).orElseThrow();
        assertThat(spool.resolve("m.eml")).exists();
        retry(taken, Duration.ZERO);

        assertThat(folder.resolve(place + "/x.example/m.eml")).exists();
        assertThat(folder.resolve(place + "/x.example/m.json")).exists();
        assertThat(receive(source, 1)).isEmpty();
        assertThat(source.take("m", LEASE)).isPresent();
    }

    @Test
    void aMailThatWaitsGoesOnWaitingAfterItWasTakenByItsKey() throws IOException {
        put("m.eml");
        retry(source.take("m", LEASE).orElseThrow(), Duration.ZERO);
        assertThat(keys(receive(source, 1))).containsExactly("m");
    }

    @Test
    void whatWasSaidOfAMailThatWasSetAsideStaysOnRecord() throws IOException {
        put("m.eml");
        join(source.settle(one().receipt(), new Settlement.Dead("at first")));
        retry(source.take("m", LEASE).orElseThrow(), Duration.ZERO);
        assertThat(folder.resolve("dead/x.example/m.audit.json")).content().contains("at first");
    }

    @Test
    void onlyCompleteMailsCount() throws IOException {
        put(".hidden.eml");
        put("m.eml.tmp");
        put("m.json");
        put("x.audit.eml");
        Files.createDirectory(spool.resolve("folder.eml"));
        assertThat(receive(source, 10)).isEmpty();
    }

    @Test
    void oddNamesAreNames() throws IOException {
        List<String> odd = List.of("a b", "ü", "~x", "a..b", "1700000000.M1P2.host,S=3:2,S", "%41", "k".repeat(200));
        for (String key : odd) {
            put(key + ".eml");
        }
        List<Received> received = receive(source, 10);
        assertThat(keys(received)).containsExactlyInAnyOrderElementsOf(odd);
        received.forEach(message -> join(source.settle(message.receipt(), DONE)));
        assertThat(folder.resolve("done/x.example")).isDirectoryContaining("glob:**a..b.eml");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void givesTheOldestFirst() throws IOException {
        for (String key : List.of("c", "a", "b")) {
            Files.setLastModifiedTime(put(key + ".eml"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        }
        Files.setLastModifiedTime(put("z.eml"), FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));
        assertThat(keys(receive(source, 10))).containsExactly("z", "a", "b", "c");
    }

    @Test
    void aMailIsYoungWhenItComesHowOldItMayBe() throws IOException {
        Instant before = Instant.now().minusSeconds(5);
        Files.setLastModifiedTime(put("m.eml"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(one().queuedAt()).isAfter(before);
    }

    @Test
    void aLeaseHidesAndEnds() throws IOException {
        put("m.eml");
        one();
        assertThat(receive(source, 1)).isEmpty();
        time.pass(LEASE);
        assertThat(one().receiveCount()).isEqualTo(2);
    }

    @Test
    void anExtendedLeaseHidesLonger() throws IOException {
        put("m.eml");
        Arrival arrival = one();
        time.pass(Duration.ofSeconds(50));
        join(source.extend(arrival.receipt(), LEASE));
        time.pass(Duration.ofSeconds(50));
        assertThat(receive(source, 1)).isEmpty();
        join(source.settle(arrival.receipt(), DONE));
    }

    @Test
    void aStaleReceiptIsRefused() throws IOException {
        put("m.eml");
        Arrival first = one();
        time.pass(LEASE);
        Arrival second = one();
        assertLeaseLost(source.extend(first.receipt(), LEASE));
        assertLeaseLost(source.settle(first.receipt(), DONE));
        assertLeaseLost(source.settle(first.receipt(), new Settlement.RetryAfter(Duration.ZERO, "x")));
        join(source.settle(second.receipt(), DONE));
        assertLeaseLost(source.settle(second.receipt(), DONE));
    }

    @Test
    void aRetryComesInItsTime() throws IOException {
        put("m.eml");
        retry(one(), Duration.ofMinutes(10));
        time.pass(Duration.ofMinutes(9));
        assertThat(receive(source, 1)).isEmpty();
        time.pass(Duration.ofMinutes(1));
        Arrival again = one();
        assertThat(again.receiveCount()).isEqualTo(2);
        retry(again, Duration.ZERO);
        assertThat(one().receiveCount()).isEqualTo(3);
    }

    @Test
    void anEndlessRetryIsNoError() throws IOException {
        put("m.eml");
        retry(one(), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(receive(source, 1)).isEmpty();
    }

    @Test
    void expediteFreesWhatWaitsAndNotWhatIsInWork() throws IOException {
        put("a.eml");
        put("b.eml");
        for (Received message : receive(source, 2)) {
            if (((Arrival) message).blob().key().equals("a")) {
                retry(message, Duration.ofHours(1));
            }
        }
        assertThat(source.expedite()).isEqualTo(1);
        assertThat(keys(receive(source, 10))).containsExactly("a");
        assertThat(source.expedite()).isZero();
    }

    @Test
    void anotherProcessSeesWhatIsFreedEarly() throws IOException {
        put("a.eml");
        try (SpoolSource other = site.source("x.example")) {
            Arrival arrival = one();
            assertThat(receive(other, 1)).isEmpty();
            retry(arrival, Duration.ZERO);
            List<Received> received = receive(other, 1);
            assertThat(received).hasSize(1);
            join(other.settle(received.get(0).receipt(), new Settlement.RetryAfter(Duration.ofHours(1), "x")));
            assertThat(receive(source, 1)).isEmpty();
            assertThat(site.expedite()).isEqualTo(1);
            assertThat(((Arrival) receive(source, 1).get(0)).receiveCount()).isEqualTo(3);
        }
    }

    @Test
    void theReceiveCountOutlivesTheProcess() throws IOException {
        put("m.eml");
        one();
        time.pass(LEASE);
        try (LocalSite restarted = LocalSite.open(folder, TableNames.DEFAULT, time);
                SpoolSource again = restarted.source("x.example")) {
            assertThat(((Arrival) receive(again, 1).get(0)).receiveCount()).isEqualTo(2);
        }
    }

    @Test
    void aTornLeaseIsFreeAndCounted() throws IOException {
        put("m.eml");
        one();
        Files.writeString(folder.resolve("state/leases/x.example/m"), "1 LEAS");
        time.pass(LEASE);
        assertThat(one().receiveCount()).isEqualTo(2);
    }

    @Test
    void twoProcessesShareASpoolAndTakeNothingTwice() throws Exception {
        for (int i = 0; i < 300; i++) {
            put("m" + i + ".eml");
        }
        try (LocalSite otherSite = LocalSite.open(folder, TableNames.DEFAULT, time);
                SpoolSource other = otherSite.source("x.example")) {
            CompletableFuture<List<String>> theirs = CompletableFuture.supplyAsync(() -> drain(other));
            List<String> ours = drain(source);
            List<String> all = new ArrayList<>(ours);
            all.addAll(theirs.get(30, TimeUnit.SECONDS));
            assertThat(all).hasSize(300).doesNotHaveDuplicates();
        }
    }

    private static List<String> drain(MessageSource from) {
        List<String> keys = new ArrayList<>();
        for (List<Received> some = receive(from, 7); !some.isEmpty(); some = receive(from, 7)) {
            keys.addAll(keys(some));
            some.forEach(message -> join(from.settle(message.receipt(), DONE)));
        }
        return keys;
    }

    @Test
    void aLongQueueIsNotListedForEachBatch() throws IOException {
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            Files.createFile(spool.resolve("m" + i + ".eml"));
        }
        long began = System.nanoTime();
        Set<String> keys = new HashSet<>();
        while (keys.size() < count) {
            keys.addAll(keys(receive(source, 10)));
        }
        // Listing for each batch takes 500 times 5,000 file times: minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aWaitingPollGetsWhatComes() throws IOException {
        CompletionStage<List<Received>> poll = source.receive(10, Duration.ofSeconds(30), LEASE);
        assertThat(receive(source, 1)).isEmpty();
        assertThat(poll.toCompletableFuture()).isNotDone();
        put("m.eml");
        assertThat(keys(join(poll))).containsExactly("m");
    }

    @Test
    void aWaitingPollGetsWhatBecomesFree() throws IOException {
        put("m.eml");
        retry(one(), Duration.ofMinutes(1));
        CompletionStage<List<Received>> poll = source.receive(10, Duration.ofSeconds(30), LEASE);
        time.pass(Duration.ofMinutes(1));
        assertThat(join(poll)).hasSize(1);
    }

    @Test
    void aPollEndsWithNothing() {
        assertThat(join(source.receive(1, Duration.ofMillis(300), LEASE))).isEmpty();
    }

    @Test
    void aCancelledPollTakesNothing() throws IOException {
        CompletionStage<List<Received>> poll = source.receive(10, Duration.ofSeconds(30), LEASE);
        assertThat(poll.toCompletableFuture().cancel(false)).isTrue();
        put("m.eml");
        CompletionStage<List<Received>> next = source.receive(10, Duration.ofSeconds(30), LEASE);
        assertThat(((Arrival) join(next).get(0)).receiveCount()).isEqualTo(1);
    }

    @Test
    void idleDomainsCostNoThread() throws IOException {
        int before = Thread.activeCount();
        List<SpoolSource> sources = new ArrayList<>();
        List<CompletionStage<List<Received>>> polls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sources.add(site.source("d" + i + ".example"));
            polls.add(sources.get(i).receive(1, Duration.ofSeconds(60), LEASE));
        }
        assertThat(Thread.activeCount()).isLessThan(before + 20);
        Path late = Files.createDirectories(folder.resolve("spool/d77.example"));
        Files.writeString(late.resolve("m.eml"), "");
        assertThat(join(polls.get(77))).hasSize(1);
        sources.forEach(SpoolSource::close);
        for (int i = 0; i < 200; i++) {
            assertThat(join(polls.get(i))).hasSize(i == 77 ? 1 : 0);
        }
    }

    @Test
    void closingEndsPollsAndLeavesReceiptsGood() throws IOException {
        put("m.eml");
        Arrival arrival = one();
        CompletionStage<List<Received>> poll = source.receive(1, Duration.ofSeconds(60), LEASE);
        source.close();
        assertThat(join(poll)).isEmpty();
        join(source.settle(arrival.receipt(), DONE));
        assertThatThrownBy(() -> join(source.receive(1, Duration.ZERO, LEASE))).hasMessageContaining("closed");
        site.close();
        assertThatThrownBy(() -> join(source.settle(arrival.receipt(), DONE))).hasMessageContaining("closed");
    }

    @Test
    void closingTheSiteEndsPolls() {
        CompletionStage<List<Received>> poll = source.receive(1, Duration.ofSeconds(60), LEASE);
        site.close();
        assertThat(join(poll)).isEmpty();
    }

    @Test
    void askingForNothingIsAMistake() {
        assertThatThrownBy(() -> source.receive(0, Duration.ZERO, LEASE)).isInstanceOf(IllegalArgumentException.class);
    }
}
