package dev.mailworker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, on this JVM's Java and class path. What it prints is read as it comes. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private Child(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "reads-child");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs a command on a local site. */
    static Child start(TestSite site, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--local", site.folder().toString()));
        return start(site.environment(), List.of(), all.toArray(String[]::new));
    }

    /** Runs a command with settings, and options for its JVM. */
    static Child start(Map<String, String> settings, List<String> options, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> isSetting(name) || name.endsWith("JAVA_OPTIONS"));
        environment.putAll(settings);
        return new Child(builder.start());
    }

    private static boolean isSetting(String name) {
        return List.of(Setting.values()).stream()
                .anyMatch(setting -> setting.name().equals(name));
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("its output can't be read: " + e.getMessage());
            }
        } finally {
            synchronized (lines) {
                ended.countDown();
                lines.notifyAll();
            }
        }
    }

    /** Waits for a line that contains some text, and gives it. */
    String await(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || ended.getCount() == 0) {
                    throw new AssertionError("the child never said '" + text + "' but " + lines);
                }
                lines.wait(left);
            }
        }
    }

    /** Sends a signal by its name, as a terminal or a service manager does. */
    void signal(String name) throws IOException, InterruptedException {
        // The shell's own kill: not every system has one in a file.
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("the child is gone already: " + output());
        }
    }

    /** Waits for its end, and gives its exit code. */
    int exitCode() throws InterruptedException {
        boolean over =
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!over) {
            throw new AssertionError("the child did not end: " + output());
        }
        return process.exitValue();
    }

    List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
