package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.local.SpoolSource;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Takes mails one by one, each under a lease, so that no worker has it too, and has them worked on. */
final class Replayer {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int AT_ONCE = 16;

    private final CommonOptions common;
    private final Site site;
    private final MailWorker worker;
    private final ReplayEnvelopes envelopes;
    private final Mode mode;
    private final Map<String, SpoolSource> sources = new HashMap<>();

    Replayer(CommonOptions common, Site site, MailWorker worker, ReplayEnvelopes envelopes, Mode mode) {
        this.common = common;
        this.site = site;
        this.worker = worker;
        this.envelopes = envelopes;
        this.mode = mode;
    }

    /** {@return whether all could be taken} */
    boolean replay(List<BlobRef> mails) throws InterruptedException {
        // Before anything is done: a mail without an envelope is a matter of the command line.
        mails.forEach(envelopes::envelope);
        Semaphore permits = new Semaphore(AT_ONCE);
        Progress progress = new Progress(common, mails.size());
        List<CompletableFuture<Void>> running = new ArrayList<>();
        boolean allTaken = true;
        for (BlobRef ref : mails) {
            SpoolSource source = sources.computeIfAbsent(ref.bucket(), site.local()::source);
            Optional<Received> taken = source.take(ref.key(), LEASE);
            if (taken.isEmpty()) {
                common.note(ref + ": a worker has it just now; it is left to that");
                progress.oneMore();
                allTaken = false;
                continue;
            }
            permits.acquire();
            running.add(worker.replay(source, completed(taken.get()), mode)
                    .toCompletableFuture()
                    .whenComplete((done, failure) -> {
                        permits.release();
                        progress.oneMore();
                    }));
        }
        running.forEach(CompletableFuture::join);
        progress.end();
        return allTaken;
    }

    private Received completed(Received received) {
        return received instanceof Received.Arrival arrival ? envelopes.completed(arrival) : received;
    }
}
