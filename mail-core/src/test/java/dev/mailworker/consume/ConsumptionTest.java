package dev.mailworker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Lease;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.NotSetAside;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.Gate;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsumptionTest {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource source = new MemoryMessageSource("first", time);
    private final List<MessageSource> sources = new CopyOnWriteArrayList<>(List.of(source));
    private final List<Processed> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Consumption> started = new CopyOnWriteArrayList<>();
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger weight = new AtomicInteger(3);
    private final CountDownLatch looksForRoom = new CountDownLatch(2);

    @AfterEach
    void stop() {
        started.forEach(consumption -> consumption.stop(Duration.ofSeconds(5)));
    }

    private Consumption consumption(int permits, BiFunction<Arrival, Lease, Processed> pipeline) {
        return consumption(permits, pipeline, told::add);
    }

    private Consumption consumption(
            int permits, BiFunction<Arrival, Lease, Processed> pipeline, ConsumeListener listener) {
        Consumption consumption = new Consumption(
                () -> sources,
                name -> name.equals("heavy") ? weight.get() : 1,
                pipeline,
                this::room,
                new ConsumeSettings(permits, WAIT, 10, LEASE, Duration.ofMillis(20)),
                time,
                listener);
        started.add(consumption);
        return consumption;
    }

    private int room() {
        looksForRoom.countDown();
        return room.get();
    }

    private static Processed done(Arrival arrival) {
        return new Processed.Skipped(arrival, new Settlement.Done("done"));
    }

    private void put(MemoryMessageSource into, int from, int count) {
        for (int i = from; i < from + count; i++) {
            into.put("example.com", new BlobRef("bucket", into.name() + "-" + i), Envelope.UNSTATED);
        }
    }

    @Test
    void idlePollAsksForOneMessageAndWaits() {
        consumption(4, (arrival, lease) -> done(arrival)).start();
        source.awaitPolls(1);

        assertThat(source.calls().of("receive").get(0).arguments()).containsExactly(1, WAIT, LEASE);
    }

    @Test
    void afterAHitReceivesBatchesWithoutWaitingUntilNothingComes() {
        put(source, 0, 35);
        consumption(64, (arrival, lease) -> done(arrival)).start();
        source.awaitSettled(35);
        source.awaitPolls(1);

        assertThat(source.calls().of("receive"))
                .extracting(call -> call.arguments().get(1))
                .startsWith(WAIT, Duration.ZERO, Duration.ZERO);
        assertThat(source.calls().of("receive")).hasSizeLessThan(10);
        assertThat(source.size()).isZero();
    }

    @Test
    void noMoreMailsAreInWorkThanThereArePermits() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        put(source, 0, 200);
        consumption(3, (arrival, lease) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    now.decrementAndGet();
                    return done(arrival);
                })
                .start();
        source.awaitSettled(200);

        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void leaseThatIsFoundLostAtTheEndCounts() {
        put(source, 0, 1);
        source.calls().fail("settle", new PortException(PortException.Kind.LEASE_LOST, "taken over"));
        Consumption consumption = consumption(1, (arrival, lease) -> done(arrival));
        consumption.start();
        source.calls().await("settle", 1);
        consumption.stop(Duration.ofSeconds(5));

        assertThat(consumption.inHands().leasesLost()).isEqualTo(1);
    }

    @Test
    void floodedSourceDoesNotStarveAnother() {
        MemoryMessageSource quiet = new MemoryMessageSource("quiet", time);
        put(source, 0, 500);
        put(quiet, 0, 1);
        sources.add(quiet);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        consumption(1, (arrival, lease) -> {
                    order.add(arrival.blob().key());
                    return done(arrival);
                })
                .start();
        source.awaitSettled(500);
        quiet.awaitSettled(1);

        assertThat(order.indexOf("quiet-0")).isLessThan(20);
    }

    @Test
    void weightGivesASourceMoreBatchesInItsTurn() {
        MemoryMessageSource heavy = new MemoryMessageSource("heavy", time);
        put(source, 0, 400);
        put(heavy, 0, 400);
        sources.add(heavy);

        assertThat(heavyAmongFirst(heavy, 400, () -> {})).isBetween(250L, 350L);
    }

    @Test
    void weightMayChangeWhileASourceIsPolled() {
        MemoryMessageSource heavy = new MemoryMessageSource("heavy", time);
        sources.add(heavy);
        weight.set(1);

        assertThat(heavyAmongFirst(heavy, 400, () -> {
                    source.awaitPolls(1);
                    heavy.awaitPolls(1);
                    weight.set(3);
                    put(heavy, 0, 400);
                    put(source, 0, 400);
                }))
                .isBetween(250L, 350L);
    }

    private long heavyAmongFirst(MemoryMessageSource heavy, int mails, Runnable afterStart) {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        consumption(30, (arrival, lease) -> {
                    order.add(arrival.blob().key());
                    return done(arrival);
                })
                .start();
        afterStart.run();
        heavy.awaitSettled(mails);
        source.awaitSettled(mails);
        return order.stream()
                .limit(mails)
                .filter(key -> key.startsWith("heavy"))
                .count();
    }

    @Test
    void sourceThatFailsIsAskedAgainWhileTheOthersGoOn() {
        MemoryMessageSource broken = new MemoryMessageSource("broken", time);
        broken.calls().fail("receive", new PortException(PortException.Kind.DENIED, "no"));
        put(broken, 0, 1);
        put(source, 0, 10);
        sources.add(broken);
        consumption(4, (arrival, lease) -> done(arrival)).start();

        source.awaitSettled(10);
        broken.awaitSettled(1);
        assertThat(broken.calls().of("receive")).hasSizeGreaterThan(1);
    }

    @Test
    void listenersHearOfASourceThatFailsAndOfItsReturn() {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch recovered = new CountDownLatch(1);
        source.calls().fail("receive", new PortException(PortException.Kind.DENIED, "not you"));
        Consumption consumption = consumption(2, (arrival, lease) -> done(arrival), new ConsumeListener() {
            @Override
            public void processed(Processed processed) {}

            @Override
            public void sourceFailed(String source, String because) {
                heard.add(source + " failed: " + because);
            }

            @Override
            public void sourceRecovered(String source) {
                heard.add(source + " recovered");
                recovered.countDown();
            }
        });
        put(source, 0, 1);
        consumption.start();

        await(recovered);
        assertThat(heard).containsExactly("first failed: not you", "first recovered");
    }

    @Test
    void sourcesThatAppearArePolledAndThoseThatGoAreNot() {
        consumption(4, (arrival, lease) -> done(arrival)).start();
        source.awaitPolls(1);
        MemoryMessageSource second = new MemoryMessageSource("second", time);
        put(second, 0, 1);
        sources.add(second);
        second.awaitSettled(1);
        second.awaitPolls(1);

        sources.remove(second);
        second.awaitNoPolls();
    }

    @Test
    void secondNoticeOfAMailInWorkIsPostponed() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        put(source, 0, 1);
        put(source, 0, 1);
        consumption(4, (arrival, lease) -> {
                    await(go);
                    return done(arrival);
                })
                .start();
        source.awaitSettled(1);

        assertThat(source.settled().get(0).settlement()).isInstanceOf(Settlement.RetryAfter.class);
        go.countDown();
        source.awaitSettled(2);
    }

    @Test
    void messagesWithoutAMailAreSettledWithTheirReason() {
        source.putUnreadable("not JSON");
        source.putIgnorable("a test event");
        consumption(4, (arrival, lease) -> done(arrival)).start();
        source.awaitSettled(2);

        assertThat(source.settled())
                .extracting(MemoryMessageSource.Settled::settlement)
                .containsExactlyInAnyOrder(new Settlement.Dead("not JSON"), new Settlement.Done("a test event"));
    }

    @Test
    void listenersHearOfMessagesThatCantBeUnderstood() throws InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        source.putUnreadable("not JSON");
        Consumption consumption = consumption(2, (arrival, lease) -> done(arrival), new ConsumeListener() {
            @Override
            public void processed(Processed processed) {
                heard.add("processed");
            }

            @Override
            public void unreadable(String source, String because) {
                heard.add(source + ": " + because);
            }
        });
        consumption.runOnce();

        assertThat(heard).containsExactly("first: not JSON");
    }

    @Test
    void listenersHearThatWhatWasToBeSetAsideStays() throws InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        source.calls().failAlways("settle", new NotSetAside(Duration.ofHours(1), "there is no dead-letter queue"));
        put(source, 0, 1);
        source.putUnreadable("not JSON");
        Consumption consumption = consumption(
                1,
                (arrival, lease) -> new Processed.Skipped(arrival, new Settlement.Dead("nobody is managed")),
                new ConsumeListener() {
                    @Override
                    public void processed(Processed processed) {
                        heard.add(String.valueOf(processed.settlement()));
                    }

                    @Override
                    public void unreadable(String source, String because) {
                        heard.add("set aside");
                    }

                    @Override
                    public void notSetAside(String source, String because) {
                        heard.add(source + ": " + because);
                    }
                });
        consumption.runOnce();

        assertThat(source.calls().of("settle"))
                .as("the source has done what it can")
                .hasSize(2);
        assertThat(heard)
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("RetryAfter", "PT1H", "there is no dead-letter queue", "nobody is managed"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("first: ").contains("there is no dead-letter queue", "not JSON"));
    }

    @Test
    void settlementThatFailsIsTriedAgain() {
        source.calls().fail("settle", new PortException(PortException.Kind.TEMPORARY, "away"));
        put(source, 0, 1);
        consumption(4, (arrival, lease) -> done(arrival)).start();
        source.awaitSettled(1);

        assertThat(source.calls().of("settle")).hasSize(2);
    }

    @Test
    void listenerThatThrowsChangesNothing() {
        put(source, 0, 20);
        Consumption consumption = consumption(2, (arrival, lease) -> done(arrival), processed -> {
            throw new IllegalStateException("listener");
        });
        consumption.start();

        source.awaitSettled(20);
    }

    @Test
    void stopLetsWorkEndAndGivesBackWhatWasNotStarted() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        MemoryMessageSource second = new MemoryMessageSource("second", time);
        sources.add(second);
        put(source, 0, 1);
        Consumption consumption = consumption(1, (arrival, lease) -> {
            working.countDown();
            await(go);
            return done(arrival);
        });
        consumption.start();
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
        // This one is received by the other source's idle poll and finds no permit.
        put(second, 0, 1);
        second.awaitInFlight(1);

        Thread stopping = new Thread(() -> consumption.stop(Duration.ofSeconds(30)));
        stopping.start();
        second.awaitSettled(1);
        assertThat(second.settled().get(0).settlement())
                .isEqualTo(new Settlement.RetryAfter(Duration.ZERO, "the worker is stopping"));
        go.countDown();
        stopping.join();

        assertThat(source.settled()).hasSize(1);
        assertThat(source.waitingPolls() + second.waitingPolls()).isZero();
    }

    @Test
    void stopReportsWhatDidNotEndInTime() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(1);
        put(source, 0, 1);
        Consumption consumption = consumption(1, (arrival, lease) -> {
            working.countDown();
            await(never);
            return done(arrival);
        });
        consumption.start();
        await(working);

        StopReport report = consumption.stop(Duration.ofMillis(100));

        assertThat(report.unfinished()).containsExactly(new BlobRef("bucket", "first-0"));
        assertThat(report.isClean()).isFalse();
        assertThat(consumption.stop(Duration.ofSeconds(5))).isNotNull();
    }

    @Test
    void canBeStoppedBeforeItWasStarted() {
        Consumption consumption = consumption(1, (arrival, lease) -> done(arrival));

        assertThat(consumption.stop(Duration.ofSeconds(1)).isClean()).isTrue();
        assertThat(consumption.stop(Duration.ofSeconds(1)).isClean()).isTrue();
    }

    @Test
    void oneRoundTriesEachMailOnce() throws InterruptedException {
        put(source, 0, 25);
        AtomicInteger attempts = new AtomicInteger();
        consumption(4, (arrival, lease) -> {
                    attempts.incrementAndGet();
                    return new Processed.Skipped(arrival, new Settlement.RetryAfter(Duration.ZERO, "not now"));
                })
                .runOnce();

        assertThat(attempts).hasValue(25);
        assertThat(source.size()).isEqualTo(25);
    }

    @Test
    void oneRoundTellsWhenASourceCanNotBeAsked() {
        source.calls().fail("receive", new PortException(PortException.Kind.DENIED, "no"));
        Consumption consumption = consumption(4, (arrival, lease) -> done(arrival));

        assertThatThrownBy(consumption::runOnce)
                .isInstanceOf(PortException.class)
                .hasMessage("no");
    }

    @Test
    void oneRoundGoesOverTheOtherSourcesWhenOneCanNotBeAsked() {
        MemoryMessageSource second = new MemoryMessageSource("second", time);
        sources.add(second);
        put(second, 0, 3);
        source.calls().fail("receive", new PortException(PortException.Kind.DENIED, "no"));

        assertThatThrownBy(
                        () -> consumption(4, (arrival, lease) -> done(arrival)).runOnce())
                .hasMessage("no");
        assertThat(second.settled()).hasSize(3);
    }

    @Test
    void stopEndsAOneRoundAndGivesBackWhatWasNotStarted() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        put(source, 0, 5);
        Consumption consumption = consumption(1, (arrival, lease) -> {
            working.countDown();
            await(go);
            return done(arrival);
        });
        Thread round = inBackground(consumption);
        await(working);
        Thread stopping = new Thread(() -> consumption.stop(Duration.ofSeconds(30)));
        stopping.start();
        source.awaitSettled(4);
        go.countDown();
        round.join();
        stopping.join();

        assertThat(source.settled())
                .extracting(MemoryMessageSource.Settled::settlement)
                .containsExactlyInAnyOrder(
                        new Settlement.Done("done"), notStarted(), notStarted(), notStarted(), notStarted());
    }

    @Test
    void stopEndsAOneRoundWhoseSourceHangs() throws InterruptedException {
        put(source, 0, 1);
        Gate gate = source.calls().hold("receive");
        Consumption consumption = consumption(1, (arrival, lease) -> done(arrival));
        Thread round = inBackground(consumption);
        gate.awaitReached();

        consumption.stop(Duration.ofSeconds(30));
        round.join();

        assertThat(source.settled()).isEmpty();
    }

    @Test
    void oneRoundDoesNotWaitForWhatOutlastsTheStop() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        put(source, 0, 1);
        Consumption consumption = consumption(1, (arrival, lease) -> {
            working.countDown();
            while (!started.isEmpty()) {
                // Like a read from a socket, this hears of no interrupt.
                Thread.onSpinWait();
            }
            return done(arrival);
        });
        Thread round = inBackground(consumption);
        await(working);
        try {
            assertThat(consumption.stop(Duration.ofMillis(50)).unfinished()).hasSize(1);
            round.join();
            assertThat(consumption.stop(Duration.ofHours(1)).unfinished())
                    .as("a second stop waits no more")
                    .hasSize(1);
        } finally {
            started.clear();
        }
    }

    private static Settlement notStarted() {
        return new Settlement.RetryAfter(Duration.ZERO, "the worker is stopping");
    }

    private static Thread inBackground(Consumption consumption) {
        Thread round = new Thread(() -> {
            try {
                consumption.runOnce();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        round.start();
        return round;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsReceivedWithoutRoomAndEverythingWhenThereIs() throws InterruptedException {
        room.set(0);
        put(source, 0, 20);
        consumption(4, (arrival, lease) -> done(arrival)).start();
        looksForRoom.await();
        assertThat(source.calls().of("receive")).isEmpty();

        room.set(1);

        source.awaitSettled(20);
    }

    @Test
    void errorInASourceEndsNoPolling() {
        source.calls().fail("receive", new NoClassDefFoundError("a.part.of.the.source"));
        put(source, 0, 3);
        consumption(4, (arrival, lease) -> done(arrival)).start();

        source.awaitSettled(3);
    }

    @Test
    void errorInAListenerKeepsNoPermit() {
        put(source, 0, 20);
        Consumption consumption = consumption(2, (arrival, lease) -> done(arrival), processed -> {
            throw new AssertionError("listener");
        });
        consumption.start();

        source.awaitSettled(20);
    }
}
