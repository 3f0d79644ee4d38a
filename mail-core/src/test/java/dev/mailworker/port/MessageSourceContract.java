package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Received.Ignorable;
import dev.mailworker.port.Received.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link MessageSource} does. */
public interface MessageSourceContract {
    /** {@return the source, empty before each test} */
    MessageSource testee();

    /** {@return the domain by whose queue {@link #putMail()} brings its mails} */
    default String domain() {
        return "example.com";
    }

    /**
     * Has one more mail come.
     *
     * @return where it lies
     */
    BlobRef putMail();

    /** {@return whether a message that can't be understood was put in; false where there can be none} */
    default boolean putUnreadable() {
        return false;
    }

    /** {@return whether a message with which nothing is to be done was put in; false where there can be none} */
    default boolean putIgnorable() {
        return false;
    }

    /** {@return a time in which a test can take some steps; the shorter, the sooner a source with real time is tested} */
    default Duration lease() {
        return Duration.ofSeconds(3);
    }

    /**
     * Lets a lease, a delay or a wait of {@link #lease()} that began before this call come to its end. Where time can't be
     * set, this waits for it, best by a condition.
     */
    void letLeaseEnd();

    /** {@return the reasons of the messages on the dead-letter side} */
    List<String> deadLetterReasons();

    @Test
    default void hasAName() {
        assertThat(testee().name()).isNotBlank();
    }

    @Test
    default void givesTheNoticeOfAMail() {
        BlobRef ref = putMail();

        Arrival arrival = receiveArrival();

        assertThat(arrival.blob()).isEqualTo(ref);
        assertThat(arrival.domain()).isEqualTo(domain());
        assertThat(arrival.receiveCount()).isEqualTo(1);
        assertThat(arrival.queuedAt()).isNotNull();
    }

    @Test
    default void givesNothingAtOnceWhenThereIsNothing() {
        assertThat(receiveNow()).isEmpty();
    }

    @Test
    default void endsAPollThatWaitedInVain() {
        CompletionStage<List<Received>> poll = testee().receive(1, lease(), longLease());

        letLeaseEnd();

        assertThat(await(poll)).isEmpty();
    }

    @Test
    default void givesAMailToAPollThatWaits() {
        CompletionStage<List<Received>> poll = testee().receive(10, Duration.ofSeconds(20), longLease());
        assertThat(poll.toCompletableFuture()).isNotDone();

        BlobRef ref = putMail();

        assertThat(await(poll)).singleElement().isInstanceOfSatisfying(Arrival.class, arrival -> assertThat(
                        arrival.blob())
                .isEqualTo(ref));
    }

    @Test
    default void givesNoMoreThanAskedFor() {
        Set<BlobRef> put = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            put.add(putMail());
        }
        Set<BlobRef> got = new HashSet<>();

        for (int tries = 0; tries < 30 && got.size() < put.size(); tries++) {
            List<Received> some = await(testee().receive(2, Duration.ofSeconds(1), longLease()));
            assertThat(some).hasSizeLessThanOrEqualTo(2);
            some.forEach(received -> assertThat(got.add(((Arrival) received).blob()))
                    .as("given once")
                    .isTrue());
        }

        assertThat(got).isEqualTo(put);
    }

    @Test
    default void hidesWhatItGaveOut() {
        putMail();
        receiveArrival();

        assertThat(receiveNow()).isEmpty();
    }

    @Test
    default void givesAgainWhenTheLeaseEnds() {
        BlobRef ref = putMail();
        receiveOne(lease());

        letLeaseEnd();

        Arrival again = receiveArrival();
        assertThat(again.blob()).isEqualTo(ref);
        assertThat(again.receiveCount()).isEqualTo(2);
    }

    @Test
    default void extendsALease() {
        putMail();
        Received received = receiveOne(lease());

        await(testee().extend(received.receipt(), longLease()));
        letLeaseEnd();

        assertThat(receiveNow()).isEmpty();
        await(testee().settle(received.receipt(), new Settlement.Done("delivered")));
    }

    @Test
    default void forgetsWhatIsDone() {
        putMail();
        Received received = receiveOne(lease());

        await(testee().settle(received.receipt(), new Settlement.Done("delivered")));
        letLeaseEnd();

        assertThat(receiveNow()).isEmpty();
        assertThat(deadLetterReasons()).isEmpty();
    }

    @Test
    default void givesAgainAtOnce() {
        BlobRef ref = putMail();
        Received received = receiveOne(longLease());

        await(testee().settle(received.receipt(), new Settlement.RetryAfter(Duration.ZERO, "stopping")));

        Arrival again = receiveArrival();
        assertThat(again.blob()).isEqualTo(ref);
        assertThat(again.receiveCount()).isEqualTo(2);
    }

    @Test
    default void givesAgainAfterADelay() {
        BlobRef ref = putMail();
        Received received = receiveOne(longLease());

        await(testee().settle(received.receipt(), new Settlement.RetryAfter(lease(), "451 4.3.0 later")));

        assertThat(receiveNow()).isEmpty();
        letLeaseEnd();
        assertThat(receiveArrival().blob()).isEqualTo(ref);
    }

    @Test
    default void setsAsideWithTheReason() {
        putMail();
        Received received = receiveOne(lease());

        await(testee().settle(received.receipt(), new Settlement.Dead("no managed recipient")));
        letLeaseEnd();

        assertThat(receiveNow()).isEmpty();
        assertThat(deadLetterReasons()).singleElement().asString().contains("no managed recipient");
    }

    @Test
    default void knowsAReceiptWhoseMessageSomebodyElseHas() {
        putMail();
        Received mine = receiveOne(lease());
        letLeaseEnd();
        Received theirs = receiveOne(longLease());

        assertLost(testee().extend(mine.receipt(), longLease()));
        for (Settlement settlement : List.of(
                new Settlement.Done("delivered"),
                new Settlement.RetryAfter(Duration.ZERO, "later"),
                new Settlement.Dead("unreadable"))) {
            assertLost(testee().settle(mine.receipt(), settlement));
        }

        assertThat(receiveNow()).as("still theirs").isEmpty();
        assertThat(deadLetterReasons()).isEmpty();
        await(testee().extend(theirs.receipt(), longLease()));
        await(testee().settle(theirs.receipt(), new Settlement.Done("delivered")));
    }

    @Test
    default void knowsAReceiptThatIsSpent() {
        for (Settlement first : List.of(
                new Settlement.RetryAfter(longLease(), "later"),
                new Settlement.Done("delivered"),
                new Settlement.Dead("no managed recipient"))) {
            putMail();
            Received received = receiveOne(longLease());
            await(testee().settle(received.receipt(), first));

            assertLost(testee().extend(received.receipt(), longLease()));
            assertLost(testee().settle(received.receipt(), new Settlement.RetryAfter(Duration.ZERO, "again")));
            assertLost(testee().settle(received.receipt(), new Settlement.Done("delivered")));
            assertLost(testee().settle(received.receipt(), new Settlement.Dead("once more")));
        }

        assertThat(receiveNow()).isEmpty();
        assertThat(deadLetterReasons()).singleElement().asString().contains("no managed recipient");
    }

    @Test
    default void doesWhatItSaysWhenTheLeaseHasEnded() {
        BlobRef ref = putMail();
        Received received = receiveOne(lease());
        letLeaseEnd();

        if (isTaken(testee().settle(received.receipt(), new Settlement.Done("delivered")))) {
            assertThat(receiveNow()).isEmpty();
        } else {
            assertThat(receiveArrival().blob()).isEqualTo(ref);
        }
    }

    @Test
    default void endsPollsWhenClosed() {
        CompletionStage<List<Received>> poll = testee().receive(1, Duration.ofSeconds(20), longLease());

        testee().close();
        testee().close();

        assertThat(poll.handle((messages, failure) -> messages == null || messages.isEmpty())
                        .toCompletableFuture())
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(true);
        assertThat(failureOf(testee().receive(1, Duration.ZERO, longLease()))).isNotNull();
    }

    @Test
    default void endsACancelledPoll() {
        CompletableFuture<List<Received>> poll =
                testee().receive(1, Duration.ofSeconds(20), lease()).toCompletableFuture();

        poll.cancel(true);
        BlobRef ref = putMail();

        assertThat(poll).isCancelled();
        List<Received> given = receiveNow();
        if (given.isEmpty()) {
            // The poll may have caught it on its way out.
            letLeaseEnd();
            given = List.of(receiveArrival());
        }
        assertThat(given).singleElement().isInstanceOfSatisfying(Arrival.class, arrival -> assertThat(arrival.blob())
                .isEqualTo(ref));
    }

    @Test
    default void givesOutWhatCannotBeUnderstood() {
        assumeTrue(putUnreadable(), "this source has no unreadable messages");

        Received received = receiveOne(longLease());

        assertThat(received).isInstanceOfSatisfying(Unreadable.class, bad -> assertThat(bad.because())
                .isNotBlank());
        await(testee().settle(received.receipt(), new Settlement.Dead("can't be understood")));
        assertThat(deadLetterReasons()).singleElement().asString().contains("can't be understood");
    }

    @Test
    default void givesOutWhatNeedsNothing() {
        assumeTrue(putIgnorable(), "this source has no such messages");

        Received received = receiveOne(longLease());

        assertThat(received).isInstanceOfSatisfying(Ignorable.class, note -> assertThat(note.because())
                .isNotBlank());
        await(testee().settle(received.receipt(), new Settlement.Done("test event")));
    }

    private Duration longLease() {
        return lease().multipliedBy(100);
    }

    private List<Received> receiveNow() {
        return await(testee().receive(10, Duration.ZERO, longLease()));
    }

    private Arrival receiveArrival() {
        return (Arrival) receiveOne(longLease());
    }

    /** A source may give nothing although it has something. */
    private Received receiveOne(Duration lease) {
        List<Received> received = new ArrayList<>();
        for (int tries = 0; tries < 30 && received.isEmpty(); tries++) {
            received.addAll(await(testee().receive(1, Duration.ofSeconds(tries == 0 ? 0 : 1), lease)));
        }
        assertThat(received).hasSize(1);
        return received.get(0);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static boolean isTaken(CompletionStage<Void> stage) {
        return stage.thenApply(done -> true)
                .exceptionallyCompose(failure -> {
                    assertLost(stage);
                    return CompletableFuture.completedStage(false);
                })
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void assertLost(CompletionStage<Void> stage) {
        assertThat(failureOf(stage).kind()).isEqualTo(PortException.Kind.LEASE_LOST);
    }

    private static PortException failureOf(CompletionStage<?> stage) {
        CompletableFuture<?> answer = stage.toCompletableFuture();
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(PortException.class);
        return (PortException) answer.handle((done, failure) ->
                        failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                .join();
    }
}
