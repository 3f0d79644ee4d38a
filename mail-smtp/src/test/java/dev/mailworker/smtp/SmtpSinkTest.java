package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Postfix's test server, which offers PIPELINING, and misbehaves on demand. */
class SmtpSinkTest {
    @TempDir
    private Path folder;

    private Path program;
    private int port;

    @BeforeEach
    void find() throws Exception {
        program = RealServer.needs("/usr/sbin/smtp-sink");
        port = RealServer.freePort();
    }

    private RealServer start(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-u", "nobody"));
        command.addAll(List.of(options));
        command.addAll(List.of("127.0.0.1:" + port, "100"));
        RealServer.announce("Postfix smtp-sink " + String.join(" ", options));
        return RealServer.start(folder.resolve("out"), port, command.toArray(String[]::new));
    }

    private SmtpSettings smtp() {
        return SmtpSettings.smtp("127.0.0.1").withPort(port);
    }

    private static Stream<String> send(SmtpSettings settings) {
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            return inShort(transport.send(to(ALICE, BOB)));
        }
    }

    @Test
    void takesMailsOneAfterTheOther() throws Exception {
        try (RealServer sink = start();
                SmtpTransport transport = new SmtpTransport(smtp())) {
            for (int i = 0; i < 250; i++) {
                assertThat(inShort(transport.send(to(ALICE, BOB))))
                        .hasSize(2)
                        .allMatch(line -> line.contains("DELIVERED"));
            }
            assertThat(sink).isNotNull();
        }
    }

    @Test
    void speaksLmtp() throws Exception {
        try (RealServer sink = start("-L");
                SmtpTransport transport =
                        new SmtpTransport(SmtpSettings.lmtp("127.0.0.1").withPort(port))) {
            for (int i = 0; i < 50; i++) {
                assertThat(inShort(transport.send(to(ALICE, BOB))))
                        .hasSize(2)
                        .allMatch(line -> line.contains("DELIVERED"));
            }
            assertThat(sink).isNotNull();
        }
    }

    @ParameterizedTest(name = "smtp-sink {0} {1}")
    @CsvSource({
        "-q, .,    IN_DOUBT TEMPORARY",
        "-q, data, DEFERRED TEMPORARY",
        "-q, rcpt, DEFERRED TEMPORARY",
        "-q, mail, DEFERRED TEMPORARY",
        "-q, ehlo, DEFERRED PEER_UNREACHABLE",
        "-Q, .,    DEFERRED PEER_UNHEALTHY",
        "-Q, mail, DEFERRED TEMPORARY",
        "-r, mail, DEFERRED PEER_UNHEALTHY",
        "-r, .,    DEFERRED PEER_UNHEALTHY",
        "-f, mail, DEFERRED PEER_UNHEALTHY",
        "-f, rcpt, REJECTED REFUSED",
        "-f, .,    REJECTED REFUSED"
    })
    void misbehaves(String how, String command, String expected) throws Exception {
        try (RealServer sink = start(how, command)) {
            assertThat(send(smtp())).hasSize(2).allMatch(line -> line.contains(" " + expected + ": "));
            assertThat(sink).isNotNull();
        }
    }
}
