package dev.mailworker.smtp;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** SMTP and LMTP keep the transports' contract, whatever the server offers. */
class SmtpTransportContractTest {
    /** The contract against a server that does as it is told. */
    abstract static class Scripted implements TransportContract {
        private FakeServer server;
        private SmtpTransport transport;

        abstract FakeServer server() throws IOException;

        @BeforeEach
        void start() throws IOException {
            server = server();
            transport = new SmtpTransport(server.settings());
        }

        @AfterEach
        void stop() throws IOException {
            transport.close();
            server.close();
        }

        @Override
        public Transport testee() {
            return transport;
        }

        @Override
        public List<EmailAddress> accepting(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> EmailAddress.of("r" + i + "@example.com"))
                    .toList();
        }

        @Override
        public Optional<EmailAddress> invalidInbox() {
            server.answering("RCPT TO:<nobody@", "550 5.1.1 unknown");
            return Optional.of(EmailAddress.of("nobody@example.com"));
        }

        @Override
        public Optional<EmailAddress> deferring() {
            server.answering("RCPT TO:<later@", "451 4.3.0 later");
            return Optional.of(EmailAddress.of("later@example.com"));
        }

        @Override
        public Optional<Transport> unreachable() {
            try {
                return Optional.of(new SmtpTransport(server.settings().withPort(RealServer.freePort())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> received(EmailAddress recipient) {
            return server.mails(recipient);
        }
    }

    @Nested
    class Smtp extends Scripted {
        @Override
        FakeServer server() throws IOException {
            return FakeServer.smtp().offering("8BITMIME", "SIZE", "PIPELINING", "SMTPUTF8", "ENHANCEDSTATUSCODES");
        }
    }

    @Nested
    class PlainSmtp extends Scripted {
        @Override
        FakeServer server() throws IOException {
            return FakeServer.smtp().offering();
        }
    }

    @Nested
    class Lmtp extends Scripted {
        @Override
        FakeServer server() throws IOException {
            return FakeServer.lmtp().offering("8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES");
        }
    }
}
