package dev.mailworker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordingTransportTest implements TransportContract {
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");

    private final RecordingTransport transport = new RecordingTransport();

    @Override
    public Transport testee() {
        return transport;
    }

    @Override
    public List<EmailAddress> accepting(int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> EmailAddress.of("r" + i + "@example.com"))
                .toList();
    }

    @Override
    public Optional<EmailAddress> invalidInbox() {
        transport.answer("nobody@example.com", DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 who?"));
        return Optional.of(EmailAddress.of("nobody@example.com"));
    }

    @Override
    public Optional<EmailAddress> deferring() {
        transport.answer("full@example.com", DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 4.2.2 full"));
        return Optional.of(EmailAddress.of("full@example.com"));
    }

    @Override
    public Optional<Transport> unreachable() {
        return Optional.of(new RecordingTransport()
                .answerAll(DeliveryResult.deferred(Cause.PEER_UNHEALTHY, "connection refused")));
    }

    @Override
    public List<String> received(EmailAddress recipient) {
        return transport.delivered(recipient.toString()).stream()
                .map(SentCopy::text)
                .toList();
    }

    @Test
    void followsAScript() {
        DeliveryResult greylisted = DeliveryResult.deferred(Cause.TEMPORARY, "451 4.7.1 greylisted");
        transport.answer(BOB.toString(), greylisted, RecordingTransport.ACCEPTED);

        assertThat(send().get(BOB)).isEqualTo(greylisted);
        assertThat(send().get(BOB)).isEqualTo(RecordingTransport.ACCEPTED);
        assertThat(send().get(BOB)).isEqualTo(RecordingTransport.ACCEPTED);
        assertThat(transport.sent()).hasSize(3);
        assertThat(transport.delivered(BOB.toString())).hasSize(2);
    }

    @Test
    void givesNoResult() {
        transport.answerNothing(BOB.toString());

        assertThat(send()).isEmpty();
    }

    @Test
    void throwsBeforeAndAfterItSent() {
        PortException lost = new PortException(PortException.Kind.TEMPORARY, "connection lost");
        transport.calls().fail("send", lost);
        transport.calls().failAfter("send", new StackOverflowError());

        assertThatThrownBy(this::send).isSameAs(lost);
        assertThat(transport.sent()).isEmpty();
        assertThatThrownBy(this::send).isInstanceOf(StackOverflowError.class);
        assertThat(transport.sent()).hasSize(1);
    }

    @Test
    void isHeld() {
        Gate gate = transport.calls().hold("send");
        CompletableFuture<Map<EmailAddress, DeliveryResult>> sending = CompletableFuture.supplyAsync(this::send);
        gate.awaitReached();
        assertThat(transport.sent()).isEmpty();

        gate.open();

        transport.awaitSent(1);
        assertThat(sending.join()).containsKey(BOB);
    }

    private Map<EmailAddress, DeliveryResult> send() {
        Content content = new Content.Composed(MailSamples.octets("Subject: a\r\n\r\nb\r\n"));
        return transport.send(new Outgoing("mail-1", ReversePath.NULL, List.of(BOB), content));
    }
}
