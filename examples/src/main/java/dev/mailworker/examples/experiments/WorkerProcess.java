package dev.mailworker.examples.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker in a process of its own, delivering a local site's mails to a server that nobody else uses. */
final class WorkerProcess implements AutoCloseable {
    /** What a server accepted so long before an interruption must be on record. */
    private static final long RECORDED_WITHIN = TimeUnit.SECONDS.toNanos(2);

    private final SmtpRecorder server;
    private final Process process;
    private final Thread reader;
    private final CountDownLatch delivering = new CountDownLatch(1);
    private final List<Copy> copies = new CopyOnWriteArrayList<>();
    private final Map<String, Long> settledAt = new ConcurrentHashMap<>();
    private final List<Interruption> interruptions = new CopyOnWriteArrayList<>();

    /** A mail that this worker's server accepted. */
    record Copy(SmtpRecorder.Taken taken, WorkerProcess worker) {
        /** Whether the worker was interrupted before it could put this on record. */
        boolean wasInFlight(String key) {
            return worker.interruptions.stream()
                    .anyMatch(one -> one.covers(taken.atNanos())
                            && worker.settledAt.getOrDefault(key, Long.MAX_VALUE) > one.from());
        }
    }

    private record Interruption(long from, long to) {
        boolean covers(long at) {
            return at > from - RECORDED_WITHIN && at < to + RECORDED_WITHIN;
        }
    }

    /**
     * Starts a worker.
     *
     * @param jar the program
     * @param site the local site
     * @param serverMillis for how long the server thinks about each mail
     * @param settings of the worker, beside those that say where the server is
     */
    static WorkerProcess run(Path jar, Path site, int serverMillis, Map<String, String> settings) throws IOException {
        return new WorkerProcess(jar, serverMillis, settings, List.of("run", "--local", site.toString()));
    }

    /**
     * Works on mails again.
     *
     * @param jar the program
     * @param site the local site
     * @param keys the mails'
     */
    static WorkerProcess replay(Path jar, Path site, List<String> keys) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("replay", "--local", site.toString()));
        keys.forEach(key -> arguments.addAll(List.of("--key", key)));
        return new WorkerProcess(jar, 0, Map.of(), arguments);
    }

    private WorkerProcess(Path jar, int serverMillis, Map<String, String> settings, List<String> arguments)
            throws IOException {
        this.server = new SmtpRecorder(serverMillis, this::accepted);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HEALTH_PORT", "0");
        builder.environment().put("STATUS_PORT", "0");
        builder.environment().put("METRICS_PORT", "0");
        builder.environment().putAll(settings);
        builder.environment().put("SMTP_HOST", "127.0.0.1");
        builder.environment().put("SMTP_PORT", Integer.toString(server.port()));
        this.process = builder.redirectErrorStream(true).start();
        this.reader = new Thread(this::read, "worker-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void accepted(SmtpRecorder.Taken taken) {
        copies.add(new Copy(taken, this));
        delivering.countDown();
    }

    /** A line begins with the key of a mail that is settled. */
    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                settledAt.put(line.split(" ", 2)[0], System.nanoTime());
            }
        } catch (IOException gone) {
            // As a killed worker is.
        }
    }

    /** Waits until a mail was delivered. */
    boolean awaitDelivery() throws InterruptedException {
        return delivering.await(60, TimeUnit.SECONDS);
    }

    /** What the server accepted. */
    List<Copy> copies() {
        return new ArrayList<>(copies);
    }

    /** Ends it as a power failure would. */
    void kill() throws InterruptedException {
        long at = System.nanoTime();
        process.destroyForcibly().waitFor();
        interruptions.add(new Interruption(at, at));
    }

    /** Lets nothing of it run for a while, longer than its leases perhaps. */
    void pause(long millis) throws IOException, InterruptedException {
        long from = System.nanoTime();
        signal("STOP");
        boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        signal("CONT");
        interruptions.add(new Interruption(from, System.nanoTime()));
    }

    /** Asks it to stop, as a service manager would, and gives the exit code. */
    int stop() throws IOException, InterruptedException {
        signal("TERM");
        return process.waitFor();
    }

    /** {@return the exit code, when it ends by itself} */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends the worker if it has not ended, and its server. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            reader.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
