package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Kills workers at random moments, again and again, while they deliver a spool of mails with one, two and five recipients
 * to a slow server. In the end every recipient must have every mail unchanged, and whoever has one twice got the first copy
 * so shortly before a kill that the worker could not put it on record.
 */
public final class Kills {
    private static final int[] RECIPIENTS = {1, 2, 5};
    private static final int SERVER_MILLIS = 60;
    /** A copy that was accepted so long before the kill must be on record. */
    private static final long RECORDED_WITHIN = TimeUnit.SECONDS.toNanos(2);

    private final Path jar;
    private final Path site;
    private final int mails;
    private final int kills;
    private final int workers;
    private final Random random = new Random(42);
    private final List<Copy> copies = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger killed = new AtomicInteger();

    /** A mail that was accepted, by which run of a worker, and when that run was killed: 0 if it was not. */
    private record Copy(SmtpRecorder.Taken taken, Run run) {}

    /** One life of a worker. */
    private static final class Run {
        private volatile long killedAt;
    }

    private Kills(Path jar, Path site, int mails, int kills, int workers) {
        this.jar = jar;
        this.site = site;
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
        new Kills(
                        Path.of(args[0]),
                        Path.of(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]))
                .run();
    }

    private void run() throws IOException, InterruptedException {
        spool();
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
        report();
    }

    private void spool() throws IOException {
        Path domain = Files.createDirectories(site.resolve("spool").resolve("example.com"));
        for (int i = 0; i < mails; i++) {
            StringBuilder to = new StringBuilder();
            for (int r = 0; r < RECIPIENTS[i % RECIPIENTS.length]; r++) {
                to.append(r == 0 ? "" : ",").append("\"user").append(r).append("@example.com\"");
            }
            Files.writeString(domain.resolve(key(i) + ".json"), "{\"from\":\"ann@example.net\",\"to\":[" + to + "]}");
            Files.writeString(domain.resolve(key(i) + ".eml"), mail(i), StandardCharsets.ISO_8859_1);
        }
    }

    private static String key(int i) {
        return "mail-" + i;
    }

    private static String mail(int i) {
        return "X-Key: " + key(i) + "\r\nFrom: ann@example.net\r\nSubject: number " + i + "\r\n\r\n"
                + (".line " + i + "\r\n").repeat(i % 50) + "end of " + i + "\r\n";
    }

    private void killAgainAndAgain() {
        try {
            while (killed.get() < kills) {
                live(true);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life: from the start to a while after the first delivery, or to the end of the spool. */
    private void live(boolean kill) throws IOException, InterruptedException {
        Run run = new Run();
        CountDownLatch first = new CountDownLatch(1);
        try (SmtpRecorder server = new SmtpRecorder(SERVER_MILLIS, taken -> {
            copies.add(new Copy(taken, run));
            first.countDown();
        })) {
            Process worker = start(server.port());
            if (kill) {
                boolean delivering = first.await(60, TimeUnit.SECONDS);
                boolean unused = new CountDownLatch(1).await(randomMillis(), TimeUnit.MILLISECONDS);
                run.killedAt = System.nanoTime();
                worker.destroyForcibly().waitFor();
                killed.incrementAndGet();
                if (!delivering) {
                    System.err.println("a worker delivered nothing before it was killed");
                }
            } else {
                awaitEmptySpool();
                worker.destroy();
                worker.waitFor();
            }
        }
    }

    private int randomMillis() {
        synchronized (random) {
            return random.nextInt(1_200);
        }
    }

    private Process start(int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "run",
                "--quiet",
                "--local",
                site.toString());
        builder.environment()
                .putAll(Map.of(
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", Integer.toString(port),
                        "WORKER_THREADS", "16",
                        "VISIBILITY_TIMEOUT", "40"));
        return builder.redirectErrorStream(true)
                .redirectOutput(site.resolve("worker.log").toFile())
                .start();
    }

    private void finish() throws IOException, InterruptedException {
        live(false);
    }

    private void awaitEmptySpool() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (spooled() > 0 && System.nanoTime() < giveUp) {
            boolean unused = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
        }
    }

    private long spooled() throws IOException {
        try (Stream<Path> files = Files.list(site.resolve("spool").resolve("example.com"))) {
            return files.filter(file -> file.toString().endsWith(".eml")).count();
        }
    }

    private void report() throws IOException {
        Map<String, List<Copy>> byRecipient = new HashMap<>();
        int altered = 0;
        for (Copy copy : copies) {
            String data = copy.taken().data();
            int number = Integer.parseInt(data.substring("X-Key: mail-".length(), data.indexOf('\r')));
            altered += data.equals(mail(number)) ? 0 : 1;
            for (String recipient : copy.taken().recipients()) {
                byRecipient
                        .computeIfAbsent(key(number) + " " + recipient, k -> new ArrayList<>())
                        .add(copy);
            }
        }
        int expected = 0;
        for (int i = 0; i < mails; i++) {
            expected += RECIPIENTS[i % RECIPIENTS.length];
        }
        int repeats =
                byRecipient.values().stream().mapToInt(list -> list.size() - 1).sum();
        long unexplained = byRecipient.values().stream()
                .mapToLong(Kills::unexplainedRepeats)
                .sum();
        String name = "kills." + workers + (workers == 1 ? ".worker." : ".workers.");
        Report report = new Report();
        report.figure(name + "mails", mails);
        report.figure(name + "kills", killed.get());
        report.exactly(name + "recipients.lost", expected - byRecipient.size(), 0);
        report.exactly(name + "mails.altered", altered, 0);
        report.figure(name + "repeats", repeats);
        report.figure(name + "repeats.per.kill", (double) repeats / killed.get());
        report.exactly(name + "repeats.not.in.flight.at.a.kill", (double) unexplained, 0);
        report.exactly(name + "mails.left.in.spool", (double) spooled(), 0);
        report.end();
    }

    /** Every copy but the last was accepted from a worker that was killed right after. */
    private static long unexplainedRepeats(List<Copy> received) {
        List<Copy> inOrder = new ArrayList<>(received);
        inOrder.sort((one, other) ->
                Long.compare(one.taken().atNanos(), other.taken().atNanos()));
        return inOrder.subList(0, inOrder.size() - 1).stream()
                .filter(copy -> copy.run().killedAt == 0
                        || copy.run().killedAt - copy.taken().atNanos() > RECORDED_WITHIN)
                .count();
    }
}
