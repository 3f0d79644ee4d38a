package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Two workers on one spool. One is suspended again and again for longer than its leases last, as a machine in trouble would
 * be, and then goes on, while the other has taken over its mails. Every recipient must have every mail unchanged, and once,
 * but for what the suspended worker was just sending.
 */
public final class Pauses {
    private static final int SERVER_MILLIS = 300;
    private static final int LEASE_SECONDS = 40;
    private static final Map<String, String> SETTINGS =
            Map.of("WORKER_THREADS", "8", "VISIBILITY_TIMEOUT", Integer.toString(LEASE_SECONDS));

    private Pauses() {}

    /**
     * Runs, and prints.
     *
     * @param args the program's jar, an empty folder, the number of mails and of pauses
     * @throws IOException if files can't be written or workers not started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        NumberedMails mails = new NumberedMails(Path.of(args[1]), Integer.parseInt(args[2]));
        int pauses = Integer.parseInt(args[3]);
        mails.spool();
        List<WorkerProcess.Copy> copies = new ArrayList<>();
        int paused = 0;
        int takenBeside;
        try (WorkerProcess one = WorkerProcess.run(jar, mails.site(), SERVER_MILLIS, SETTINGS);
                WorkerProcess other = WorkerProcess.run(jar, mails.site(), SERVER_MILLIS, SETTINGS)) {
            boolean both = one.awaitDelivery() && other.awaitDelivery();
            for (int i = 0; both && i < pauses; i++) {
                one.pause(TimeUnit.SECONDS.toMillis(LEASE_SECONDS + 8));
                paused++;
                boolean unused = new CountDownLatch(1).await(3, TimeUnit.SECONDS);
            }
            while (mails.left() > 0) {
                boolean unused = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            }
            one.stop();
            other.stop();
            copies.addAll(one.copies());
            takenBeside = one.copies().size();
            copies.addAll(other.copies());
        }
        Report report = new Report();
        report.figure("pauses.mails", mails.count());
        report.exactly("pauses", paused, pauses);
        report.figure("pauses.mails.of.the.one.that.paused", takenBeside);
        new Copies(copies).report(report, "pauses.", mails);
        report.end();
    }
}
