package dev.mailworker.consume;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** Goes over one source once: each mail that is there is tried once, and none is waited for. A stop ends it early. */
final class OneRound {
    private final MessageSource source;
    private final ConsumeSettings settings;
    private final MailRunner runner;
    private final Stopping stopping;
    private final Semaphore permits;
    private final Set<BlobRef> tried = new HashSet<>();
    private final List<MailRunner.Held> again = new ArrayList<>();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();

    /** A stop, from its beginning to its end: what is in work then is no longer waited for. */
    record Stopping(CompletableFuture<Void> begun, CompletableFuture<Void> ended) {
        Stopping() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }

        boolean hasBegun() {
            return begun.isDone();
        }
    }

    OneRound(MessageSource source, ConsumeSettings settings, MailRunner runner, Stopping stopping) {
        this.source = source;
        this.settings = settings;
        this.runner = runner;
        this.stopping = stopping;
        this.permits = new Semaphore(settings.mailsInFlight());
        // Whoever waits behind mails that are stuck goes on, and sees that it is over.
        var unused = stopping.begun().thenRun(() -> permits.release(settings.batch()));
    }

    void run() throws InterruptedException {
        while (!stopping.hasBegun() && startBatch()) {
            running.removeIf(CompletableFuture::isDone);
        }
        for (MailRunner.Held held : again) {
            running.add(runner.handBack(held, "tried once in this round"));
        }
        for (CompletableFuture<Void> mail : running) {
            await(CompletableFuture.anyOf(mail, stopping.ended()));
        }
    }

    /** {@return whether anything came} */
    private boolean startBatch() throws InterruptedException {
        List<Received> messages = received();
        for (Received message : messages) {
            MailRunner.Held held = runner.hold(source, message);
            if (MailRunner.blob(held).map(tried::add).orElse(true)) {
                permits.acquire();
                running.add(start(held).whenComplete((done, failure) -> permits.release()));
            } else {
                // Kept in our hands for now: given back at once, it would come again and again.
                again.add(held);
            }
        }
        return !messages.isEmpty();
    }

    /** What comes, as long as nobody wants a stop: a source that hangs doesn't keep the round from ending. */
    private List<Received> received() throws InterruptedException {
        CompletableFuture<List<Received>> asked = source.receive(settings.batch(), Duration.ZERO, settings.lease())
                .toCompletableFuture();
        await(CompletableFuture.anyOf(asked, stopping.begun()));
        boolean ended = stopping.hasBegun() && asked.cancel(true);
        return ended ? List.of() : await(asked);
    }

    private CompletableFuture<Void> start(MailRunner.Held held) {
        return stopping.hasBegun() ? runner.handBack(held, MailRunner.STOPPING) : runner.run(held);
    }

    private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PortException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
