package dev.mailworker;

import dev.mailworker.consume.ClaimedMails;
import dev.mailworker.consume.ConsumeSettings;
import dev.mailworker.consume.Consumption;
import dev.mailworker.consume.StopReport;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.pipeline.MailPipeline;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.port.Received.Arrival;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An inbound mail worker: takes mails from its sources, decides about each, delivers, and leaves a record. Made by
 * {@link #builder()}. Thread-safe.
 */
public final class MailWorker implements AutoCloseable {
    private final MailPipeline pipeline;
    private final Consumption consumption;
    private final TemporaryMails temporary;
    private final WorkerConfig config;
    private final ClaimedMails claimed;
    private final HealthReader health;

    MailWorker(MailWorkerBuilder builder) {
        this.config = builder.config;
        this.temporary = builder.temporary();
        this.pipeline = builder.pipeline(temporary);
        this.claimed = new ClaimedMails(builder.progressStore(), config.workerName(), builder.time);
        ConsumeSettings settings = new ConsumeSettings(
                config.workerThreads(),
                config.pollInterval(),
                config.maxMessages(),
                config.visibilityTimeout(),
                config.sourceRefresh());
        this.consumption = new Consumption(
                builder.sources(),
                builder.weights,
                pipeline::process,
                pipeline::room,
                settings,
                builder.time,
                builder.listener());
        this.health = new HealthReader(
                consumption, pipeline.surroundings(), builder.domains(), builder.siteHealth, builder.time);
    }

    /** {@return a builder with {@link WorkerConfig#defaults()}} */
    public static MailWorkerBuilder builder() {
        return new MailWorkerBuilder();
    }

    /** Starts taking mails, on threads of its own; returns at once. Does nothing when started before. */
    public void start() {
        temporary.sweep();
        consumption.start();
    }

    /**
     * Tries every mail that is there now once, in the calling thread's time, instead of {@link #start()}. Mails that
     * can't be delivered yet stay in their sources. {@link #stop} from another thread ends it early.
     *
     * @throws PortException if a source can't be asked; the others were gone over nevertheless
     * @throws InterruptedException if interrupted while waiting for mails to end
     */
    public void runOnce() throws InterruptedException {
        temporary.sweep();
        consumption.runOnce();
    }

    /**
     * Works on one mail again because somebody asked for it, on a thread of the worker.
     *
     * @param source the queue that the message was taken from, with a lease
     * @param message the message about the mail
     * @param mode {@link Mode#REPLAY}, or {@link Mode#FORCED_REPLAY} to do again what is on record
     * @return done when the message is settled; listeners are told what came of it. Never fails
     */
    public CompletionStage<Void> replay(MessageSource source, Received message, Mode mode) {
        return consumption.run(source, message, (arrival, lease) -> pipeline.process(arrival, mode, lease));
    }

    /**
     * Works on one mail again because somebody asked for it, without a message of a queue, on a thread of the worker. What
     * keeps other workers and replays off is a word on record in the mail's {@link dev.mailworker.port.ProgressStore}, which
     * they heed, save for one thing: a worker reads the record of a mail only when there can be one. So the mail must be one of
     * which something is on record, or whose message is known to be in no queue and no worker's hands. Waits for that word;
     * nothing brings the mail back, whatever it is settled as.
     *
     * @param mail where it lies, and what is stated about it; its receipt is not used
     * @param mode {@link Mode#REPLAY}, or {@link Mode#FORCED_REPLAY} to do again what is on record
     * @return done when the mail is done with; listeners are told what came of it. Never fails. Empty if another worker or
     *     replay has the mail in work
     * @throws PortException if what is remembered of the mail can't be read or written
     */
    public Optional<CompletionStage<Void>> replay(Arrival mail, Mode mode) {
        return claimed.take(mail, config.visibilityTimeout()).map(taken -> replay(claimed, taken, mode));
    }

    /**
     * Decides about a mail without acting on it or leaving a trace.
     *
     * @param arrival where it lies, and what is stated about it
     * @param mode for what reason it would be worked on
     * @return what would be done, with the reasons
     * @throws PortException if the mail can't be fetched, or a table can't be read
     * @throws IOException if its bytes can't be read
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public MailPipeline.Preview preview(Arrival arrival, Mode mode) throws IOException, InterruptedException {
        return pipeline.preview(arrival, mode);
    }

    /** {@return what it has in its hands at this moment, and how it stands with those that it needs} */
    public WorkerState state() {
        Consumption.InHands hands = consumption.inHands();
        return new WorkerState(
                hands.mails(),
                hands.oldest(),
                temporary.bytesInMemory(),
                temporary.bytesInFiles(),
                hands.leasesExtended(),
                hands.leasesLost(),
                pipeline.targets(),
                pipeline.tables());
    }

    /**
     * {@return how the worker is now, and what it needs outside. Quick, and asks nobody outside, save for the list of the
     * site's domains; may be called at any time}
     */
    public Health health() {
        return health.read();
    }

    /**
     * Stops: polls end, mails that were not started go back to their sources, those in work get
     * {@link WorkerConfig#stopTimeout()}. Further calls, from any state, return a report too.
     *
     * @return what could not be finished; it comes back when its lease ends
     */
    public StopReport stop() {
        return consumption.stop(config.stopTimeout());
    }

    /** The same as {@link #stop()}, for try-with-resources. */
    @Override
    public void close() {
        stop();
    }
}
