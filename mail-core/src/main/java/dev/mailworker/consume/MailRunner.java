package dev.mailworker.consume;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Lease;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.NotSetAside;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the pipeline on received messages, one thread each, and settles them. Thread-safe. */
final class MailRunner {
    private static final Logger LOG = LoggerFactory.getLogger(MailRunner.class);
    /** A message whose mail another message of it already brought into work comes back after this. */
    private static final Duration TWIN_DELAY = Duration.ofSeconds(30);

    /** Why a message goes back that was not started. */
    static final String STOPPING = "the worker is stopping";

    /** After these, settling a message is tried again. */
    private static final List<Duration> SETTLE_PAUSES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final BiFunction<Arrival, Lease, Processed> pipeline;
    private final LeaseKeeper leases;
    private final Executor threads;
    private final ConsumeListener listener;
    private final Map<BlobRef, InWork> inWork = new ConcurrentHashMap<>();
    private final Map<Held, CompletableFuture<Settlement>> settling = new ConcurrentHashMap<>();

    private record InWork(Arrival arrival, CompletableFuture<Void> done) {}

    MailRunner(
            BiFunction<Arrival, Lease, Processed> pipeline,
            LeaseKeeper leases,
            Executor threads,
            ConsumeListener listener) {
        this.pipeline = pipeline;
        this.leases = leases;
        this.threads = threads;
        this.listener = listener;
    }

    /** A message in our hands, whose lease is kept. */
    record Held(MessageSource source, Received message, LeaseKeeper.Kept kept) {}

    /** Takes a message over: from now on its lease is kept. */
    Held hold(MessageSource source, Received message) {
        return new Held(source, message, leases.keep(source, message.receipt()));
    }

    /**
     * Works on a message to its end.
     *
     * @return done when the message is settled, or can't be; never fails
     */
    CompletableFuture<Void> run(Held held) {
        return run(held, pipeline);
    }

    /** The same, with the mail worked on in another way. */
    CompletableFuture<Void> run(Held held, BiFunction<Arrival, Lease, Processed> way) {
        if (held.message() instanceof Arrival arrival) {
            return run(held, arrival, way);
        }
        if (held.message() instanceof Received.Unreadable unreadable) {
            return setAside(held, unreadable.because());
        }
        String because = ((Received.Ignorable) held.message()).because();
        LOG.info("{}: {}", held.source().name(), because);
        return settle(held, new Settlement.Done(because)).thenAccept(became -> {});
    }

    private CompletableFuture<Void> setAside(Held held, String because) {
        String source = held.source().name();
        LOG.error("{}: a message can't be understood: {}", source, because);
        CompletableFuture<Void> done = new CompletableFuture<>();
        var unused = settle(held, new Settlement.Dead(because))
                .thenAccept(became -> onMailThread(() -> {
                    tell(source, () -> tellOfUnreadable(source, because, became));
                    done.complete(null);
                }));
        return done;
    }

    private void tellOfUnreadable(String source, String because, Settlement became) {
        if (became instanceof Settlement.Dead) {
            listener.unreadable(source, because);
        } else {
            listener.notSetAside(source, became.because());
        }
    }

    private CompletableFuture<Void> run(Held held, Arrival arrival, BiFunction<Arrival, Lease, Processed> way) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (inWork.putIfAbsent(arrival.blob(), new InWork(arrival, done)) != null) {
            return settle(held, new Settlement.RetryAfter(TWIN_DELAY, "another notice of this mail is in work"))
                    .thenAccept(became -> {});
        }
        try {
            threads.execute(() -> work(held, arrival, way, done));
            return done;
        } catch (RejectedExecutionException e) {
            inWork.remove(arrival.blob());
            return handBack(held, STOPPING);
        }
    }

    private void work(
            Held held, Arrival arrival, BiFunction<Arrival, Lease, Processed> way, CompletableFuture<Void> done) {
        Processed processed = way.apply(arrival, held.kept().lease());
        var unused = settle(held, processed.settlement())
                .thenAccept(became -> onMailThread(() -> {
                    inWork.remove(arrival.blob());
                    tell(arrival.blob(), () -> listener.processed(told(processed, became)));
                    done.complete(null);
                }));
    }

    private static Processed told(Processed processed, Settlement became) {
        return processed.settlement().equals(became) ? processed : processed.with(became);
    }

    /** Sources answer on threads of their own, which a slow listener must not hold up. */
    private void onMailThread(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private static void tell(Object what, Runnable telling) {
        try {
            telling.run();
        } catch (Throwable e) {
            LOG.error("{}: a listener failed", what, e);
        }
    }

    void sourceFailed(String source, String because) {
        onMailThread(() -> tell(source, () -> listener.sourceFailed(source, because)));
    }

    void sourceRecovered(String source) {
        onMailThread(() -> tell(source, () -> listener.sourceRecovered(source)));
    }

    /** Gives a message back untouched. */
    CompletableFuture<Void> handBack(Held held, String because) {
        return settle(held, new Settlement.RetryAfter(Duration.ZERO, because)).thenAccept(became -> {});
    }

    /** {@return what became of the message; never fails} */
    private CompletableFuture<Settlement> settle(Held held, Settlement settlement) {
        CompletableFuture<Settlement> settled = settle(held, settlement, 1);
        settling.put(held, settled);
        return settled.whenComplete((done, failure) -> {
            leases.letGo(held.kept());
            settling.remove(held);
        });
    }

    private CompletableFuture<Settlement> settle(Held held, Settlement settlement, int trial) {
        return asked(held.source(), held.message().receipt(), settlement)
                .handle((done, failure) -> {
                    Throwable cause = SerialThread.unwrapped(failure);
                    return cause == null
                            ? CompletableFuture.completedFuture(settlement)
                            : failed(held, settlement, trial, cause);
                })
                .thenCompose(next -> next)
                .toCompletableFuture();
    }

    private static CompletionStage<Void> asked(MessageSource source, Receipt receipt, Settlement settlement) {
        try {
            return source.settle(receipt, settlement);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Settlement> failed(Held held, Settlement settlement, int trial, Throwable failure) {
        boolean leaseLost = failure instanceof PortException e && e.kind() == PortException.Kind.LEASE_LOST;
        if (leaseLost) {
            leases.noteLost(held.kept());
        }
        boolean isOver = leaseLost || failure instanceof NotSetAside;
        if (!isOver && trial <= SETTLE_PAUSES.size() && held.kept().lease().allowsAction()) {
            Duration pause = SETTLE_PAUSES.get(trial - 1);
            return CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
                    .thenCompose(paused -> settle(held, settlement, trial + 1));
        }
        LOG.warn("{}: a message can't be settled as {}: {}", held.source().name(), settlement, failure.getMessage());
        return CompletableFuture.completedFuture(
                settlement instanceof Settlement.Dead ? stays(held, settlement, failure) : settlement);
    }

    /** What nobody could set aside comes again, be it when its lease ends. */
    private static Settlement stays(Held held, Settlement dead, Throwable failure) {
        Duration left = held.kept().lease().remaining();
        Duration delay = failure instanceof NotSetAside e ? e.delay() : left.isNegative() ? Duration.ZERO : left;
        return new Settlement.RetryAfter(
                delay,
                "it can't be set aside and stays in the queue: " + failure.getMessage()
                        + "; it is to be set aside because: " + dead.because());
    }

    /** {@return the mails in work} */
    List<BlobRef> inWork() {
        return List.copyOf(inWork.keySet());
    }

    /** {@return when the message of the oldest mail in work came into its queue, for each domain that has mail in work} */
    Map<String, Instant> oldestInWork() {
        return inWork.values().stream()
                .map(InWork::arrival)
                .collect(Collectors.toMap(
                        Arrival::domain, Arrival::queuedAt, BinaryOperator.minBy(Comparator.naturalOrder())));
    }

    /** {@return done when the messages that are in our hands now are settled} */
    CompletableFuture<Void> idle() {
        return CompletableFuture.allOf(
                Stream.concat(inWork.values().stream().map(InWork::done), settling.values().stream())
                        .toArray(CompletableFuture[]::new));
    }

    /** {@return the mail of a message, if it is about one} */
    static Optional<BlobRef> blob(Held held) {
        return held.message() instanceof Arrival arrival ? Optional.of(arrival.blob()) : Optional.empty();
    }
}
