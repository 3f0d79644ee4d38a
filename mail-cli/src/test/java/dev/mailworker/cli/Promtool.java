package dev.mailworker.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus's own tool that looks at what is written for Prometheus. */
final class Promtool {
    private Promtool() {}

    /** What it said, and how it ended. */
    record Findings(int code, List<String> lines) {}

    /** Runs it; the test is skipped where there is none. */
    static Findings run(Path input, String... args) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "promtool is not installed (Debian: prometheus)");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(args));
        Path output = Files.createTempFile("promtool", ".txt");
        try {
            int code = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            return new Findings(code, Files.readAllLines(output));
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }
}
