package dev.mailworker.cli;

import static dev.mailworker.cli.TestSite.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process: signals, and what comes while it runs. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such signals")
class ProcessTest {
    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void setUp() {
        site = new TestSite(folder);
    }

    /** Java leaves a signal alone that whoever started it has turned off, as shells do for jobs in the background. */
    private static void assumeHeard(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring(7).strip())
                    .findFirst()
                    .orElse("0");
            int number = signal.equals("INT") ? 2 : 15;
            boolean off = (Long.parseUnsignedLong(ignored, 16) >> (number - 1) & 1) == 1;
            assumeFalse(off, "SIG" + signal + " is turned off here");
        }
    }

    private Child running() throws IOException, InterruptedException {
        Child child = Child.start(site, "run", "--verbose");
        child.await("spool/example.com: polled");
        return child;
    }

    private void deliverTo(SmtpSink server) {
        site.set("SMTP_HOST", "127.0.0.1").set("SMTP_PORT", Integer.toString(server.port()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void oneSignalStopsAnIdleWorker(String signal) throws Exception {
        assumeHeard(signal);
        try (Child child = running()) {
            child.signal(signal);

            assertThat(child.exitCode()).isZero();
            assertThat(child.output())
                    .contains("mailworker: stopping: what is in work gets 10 s to end; a second signal ends at once")
                    .endsWith("0 mails");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void oneSignalLetsAMailInWorkEnd(String signal) throws Exception {
        assumeHeard(signal);
        try (SmtpSink server = SmtpSink.holding()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "100").mail("hello", ALICE);
            try (Child child = running()) {
                assertThat(server.awaitData()).isTrue();
                child.signal(signal);
                child.await("mailworker: stopping");
                server.answer();

                assertThat(child.exitCode()).isZero();
                assertThat(child.output())
                        .anyMatch(line -> line.startsWith("hello                   delivered"))
                        .endsWith("1 mail: delivered 1");
            }
            assertThat(site.file("done/example.com/hello.eml")).exists();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,TERM,143", "INT,INT,130", "TERM,INT,130", "INT,TERM,143"})
    void secondSignalEndsAtOnce(String first, String second, int code) throws Exception {
        assumeHeard("INT");
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "1000").mail("hello", ALICE);
            try (Child child = running()) {
                assertThat(server.awaitCall()).isTrue();
                child.signal(first);
                child.await("mailworker: stopping");
                child.signal(second);

                assertThat(child.exitCode()).isEqualTo(code);
            }
            assertThat(site.file("spool/example.com/hello.eml"))
                    .as("nothing is lost")
                    .exists();
        }
    }

    @Test
    void saysHowItIsUntilItEnds() throws Exception {
        int port = freePort();
        try (SmtpSink server = SmtpSink.holding()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "100").set("HEALTH_PORT", Integer.toString(port));
            try (Child child = running()) {
                awaitStatus(200, port, "/health/ready");
                assertThat(status(port, "/health")).isEqualTo(200);
                site.mail("hello", ALICE);
                assertThat(server.awaitData()).isTrue();
                child.signal("TERM");
                awaitStatus(503, port, "/health/ready");
                server.answer();

                assertThat(child.exitCode()).isZero();
            }
        }
    }

    @Test
    void portInUseEndsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            site.set("HEALTH_PORT", Integer.toString(taken.getLocalPort()));
            try (Child child = Child.start(site, "run")) {
                assertThat(child.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(child.output())
                        .containsExactly("mailworker: nobody can listen on HEALTH_PORT " + taken.getLocalPort()
                                + " of HEALTH_ADDRESS 0.0.0.0: Address already in use; set HEALTH_PORT to a port that is"
                                + " free, or to 0 for no such service");
            }
        }
    }

    @Test
    void showsItselfToPrometheus() throws Exception {
        int port = freePort();
        site.set("METRICS_PORT", Integer.toString(port)).mail("hello", ALICE);
        try (Child child = running()) {
            child.await("hello                   delivered");
            awaitStatus(200, port, "/metrics");
            assertThat(status(port, "/health")).isEqualTo(404);
            child.signal("TERM");

            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void portOfMetricsInUseEndsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            site.set("METRICS_PORT", Integer.toString(taken.getLocalPort()));
            try (Child child = Child.start(site, "run")) {
                assertThat(child.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(child.output())
                        .singleElement()
                        .asString()
                        .contains("METRICS_PORT " + taken.getLocalPort(), "set METRICS_PORT to a port that is free");
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitStatus(int status, int port, String path) throws IOException {
        while (status(port, path) != status) {
            Thread.onSpinWait();
        }
    }

    private static int status(int port, String path) throws IOException {
        URL url = URI.create("http://127.0.0.1:" + port + path).toURL();
        return ((HttpURLConnection) url.openConnection()).getResponseCode();
    }

    @Test
    void mailThatIsStuckDoesNotOutlastTheStop() throws Exception {
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "0").mail("hello", ALICE);
            try (Child child = running()) {
                assertThat(server.awaitCall()).isTrue();
                child.signal("TERM");

                assertThat(child.exitCode()).isZero();
                assertThat(child.output())
                        .contains("not finished in time, and coming back when their leases end: hello");
            }
            assertThat(site.file("spool/example.com/hello.eml")).exists();
        }
    }

    @Test
    void programsAreToldOfAStop() throws Exception {
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.mail("lost", "carol@elsewhere.example");
            site.set("STOP_TIMEOUT", "0");
            try (Child child = Child.start(site, "run", "--output", "json")) {
                child.await("\"key\":\"lost\"");
                site.mail("hello", ALICE);
                assertThat(server.awaitCall()).isTrue();
                child.signal("TERM");

                assertThat(child.exitCode()).isZero();
                assertThat(child.output())
                        .contains("{\"event\":\"stopped\",\"mails\":1,\"by_status\":{\"dead\":1},"
                                + "\"unfinished\":[{\"key\":\"hello\",\"bucket\":\"example.com\"}]}");
            }
        }
    }

    @Test
    void oneRoundEndsOnASignalToo() throws Exception {
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "0").mail("hello", ALICE);
            try (Child child = Child.start(site, "run", "--once")) {
                assertThat(server.awaitCall()).isTrue();
                child.signal("TERM");

                assertThat(child.exitCode()).as("something is not finished").isEqualTo(1);
                assertThat(child.output())
                        .contains("not finished in time, and coming back when their leases end: hello");
            }
        }
    }

    /** Mails that were delivered long ago. */
    private void finished(int mails) throws IOException {
        for (int i = 0; i < mails; i++) {
            site.mail("old-" + i, ALICE);
        }
        assertThat(site.run("run", "--once", "--quiet").code()).isZero();
        for (int i = 0; i < mails; i++) {
            Path audit = site.file("done/example.com/old-" + i + ".audit.json");
            String longAgo = Files.readString(audit).replaceAll("(?<=\"processed_at\": \")[0-9]+", "1700000000");
            Files.writeString(audit, longAgo);
        }
    }

    private int count(String folder) throws IOException {
        try (Stream<Path> files = Files.list(site.file(folder))) {
            return (int) files.filter(file -> file.toString().endsWith(".eml")).count();
        }
    }

    @Test
    void oneSignalStopsAReplayWhichCanGoOnLater() throws Exception {
        finished(40);
        try (SmtpSink server = SmtpSink.holding()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "100");
            String until;
            try (Child child = Child.start(site, "replay", "--status", "delivered", "--force")) {
                assertThat(server.awaitData()).isTrue();
                child.signal("TERM");
                child.await("mailworker: stopping");
                server.answer();

                assertThat(child.exitCode()).as("something is left to do").isEqualTo(1);
                String goingOn = child.await("mailworker: stopped after");
                assertThat(goingOn).matches(".* stopped after [0-9]+ of 40 mails; the same command with --until .*");
                until = goingOn.replaceAll(".* --until ([^ ]+) .*", "$1");
            }
            int before = server.mails().size();
            assertThat(before).isBetween(1, 16);
            assertThat(count("spool/example.com")).isZero();
            assertThat(count("done/example.com")).isEqualTo(40);

            TestSite.Run again = site.run("replay", "--status", "delivered", "--force", "--until", until);
            assertThat(again.code()).isZero();
            assertThat(again.out()).contains((40 - before) + " mails: delivered " + (40 - before));
            assertThat(server.mails()).hasSize(40);
        }
    }

    @Test
    void replayWhoseMailsAreStuckDoesNotOutlastTheStop() throws Exception {
        finished(20);
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "0");
            try (Child child = Child.start(site, "replay", "--status", "delivered", "--force")) {
                assertThat(server.awaitCall()).isTrue();
                child.signal("TERM");

                assertThat(child.exitCode()).isEqualTo(1);
                child.await("not finished in time, and to be replayed again later: old-");
            }
            assertThat(count("spool/example.com") + count("done/example.com"))
                    .as("nothing is lost")
                    .isEqualTo(20);
        }
    }

    @Test
    void secondSignalEndsAReplayAtOnce() throws Exception {
        assumeHeard("INT");
        finished(1);
        try (SmtpSink server = SmtpSink.silent()) {
            deliverTo(server);
            site.set("STOP_TIMEOUT", "1000");
            try (Child child = Child.start(site, "replay", "--status", "delivered", "--force")) {
                assertThat(server.awaitCall()).isTrue();
                child.signal("TERM");
                child.await("mailworker: stopping");
                child.signal("INT");

                assertThat(child.exitCode()).isEqualTo(130);
            }
            assertThat(site.file("spool/example.com/old-0.eml"))
                    .as("nothing is lost")
                    .exists();
        }
    }

    @Test
    void mailAndDomainThatComeLaterAreServed() throws Exception {
        try (Child child = running()) {
            site.mail("first", ALICE);
            child.await("first                   delivered");

            site.mailbox("dave@example.org");
            child.await("spool/example.org: polled");
            site.write("spool/example.org/second.json", "{\"from\":\"\",\"to\":[\"dave@example.org\"]}")
                    .write("spool/example.org/.second", "Subject: 2\r\n\r\n")
                    .move("spool/example.org/.second", "spool/example.org/second.eml");
            child.await("second                  delivered");
            child.signal("TERM");

            assertThat(child.exitCode()).isZero();
            assertThat(child.output()).endsWith("2 mails: delivered 2");
        }
        assertThat(site.delivered(ALICE)).hasSize(1);
        assertThat(site.delivered("dave@example.org")).containsExactly("Subject: 2\r\n\r\n");
    }

    @Test
    void mailGoesToTheServerOfTheEnvironment() throws Exception {
        try (SmtpSink server = SmtpSink.taking()) {
            deliverTo(server);
            site.mail("hello", ALICE);
            try (Child child = Child.start(site, "run", "--once")) {
                assertThat(child.exitCode()).isZero();
                assertThat(child.output()).hasSize(2).first().asString().contains("delivered (250 2.0.0 taken");
            }
            assertThat(server.mails()).containsExactly(Files.readString(site.file("done/example.com/hello.eml")));
        }
    }

    @Test
    void exitCodeIsTheProcesses() throws Exception {
        site.mail("lost", "carol@elsewhere.example");
        try (Child child = Child.start(site, "run", "--once", "--quiet")) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.output()).isEmpty();
        }
        try (Child child = Child.start(site.set("SMTP_PORT", "x"), "run", "--once")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.output())
                    .containsExactly("mailworker: SMTP_PORT is 'x' and has to be a whole number from 1 to 65535");
        }
    }
}
