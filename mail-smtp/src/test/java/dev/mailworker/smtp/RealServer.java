package dev.mailworker.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real mail server that a test runs as a private process on loopback, where it is installed and the test is root. */
final class RealServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path log;

    private RealServer(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Skips the test unless a program is there, and can change to the users that mail servers run as. */
    static Path needs(String program) {
        Path path = Path.of(program);
        Assumptions.assumeTrue(Files.isExecutable(path), program + " is not installed: not tested with it");
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), program + " needs root: not tested with it");
        return path;
    }

    /** Says in the build's log that a server was really there. */
    static void announce(String what) {
        System.out.println("real server used: " + what);
    }

    static int freePort() throws IOException {
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return unused.getLocalPort();
        }
    }

    /** Makes a folder that the servers' users may enter too, as JUnit's temporary folder is not. */
    static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static void own(Path path, String user) throws IOException {
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    static String run(Path log, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(List.of(command) + ": " + Files.readString(log));
        }
        return Files.readString(log).strip();
    }

    /** Starts a server and waits until it listens. */
    static RealServer start(Path log, int port, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RealServer server = new RealServer(process, log);
        try {
            server.await(() -> listens(port));
            return server;
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for something that the server does, as long as it lives. */
    void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IOException("the server does not do it: " + Files.readString(log));
            }
        }
    }

    /** Ends the process that was started here, and what it started. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
