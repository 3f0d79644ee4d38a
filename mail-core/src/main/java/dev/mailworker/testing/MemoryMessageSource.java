package dev.mailworker.testing;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A queue in memory, with leases that end when a {@link SettableTime} says so. Polls that wait end when a message comes or
 * comes back, when the time they wait is over, or when the source is closed. {@link #calls()} knows {@code receive},
 * {@code extend} and {@code settle}.
 */
public final class MemoryMessageSource implements MessageSource {
    private final Calls calls = new Calls("receive", "extend", "settle");
    private final Guard guard = new Guard();
    private final String name;
    private final SettableTime time;
    private final List<QueuedMessage> messages = new ArrayList<>();
    private final List<Poll> polls = new ArrayList<>();
    private final List<Settled> settled = new ArrayList<>();
    private boolean closed;

    /**
     * A message and what became of it.
     *
     * @param message as it was given out
     * @param settlement what
     */
    public record Settled(Received message, Settlement settlement) {}

    private record Poll(int max, Duration lease, CompletableFuture<List<Received>> answer) {}

    /** What a poll gets, to be handed over when the lock is free. */
    private record Hit(Poll poll, List<Received> messages) {}

    /**
     * An empty queue with a time of its own.
     *
     * @param time when leases, delays and waits end
     */
    public MemoryMessageSource(SettableTime time) {
        this("memory", time);
    }

    /**
     * An empty queue.
     *
     * @param name its name
     * @param time when leases, delays and waits end
     */
    public MemoryMessageSource(String name, SettableTime time) {
        this.name = name;
        this.time = time;
    }

    /** {@return the calls, and what is to go wrong with them} */
    public Calls calls() {
        return calls;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Puts in the notice of a mail, without verdicts.
     *
     * @param domain whose queue it comes by
     * @param blob where the mail lies
     * @param envelope who sent it to whom
     */
    public void put(String domain, BlobRef blob, Envelope envelope) {
        put(domain, blob, envelope, Verdicts.NONE);
    }

    /**
     * Puts in the notice of a mail.
     *
     * @param domain whose queue it comes by
     * @param blob where the mail lies
     * @param envelope who sent it to whom
     * @param verdicts what SES found
     */
    public void put(String domain, BlobRef blob, Envelope envelope, Verdicts verdicts) {
        Instant queuedAt = time.instant();
        put((receipt, count) -> new Received.Arrival(domain, blob, envelope, verdicts, count, queuedAt, receipt));
    }

    /**
     * Puts in a message with which nothing is to be done.
     *
     * @param because what it is
     */
    public void putIgnorable(String because) {
        put((receipt, count) -> new Received.Ignorable(receipt, because));
    }

    /**
     * Puts in a message that can't be understood.
     *
     * @param because what is wrong with it
     */
    public void putUnreadable(String because) {
        put((receipt, count) -> new Received.Unreadable(receipt, because));
    }

    private void put(QueuedMessage.Notice notice) {
        guard.run(() -> messages.add(new QueuedMessage(notice, time.instant())));
        serve();
    }

    @Override
    public CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease) {
        return calls.stage("receive", List.of(max, wait, lease), () -> poll(max, wait, lease));
    }

    private CompletableFuture<List<Received>> poll(int max, Duration wait, Duration lease) {
        Poll poll = new Poll(max, lease, new CompletableFuture<>());
        if (guard.get(() -> closed || !polls.add(poll))) {
            return CompletableFuture.failedFuture(
                    new PortException(PortException.Kind.TEMPORARY, "queue " + name + " is closed"));
        }
        // One that is cancelled from outside ends too, and whoever waits for that is to see it at once.
        var unused = poll.answer.whenComplete((given, failure) -> guard.run(() -> polls.remove(poll)));
        serve();
        if (wait.isZero()) {
            end(poll);
        } else if (!poll.answer.isDone()) {
            time.after(wait, () -> end(poll));
        }
        return poll.answer;
    }

    private void end(Poll poll) {
        if (guard.get(() -> polls.remove(poll))) {
            poll.answer.complete(List.of());
        }
    }

    /** Gives waiting polls what there is for them. */
    private void serve() {
        for (Hit hit : guard.get(this::hits)) {
            hit.poll.answer.complete(hit.messages);
        }
    }

    private List<Hit> hits() {
        Instant now = time.instant();
        polls.removeIf(poll -> poll.answer.isDone());
        List<Hit> hits = new ArrayList<>();
        for (Poll poll : List.copyOf(polls)) {
            List<Received> given = messages.stream()
                    .filter(message -> message.isVisible(now))
                    .limit(poll.max)
                    .map(message -> give(message, now.plus(poll.lease)))
                    .toList();
            if (!given.isEmpty()) {
                polls.remove(poll);
                hits.add(new Hit(poll, given));
            }
        }
        return hits;
    }

    private Received give(QueuedMessage message, Instant until) {
        time.at(until, this::serve);
        return message.give(until);
    }

    @Override
    public CompletionStage<Void> extend(Receipt receipt, Duration lease) {
        return calls.stage("extend", List.of(receipt, lease), () -> {
            guard.run(() -> {
                Instant until = time.instant().plus(lease);
                held(receipt).hide(until);
                time.at(until, this::serve);
            });
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, Settlement settlement) {
        return calls.stage("settle", List.of(receipt, settlement), () -> {
            guard.run(() -> {
                QueuedMessage message = held(receipt);
                settled.add(new Settled(message.given(), settlement));
                if (settlement instanceof Settlement.RetryAfter retry) {
                    Instant until = time.instant().plus(retry.delay());
                    message.giveUp(until);
                    time.at(until, this::serve);
                } else {
                    messages.remove(message);
                }
            });
            serve();
            return CompletableFuture.completedFuture(null);
        });
    }

    private QueuedMessage held(Receipt receipt) {
        return messages.stream()
                .filter(message -> message.isHeldBy(receipt, time.instant()))
                .findFirst()
                .orElseThrow(() -> new PortException(
                        PortException.Kind.LEASE_LOST, "queue " + name + ": the lease of " + receipt + " is lost"));
    }

    /** Lets waiting polls end with no messages; later ones fail. */
    @Override
    public void close() {
        guard.run(() -> closed = true);
        guard.get(() -> List.copyOf(polls)).forEach(this::end);
    }

    /** {@return every settlement that took effect, in its order} */
    public List<Settled> settled() {
        return guard.get(() -> List.copyOf(settled));
    }

    /** {@return the messages that were set aside, with the reasons} */
    public List<Settled> deadLetters() {
        return settled().stream()
                .filter(each -> each.settlement() instanceof Settlement.Dead)
                .toList();
    }

    /** {@return how many messages are in the queue, those given out included} */
    public int size() {
        return guard.get(messages::size);
    }

    /** {@return how many messages are given out} */
    public int inFlight() {
        return guard.get(() -> (int) messages.stream()
                .filter(message -> message.isHeld(time.instant()))
                .count());
    }

    /** {@return how many polls wait} */
    public int waitingPolls() {
        return guard.get(
                () -> (int) polls.stream().filter(poll -> !poll.answer.isDone()).count());
    }

    /**
     * Waits for settlements.
     *
     * @param atLeast how many there must be
     */
    public void awaitSettled(int atLeast) {
        guard.await(() -> settled.size() >= atLeast, () -> atLeast + " settlements; there are " + settled);
    }

    /** Waits until the queue is empty: every message is done or set aside. */
    public void awaitEmpty() {
        guard.await(messages::isEmpty, () -> messages.size() + " messages are left");
    }

    /**
     * Waits until polls wait for messages.
     *
     * @param atLeast how many
     */
    public void awaitPolls(int atLeast) {
        guard.await(() -> polls.size() >= atLeast, () -> polls.size() + " polls wait, not " + atLeast);
    }

    /** Waits until no poll waits for messages. */
    public void awaitNoPolls() {
        guard.await(polls::isEmpty, () -> polls.size() + " polls wait");
    }

    /**
     * Waits until messages are given out.
     *
     * @param atLeast how many
     */
    public void awaitInFlight(int atLeast) {
        guard.await(
                () -> messages.stream()
                                .filter(message -> message.isHeld(time.instant()))
                                .count()
                        >= atLeast,
                () -> "fewer than " + atLeast + " messages are given out");
    }
}
