package dev.mailworker.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.MailSamples;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.MessageSourceContract;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Received;
import dev.mailworker.port.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryMessageSourceTest implements MessageSourceContract {
    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private int count;

    @Override
    public MessageSource testee() {
        return source;
    }

    @Override
    public BlobRef putMail() {
        count++;
        BlobRef ref = new BlobRef("example-com-emails", "mail-" + count);
        source.put("example.com", ref, MailSamples.envelope("ann@example.net", "bob@example.com"));
        return ref;
    }

    @Override
    public boolean putUnreadable() {
        source.putUnreadable("no JSON");
        return true;
    }

    @Override
    public boolean putIgnorable() {
        source.putIgnorable("s3:TestEvent");
        return true;
    }

    @Override
    public void letLeaseEnd() {
        time.advance(lease());
    }

    @Override
    public List<String> deadLetterReasons() {
        return source.deadLetters().stream()
                .map(dead -> dead.settlement().because())
                .toList();
    }

    @Test
    void endsWaitingPollsWhenClosed() {
        CompletableFuture<List<Received>> poll =
                source.receive(1, Duration.ofSeconds(20), lease()).toCompletableFuture();
        assertThat(source.waitingPolls()).isEqualTo(1);

        source.close();

        assertThat(poll).isCompletedWithValue(List.of());
        assertThat(source.receive(1, Duration.ZERO, lease()).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void knowsWhatBecameOfMessages() {
        putMail();
        putMail();
        List<Received> both = receive();
        assertThat(source.inFlight()).isEqualTo(2);

        source.settle(both.get(0).receipt(), new Settlement.Done("delivered"))
                .toCompletableFuture()
                .join();
        source.settle(both.get(1).receipt(), new Settlement.Dead("odd"))
                .toCompletableFuture()
                .join();

        source.awaitSettled(2);
        source.awaitEmpty();
        assertThat(source.size()).isZero();
        assertThat(source.settled())
                .extracting(each -> each.settlement().because())
                .containsExactly("delivered", "odd");
    }

    @Test
    void failsWhenToldTo() {
        putMail();
        PortException denied = new PortException(PortException.Kind.DENIED, "AccessDenied");
        source.calls().fail("receive", denied);

        assertThat(source.receive(1, Duration.ZERO, lease()).toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(receive()).hasSize(1);
        assertThat(source.calls().of("receive")).hasSize(2);
    }

    @Test
    void settlesAlthoughItFails() {
        putMail();
        Received received = receive().get(0);
        source.calls().failAfter("settle", new PortException(PortException.Kind.TEMPORARY, "the answer got lost"));

        assertThat(source.settle(received.receipt(), new Settlement.Done("delivered"))
                        .toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(source.size()).isZero();
    }

    @Test
    void holdsAPoll() {
        putMail();
        Gate gate = source.calls().hold("receive");
        CompletableFuture<List<Received>> poll =
                source.receive(1, Duration.ZERO, lease()).toCompletableFuture();
        gate.awaitReached();
        assertThat(poll).isNotDone();

        gate.open();

        assertThat(poll).isCompleted();
    }

    private List<Received> receive() {
        return source.receive(10, Duration.ZERO, lease()).toCompletableFuture().join();
    }
}
