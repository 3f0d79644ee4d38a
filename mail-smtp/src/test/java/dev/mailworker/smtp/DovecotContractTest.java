package dev.mailworker.smtp;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** LMTP keeps the transports' contract with a real server, which takes a bare LF for the end of a line. */
class DovecotContractTest implements TransportContract {
    private static final int TESTS = 30;
    private static final int MAILBOXES = 20;

    /** What Dovecot puts on top. */
    private static final String ON_TOP = "\\A(?:(?:Return-Path|Delivered-To|Received):.*\r?\n(?:[ \t].*\r?\n)*)*";

    @TempDir
    private static Path folder;

    private static PrivateDovecot dovecot;
    private static int test;

    private SmtpTransport transport;

    @BeforeAll
    static void startServer() throws Exception {
        dovecot = PrivateDovecot.in(
                folder,
                IntStream.range(0, TESTS * MAILBOXES)
                        .mapToObj(i -> mailbox(i / MAILBOXES, i % MAILBOXES))
                        .toArray(EmailAddress[]::new));
    }

    @AfterAll
    static void stopServer() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @BeforeEach
    void open() {
        test++;
        transport = new SmtpTransport(SmtpSettings.lmtp("127.0.0.1").withPort(dovecot.lmtpPort()));
    }

    @AfterEach
    void close() {
        transport.close();
    }

    /** Each test has mailboxes of its own, because they stay. */
    private static EmailAddress mailbox(int test, int number) {
        return EmailAddress.of("t" + test + "-" + number + "@example.com");
    }

    @Override
    public Transport testee() {
        return transport;
    }

    @Override
    public List<EmailAddress> accepting(int count) {
        return IntStream.range(0, count).mapToObj(i -> mailbox(test, i)).toList();
    }

    @Override
    public Optional<EmailAddress> invalidInbox() {
        return Optional.of(EmailAddress.of("nobody@example.com"));
    }

    @Override
    public Optional<EmailAddress> deferring() {
        return Optional.of(EmailAddress.of("full@example.com"));
    }

    @Override
    public List<String> received(EmailAddress recipient) {
        try {
            return dovecot.inbox(recipient).stream()
                    .map(mail -> mail.replaceFirst(ON_TOP, ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
