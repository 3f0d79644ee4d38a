package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A worker with 64 mails in work is told to stop: how long that takes, how many mails were finished and how many went back,
 * and that those can be had at once: the worker that takes over finds them all, without waiting for a lease to end.
 */
public final class StopUnderLoad {
    private static final int MAILS = 3_000;
    private static final int SERVER_MILLIS = 400;
    private static final Map<String, String> SETTINGS = Map.of("WORKER_THREADS", "64", "VISIBILITY_TIMEOUT", "300");

    private StopUnderLoad() {}

    /**
     * Runs, and prints.
     *
     * @param args the program's jar and an empty folder
     * @throws IOException if files can't be written or workers not started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        NumberedMails mails = new NumberedMails(Path.of(args[1]), MAILS);
        mails.spool();
        List<WorkerProcess.Copy> copies = new ArrayList<>();
        Report report = new Report();
        try (WorkerProcess worker = WorkerProcess.run(jar, mails.site(), SERVER_MILLIS, SETTINGS)) {
            boolean delivering = worker.awaitDelivery();
            boolean unused = new CountDownLatch(1).await(2, TimeUnit.SECONDS);
            long asked = System.nanoTime();
            int before = worker.copies().size();
            int exit = worker.stop();
            double seconds = (System.nanoTime() - asked) / 1e9;
            copies.addAll(worker.copies());
            report.exactly("stop.exit", delivering ? exit : -1, 0);
            report.atMost("stop.seconds", seconds, 10);
            report.figure("stop.mails.finished.before", before);
            report.figure("stop.mails.finished.while.stopping", copies.size() - before);
            report.figure("stop.mails.that.went.back", mails.left());
        }
        try (WorkerProcess worker = WorkerProcess.run(jar, mails.site(), 0, SETTINGS)) {
            boolean delivering = worker.awaitDelivery();
            long from = System.nanoTime();
            while (mails.left() > 0 && System.nanoTime() - from < TimeUnit.MINUTES.toNanos(10)) {
                boolean unused = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            }
            // A lease that nobody gave back would have kept a mail for five minutes.
            report.atMost("stop.seconds.until.the.next.worker.had.them.all", (System.nanoTime() - from) / 1e9, 120);
            report.exactly("stop.next.worker.exit", delivering ? worker.stop() : -1, 0);
            copies.addAll(worker.copies());
        }
        Copies all = new Copies(copies);
        all.report(report, "stop.", mails);
        report.end();
    }
}
