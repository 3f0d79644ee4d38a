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

/** Has chosen mails worked on again, several at once. */
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

    /** Works on mails, and waits for the last of them. */
    void replay(Iterator<SiteMail> mails) throws InterruptedException {
        try {
            while (mails.hasNext()) {
                replay(mails.next());
                running.removeIf(CompletableFuture::isDone);
            }
        } finally {
            running.forEach(CompletableFuture::join);
            progress.end();
        }
    }

    private void replay(SiteMail mail) throws InterruptedException {
        permits.acquire();
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
            leftAlone.add(mail, "a worker has it just now, or another replay; it is left to that");
        }
        return work;
    }

    private void ended() {
        permits.release();
        progress.oneMore();
    }
}
