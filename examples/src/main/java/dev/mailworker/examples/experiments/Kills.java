package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills workers at random moments, again and again, while they deliver a spool of mails with one, two and five recipients
 * to a slow server. In the end every recipient must have every mail unchanged, and whoever has one twice got the first copy
 * so shortly before a kill that the worker could not put it on record.
 *
 * <p>A mail that was in work alone when its third worker was killed is set aside, as one that kills workers is. That is as it
 * should be, though these are innocent; so they are replayed in the end, as their operator would do it.
 */
public final class Kills {
    private static final int SERVER_MILLIS = 60;
    private static final Map<String, String> SETTINGS = Map.of("WORKER_THREADS", "16", "VISIBILITY_TIMEOUT", "40");

    private final Path jar;
    private final NumberedMails mails;
    private final int kills;
    private final int workers;
    private final Random random = new Random(42);
    private final List<WorkerProcess.Copy> copies = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();

    private Kills(Path jar, NumberedMails mails, int kills, int workers) {
        this.jar = jar;
        this.mails = mails;
        this.kills = kills;
        this.workers = workers;
    }

    /**
     * Runs, and prints.
     *
     * @param args the program's jar, an empty folder, the number of mails, of kills, and of workers at once
     * @throws IOException if files can't be written or workers not started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        NumberedMails mails = new NumberedMails(Path.of(args[1]), Integer.parseInt(args[2]));
        new Kills(Path.of(args[0]), mails, Integer.parseInt(args[3]), Integer.parseInt(args[4])).run();
    }

    private void run() throws IOException, InterruptedException {
        mails.spool();
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Thread loop = new Thread(this::killAgainAndAgain);
            loops.add(loop);
            loop.start();
        }
        for (Thread loop : loops) {
            loop.join();
        }
        finish();
        List<String> setAside = mails.setAside();
        replay(setAside);
        report(setAside.size());
    }

    private void killAgainAndAgain() {
        try {
            while (killed.getAndIncrement() < kills) {
                killOne();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life: from the start to a while after the first delivery. */
    private void killOne() throws IOException, InterruptedException {
        try (WorkerProcess worker = start()) {
            if (!worker.awaitDelivery()) {
                idle.incrementAndGet();
            }
            boolean unused = new CountDownLatch(1).await(randomMillis(), TimeUnit.MILLISECONDS);
            worker.kill();
            copies.addAll(worker.copies());
        }
    }

    private int randomMillis() {
        synchronized (random) {
            return random.nextInt(1_000);
        }
    }

    private WorkerProcess start() throws IOException {
        return WorkerProcess.run(jar, mails.site(), SERVER_MILLIS, SETTINGS);
    }

    private void finish() throws IOException, InterruptedException {
        try (WorkerProcess worker = start()) {
            long giveUp = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
            while (mails.left() > 0 && System.nanoTime() < giveUp) {
                boolean unused = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            }
            worker.stop();
            copies.addAll(worker.copies());
        }
    }

    private void replay(List<String> keys) throws IOException, InterruptedException {
        if (!keys.isEmpty()) {
            try (WorkerProcess worker = WorkerProcess.replay(jar, mails.site(), keys)) {
                worker.awaitEnd();
                copies.addAll(worker.copies());
            }
        }
    }

    private void report(int setAside) throws IOException {
        String name = "kills." + workers + (workers == 1 ? ".worker." : ".workers.");
        Report report = new Report();
        report.figure(name + "mails", mails.count());
        report.figure(name + "kills", kills);
        report.exactly(name + "kills.of.an.idle.worker", idle.get(), 0);
        Copies all = new Copies(copies);
        all.report(report, name, mails);
        report.figure(name + "repeats.per.kill", (double) all.repeats() / kills);
        report.figure(name + "mails.set.aside.and.replayed", setAside);
        report.exactly(name + "mails.left", mails.left() + mails.setAside().size(), 0);
        report.end();
    }
}
