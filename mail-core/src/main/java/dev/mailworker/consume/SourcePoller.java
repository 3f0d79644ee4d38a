package dev.mailworker.consume;

import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one source. Idle, it waits for one message and holds no permit; after a hit it receives without waiting, as many
 * as it holds permits for, until nothing comes. All of it happens on the poll thread.
 */
final class SourcePoller {
    private static final Logger LOG = LoggerFactory.getLogger(SourcePoller.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final MessageSource source;
    private final ConsumeSettings settings;
    private final MailRunner runner;
    private final Permits permits;
    private final Permits.Share share;
    private final SerialThread pollThread;
    private final IntSupplier weight;
    private final SourceConditions conditions;
    private @Nullable CompletableFuture<List<Received>> poll;
    private List<MailRunner.Held> waiting = List.of();
    private int failures;
    private boolean stopped;

    /**
     * Polls a source.
     *
     * @param weight how many batches the next turn of this source has
     */
    SourcePoller(
            MessageSource source,
            IntSupplier weight,
            ConsumeSettings settings,
            MailRunner runner,
            Permits permits,
            SerialThread pollThread,
            SourceConditions conditions) {
        this.source = source;
        this.weight = weight;
        this.settings = settings;
        this.runner = runner;
        this.permits = permits;
        this.share = permits.share();
        this.pollThread = pollThread;
        this.conditions = conditions;
    }

    MessageSource source() {
        return source;
    }

    void pollIdle() {
        if (permits.isOpen()) {
            receive(1, settings.pollWait(), 0);
        } else {
            pollThread.later(FIRST_PAUSE, this::pollIdle);
        }
    }

    private void receiveWith(int held) {
        if (stopped) {
            share.giveBack(held);
        } else {
            receive(Math.min(held, settings.batch()), Duration.ZERO, held);
        }
    }

    private void receive(int max, Duration wait, int permitsHeld) {
        if (stopped) {
            return;
        }
        CompletableFuture<List<Received>> asked = asked(max, wait);
        poll = asked;
        pollThread.when(asked, (messages, failure) -> {
            if (messages != null) {
                received(messages, permitsHeld);
            } else if (failure != null) {
                failed(failure, permitsHeld);
            }
        });
    }

    private CompletableFuture<List<Received>> asked(int max, Duration wait) {
        try {
            return source.receive(max, wait, settings.lease()).toCompletableFuture();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void received(List<Received> messages, int permitsHeld) {
        conditions.answers(source.name());
        if (failures > 0) {
            LOG.info("{}: answers again", source.name());
            runner.sourceRecovered(source.name());
            failures = 0;
        }
        List<MailRunner.Held> held =
                messages.stream().map(message -> runner.hold(source, message)).toList();
        if (stopped) {
            handBack(held, permitsHeld);
        } else if (permitsHeld == 0) {
            startWhenPermitted(held);
        } else {
            held.forEach(this::start);
            goOn(permitsHeld - held.size(), held.size());
        }
    }

    private void startWhenPermitted(List<MailRunner.Held> held) {
        if (held.isEmpty()) {
            pollIdle();
            return;
        }
        waiting = held;
        share.ask(turn(), granted -> {
            waiting = List.of();
            held.forEach(this::start);
            if (granted > held.size()) {
                receiveWith(granted - held.size());
            } else {
                goOn(0, held.size());
            }
        });
    }

    /** A turn ends when its permits are used, or when nothing comes. */
    private void goOn(int permitsLeft, int came) {
        if (came > 0 && permitsLeft > 0 && came == settings.batch()) {
            receiveWith(permitsLeft);
            return;
        }
        share.giveBack(permitsLeft);
        if (came == 0) {
            pollIdle();
        } else {
            share.ask(turn(), this::receiveWith);
        }
    }

    private int turn() {
        return settings.batch() * Math.max(1, weight.getAsInt());
    }

    private void start(MailRunner.Held held) {
        pollThread.when(runner.run(held), (done, failure) -> share.giveBack(1));
    }

    private void handBack(List<MailRunner.Held> held, int permitsHeld) {
        for (MailRunner.Held one : held) {
            pollThread.when(runner.handBack(one, MailRunner.STOPPING), (done, failure) -> {});
        }
        share.giveBack(permitsHeld);
    }

    private void failed(Throwable failure, int permitsHeld) {
        share.giveBack(permitsHeld);
        if (stopped) {
            return;
        }
        failures++;
        long pause = Math.min(FIRST_PAUSE.toMillis() << Math.min(failures - 1, 16), LONGEST_PAUSE.toMillis());
        String because = String.valueOf(failure instanceof PortException ? failure.getMessage() : failure);
        if (failures == 1) {
            LOG.warn("{}: can't be polled, and is asked again at growing intervals: {}", source.name(), because);
        }
        conditions.fails(source.name(), failure);
        runner.sourceFailed(source.name(), because);
        pollThread.later(Duration.ofMillis(pause), this::pollIdle);
    }

    /** Ends the poll, and hands back what waits for a permit. */
    void stop() {
        stopped = true;
        if (poll != null) {
            poll.cancel(true);
        }
        handBack(waiting, 0);
        waiting = List.of();
    }
}
