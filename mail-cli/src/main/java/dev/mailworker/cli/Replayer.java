package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Has chosen mails worked on again, several at once. A {@link #stop} from another thread ends it early. */
final class Replayer {
    private static final int AT_ONCE = 16;

    private final Replays replays;
    private final MailWorker worker;
    private final ReplayEnvelopes envelopes;
    private final Mode mode;
    private final Progress progress;
    private final LeftAlone leftAlone;
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final CompletableFuture<Void> stopBegun = new CompletableFuture<>();
    private final CompletableFuture<Void> stopEnded = new CompletableFuture<>();
    private final AtomicInteger begun = new AtomicInteger();

    Replayer(
            Replays replays,
            MailWorker worker,
            ReplayEnvelopes envelopes,
            Mode mode,
            Progress progress,
            LeftAlone leftAlone) {
        this.replays = replays;
        this.worker = worker;
        this.envelopes = envelopes;
        this.mode = mode;
        this.progress = progress;
        this.leftAlone = leftAlone;
    }

    /**
     * Works on mails, and waits for the last of them.
     *
     * @return whether it came to the end of them, and no stop came before
     */
    boolean replay(Iterator<SiteMail> mails) throws InterruptedException {
        try {
            while (mails.hasNext()) {
                permits.acquire();
                if (stopBegun.isDone()) {
                    return false;
                }
                replay(mails.next());
                running.removeIf(CompletableFuture::isDone);
            }
            return true;
        } finally {
            CompletableFuture.anyOf(CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)), stopEnded)
                    .join();
            progress.end();
        }
    }

    /** Begins no further mail from now on. */
    void beginNoMore() {
        stopBegun.complete(null);
        // Whoever waits behind mails that are stuck goes on, and sees that it is over.
        permits.release();
    }

    /** Begins no further mail, and stops the worker: what is in work gets time to end. What takes longer is waited for no more. */
    void stop() {
        beginNoMore();
        worker.stop();
        stopEnded.complete(null);
    }

    /** {@return how many mails were begun} */
    int begun() {
        return begun.get();
    }

    private void replay(SiteMail mail) {
        begun.incrementAndGet();
        Optional<CompletionStage<Void>> work = Optional.empty();
        try {
            work = started(mail);
        } catch (PortException e) {
            leftAlone.add(mail, e);
        }
        if (work.isPresent()) {
            running.add(work.get().toCompletableFuture().whenComplete((done, failure) -> ended()));
        } else {
            ended();
        }
    }

    private Optional<CompletionStage<Void>> started(SiteMail mail) {
        Optional<Envelope> envelope = envelopes.envelope(mail);
        if (envelope.isEmpty()) {
            leftAlone.addWithoutEnvelope(mail);
            return Optional.empty();
        }
        Optional<CompletionStage<Void>> work = replays.start(worker, mail, envelope.get(), mode);
        if (work.isEmpty()) {
            leftAlone.add(
                    mail,
                    "a worker has it just now, or another replay, or one had it that was killed: then it is free again when its"
                            + " lease ends");
        }
        return work;
    }

    private void ended() {
        permits.release();
        progress.oneMore();
    }
}
