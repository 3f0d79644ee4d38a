package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.CAROL;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What LMTP does differently: a reply for each recipient after the final dot. */
class LmtpTransportTest {
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.lmtp().offering("8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Stream<String> send(Outgoing mail) {
        SmtpSettings settings =
                server.settings().withTimeouts(SmtpTimeouts.DEFAULT.withFinalReply(Duration.ofMillis(200)));
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            return inShort(transport.send(mail));
        }
    }

    @Test
    void aReplyForEachAcceptedRecipientInOrder() {
        server.answering("RCPT TO:<alice", "550 5.1.1 unknown")
                .answering(FakeServer.DOT, "250 2.0.0 <bob> saved", "552 5.2.2 <carol> full");

        assertThat(send(to(ALICE, BOB, CAROL)))
                .containsExactlyInAnyOrder(
                        "alice REJECTED INVALID_INBOX: 550 5.1.1 unknown",
                        "bob DELIVERED ACCEPTED: 250 2.0.0 <bob> saved",
                        "carol DEFERRED MAILBOX_FULL: 552 5.2.2 <carol> full");
        assertThat(server.commands()).startsWith("LHLO client.example.com");
        assertThat(server.mails()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {FakeServer.CLOSE, FakeServer.SILENCE, "nonsense"})
    void onlyThoseWithoutAReplyAreInDoubt(String answer) {
        server.answering(FakeServer.DOT, "250 2.0.0 saved", answer);

        assertThat(send(to(ALICE, BOB, CAROL)))
                .hasSize(3)
                .anyMatch(line -> line.equals("alice DELIVERED ACCEPTED: 250 2.0.0 saved"))
                .anyMatch(line -> line.startsWith("bob IN_DOUBT TEMPORARY: lost at the final dot: "))
                .anyMatch(line -> line.startsWith("carol IN_DOUBT TEMPORARY: lost at the final dot: "));
    }

    @Test
    void goodbyeInsteadOfOneReplyDefersThatOneAlone() {
        server.answering(FakeServer.DOT, "421 4.3.2 bye", FakeServer.CLOSE);

        assertThat(send(to(ALICE, BOB)))
                .anyMatch(line -> line.equals("alice DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye"))
                .anyMatch(line -> line.startsWith("bob IN_DOUBT TEMPORARY: "));
    }

    @Test
    void theConnectionStaysInStep() throws IOException {
        try (SmtpTransport transport = new SmtpTransport(server.settings())) {
            server.answering(FakeServer.DOT, "250 2.0.0 one", "250 2.0.0 two", "250 2.0.0 three");

            assertThat(inShort(transport.send(to(ALICE, BOB))))
                    .containsExactly(
                            "alice DELIVERED ACCEPTED: 250 2.0.0 one", "bob DELIVERED ACCEPTED: 250 2.0.0 two");
            assertThat(inShort(transport.send(to(ALICE)))).containsExactly("alice DELIVERED ACCEPTED: 250 2.0.0 three");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aServerThatSpeaksNoLmtpIsUnhealthy() {
        server.answering("LHLO", "500 5.5.1 what?");

        assertThat(send(to(ALICE))).containsExactly("alice DEFERRED PEER_UNHEALTHY: 500 5.5.1 what?");
        assertThat(server.commands()).noneMatch(line -> line.startsWith("HELO") || line.startsWith("EHLO"));
    }
}
