package dev.mailworker.consume;

import dev.mailworker.consume.Stage.Phase;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Lease;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Condition;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes mails from all sources until it is stopped, or goes over them once. Thread-safe; started once, stopped any number
 * of times.
 */
public final class Consumption {
    private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);
    /** Whoever polls has a turn every few seconds at least, however much there is to do. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);

    private final Supplier<? extends Collection<? extends MessageSource>> sources;
    private final ToIntFunction<String> weights;
    private final ConsumeSettings settings;
    private final SerialThread pollThread;
    private final SerialThread leaseThread;
    private final ExecutorService mailThreads;
    private final LeaseKeeper leases;
    private final MailRunner runner;
    private final Permits permits;
    private final InstantSource time;
    private final SourceConditions conditions;
    private final Lifecycle lifecycle;
    private final Map<String, SourcePoller> pollers = new HashMap<>();
    private List<MessageSource> polled = List.of();
    private final OneRound.Stopping stopping = new OneRound.Stopping();
    private volatile Instant lastTurn;
    private volatile boolean started;
    private boolean leasesKept;

    /**
     * Prepares consumption; threads start when there is work.
     *
     * @param sources the sources at the moment of asking
     * @param weights how many batches a source gets in its turn, by its name, asked before each turn; at least 1
     * @param pipeline works on one mail
     * @param room how many mails should be in work now, if fewer than the settings allow; asked often
     * @param settings what the site can set
     * @param time the clock
     * @param listener told of every message after it was settled
     */
    public Consumption(
            Supplier<? extends Collection<? extends MessageSource>> sources,
            ToIntFunction<String> weights,
            BiFunction<Arrival, Lease, Processed> pipeline,
            IntSupplier room,
            ConsumeSettings settings,
            InstantSource time,
            ConsumeListener listener) {
        this.sources = sources;
        this.weights = weights;
        this.settings = settings;
        this.time = time;
        this.lastTurn = time.instant();
        this.conditions = new SourceConditions(time);
        this.lifecycle = new Lifecycle(time);
        this.pollThread = new SerialThread("mailworker-poll-");
        this.leaseThread = new SerialThread("mailworker-lease-");
        this.mailThreads = MailThreads.create(settings.mailsInFlight());
        this.permits = new Permits(settings.mailsInFlight(), room, pollThread::later);
        this.leases = new LeaseKeeper(settings.lease(), time);
        this.runner = new MailRunner(pipeline, leases, mailThreads, listener);
    }

    /** Starts polling. Does nothing when started before. */
    public synchronized void start() {
        if (!started) {
            started = true;
            lastTurn = time.instant();
            lifecycle.reach(Phase.STARTING);
            keepLeases();
            pollThread.every(settings.refresh(), this::refresh);
        }
    }

    /** Starts polling sources that are new, and stops polling those that are no longer there. */
    private void refresh() {
        lastTurn = time.instant();
        pollCurrent();
        lifecycle.reach(Phase.RUNNING);
    }

    private void pollCurrent() {
        List<MessageSource> now = List.copyOf(sources.get());
        if (now.equals(polled)) {
            return;
        }
        polled = now;
        Map<String, MessageSource> wanted = new HashMap<>();
        now.forEach(source -> wanted.put(source.name(), source));
        Set<String> gone = new HashSet<>(pollers.keySet());
        gone.removeAll(wanted.keySet());
        for (String name : gone) {
            SourcePoller poller = pollers.remove(name);
            if (poller != null) {
                LOG.info("{}: no longer polled", name);
                poller.stop();
                conditions.gone(name);
            }
        }
        wanted.forEach((name, source) -> {
            if (!pollers.containsKey(name)) {
                LOG.info("{}: polled", name);
                SourcePoller poller = new SourcePoller(
                        source, () -> weights.applyAsInt(name), settings, runner, permits, pollThread, conditions);
                conditions.polled(name);
                pollers.put(name, poller);
                poller.pollIdle();
            }
        });
    }

    /**
     * Receives everything that the sources have now, works on each mail once, and waits for the end of it. A stop from
     * another thread ends it early. Not to be mixed with {@link #start()}.
     *
     * @throws PortException if a source can't be asked; the others were gone over nevertheless
     * @throws InterruptedException if interrupted while waiting
     */
    public void runOnce() throws InterruptedException {
        keepLeases();
        lifecycle.reach(Phase.RUNNING);
        List<PortException> troubles = new ArrayList<>();
        try {
            for (MessageSource source : sources.get()) {
                tryOnce(source, troubles);
            }
        } finally {
            lifecycle.roundIsOver();
        }
        if (!troubles.isEmpty()) {
            PortException first = troubles.remove(0);
            troubles.forEach(first::addSuppressed);
            throw first;
        }
    }

    private void tryOnce(MessageSource source, List<PortException> troubles) throws InterruptedException {
        conditions.polled(source.name());
        try {
            new OneRound(source, settings, runner, stopping).run();
            conditions.answers(source.name());
        } catch (PortException e) {
            conditions.fails(source.name(), e);
            troubles.add(e);
        }
    }

    /**
     * Works on one message that somebody took from a source, in a way of their own, and settles it.
     *
     * @param source where the message is from
     * @param message the message
     * @param way how to work on its mail
     * @return done when the message is settled; never fails
     */
    public CompletableFuture<Void> run(
            MessageSource source, Received message, BiFunction<Arrival, Lease, Processed> way) {
        keepLeases();
        return runner.run(runner.hold(source, message), way);
    }

    /** {@return what is in its hands, without what the pipeline knows} */
    public InHands inHands() {
        return new InHands(runner.inWork().size(), runner.oldestInWork(), leases.extended(), leases.lost());
    }

    /**
     * What consumption has in its hands at a moment.
     *
     * @param mails how many mails are in work
     * @param oldest when the message of the oldest of them came into its queue, for each domain that has any
     * @param leasesExtended how often a lease was extended so far
     * @param leasesLost how many leases were found lost so far
     */
    public record InHands(int mails, Map<String, Instant> oldest, long leasesExtended, long leasesLost) {}

    private synchronized void keepLeases() {
        if (!leasesKept) {
            leasesKept = true;
            leaseThread.every(leases.rhythm(), leases::tick);
        }
    }

    /**
     * Stops: polls end at once, what was received and not started goes back, what is in work gets time. A second stop
     * waits no more.
     *
     * @param timeout how long
     * @return what was still in work then
     */
    public StopReport stop(Duration timeout) {
        if (stopping.ended().isDone()) {
            return new StopReport(runner.inWork());
        }
        lifecycle.reach(Phase.STOPPING);
        stopping.begun().complete(null);
        long deadline = System.nanoTime() + timeout.toNanos();
        stopPolling(timeout);
        List<BlobRef> unfinished = List.of();
        try {
            runner.idle().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            unfinished = runner.inWork();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unfinished = runner.inWork();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for mails never fails", e);
        }
        mailThreads.shutdownNow();
        leaseThread.end();
        pollThread.end();
        stopping.ended().complete(null);
        lifecycle.reach(Phase.STOPPED);
        return new StopReport(unfinished);
    }

    /** {@return where it is between start and stop} */
    public Stage stage() {
        return lifecycle.stage();
    }

    /** {@return how the sources are that are polled now, by name} */
    public Map<String, Condition> sources() {
        return conditions.all();
    }

    /**
     * {@return whether the thread that polls hangs: it had no turn for more than a minute. That comes from a fault, of ours or
     * of a source that blocks, and ends with the process only}
     */
    public boolean isStuck() {
        Phase phase = lifecycle.stage().phase();
        boolean polls = phase == Phase.STARTING || (phase == Phase.RUNNING && started);
        Duration longest = LONGEST_TURN.plus(settings.refresh());
        return polls && Duration.between(lastTurn, time.instant()).compareTo(longest) > 0;
    }

    private void stopPolling(Duration timeout) {
        if (pollThread.isEnded()) {
            return;
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        pollThread.run(() -> {
            pollers.values().forEach(SourcePoller::stop);
            permits.clear();
            stopped.complete(null);
        });
        try {
            stopped.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("polls could not be ended in time", e);
        }
    }
}
