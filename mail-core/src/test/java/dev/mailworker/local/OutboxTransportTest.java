package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTransportTest implements TransportContract {
    private static final EmailAddress ANN = EmailAddress.of("ann@example.net");

    @TempDir
    Path folder;

    private Path outbox;
    private OutboxTransport transport;

    @BeforeEach
    void open() {
        outbox = folder.resolve("outbox");
        transport = new OutboxTransport(outbox);
    }

    @Override
    public Transport testee() {
        return transport;
    }

    @Override
    public List<EmailAddress> accepting(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EmailAddress.of("r" + i + "@example.net"))
                .toList();
    }

    @Override
    public Optional<Transport> unreachable() {
        try {
            Path file = Files.write(folder.resolve("file"), new byte[0]);
            return Optional.of(new OutboxTransport(file.resolve("outbox")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> received(EmailAddress recipient) {
        List<String> mails = new ArrayList<>();
        try {
            for (String name : FileNames.in(outbox)) {
                String mail = name.replaceFirst("\\.json$", ".eml");
                if (!mail.equals(name)
                        && Files.exists(outbox.resolve(mail))
                        && envelope(name).recipients().contains(recipient)) {
                    mails.add(Files.readString(outbox.resolve(mail), StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mails;
    }

    private Envelope envelope(String name) throws IOException {
        return EnvelopeJson.read(Json.read(outbox.resolve(name))).envelope();
    }

    @Test
    void namesFilesForPeopleAndLaysTheEnvelopeBeside() throws IOException {
        assertThat(send("example.com/17-away REPLY bob@example.com ann@example.net", "Subject: 1\r\n\r\n"))
                .isEqualTo(Kind.DELIVERED);

        List<String> names = FileNames.in(outbox);
        assertThat(names).hasSize(2);
        assertThat(names.get(0)).matches("example.com_17-away_REPLY_bob@example.com_ann@example.net-[0-9a-f]{8}\\.eml");
        assertThat(envelope(names.get(1))).isEqualTo(Envelope.of(ReversePath.parse("bob@example.com"), List.of(ANN)));
    }

    /** A notice goes instead then, as it does where SES sends. */
    @Test
    void refusesWhatIsTooLargeForSes() {
        EmailAddress bob = EmailAddress.of("bob@example.net");
        Content fits = new Content.Received(RawMail.of(new byte[31_457_280]), HeaderEdits.NONE);
        Content large = new Content.Received(RawMail.of(new byte[31_457_281]), HeaderEdits.NONE);

        assertThat(transport.send(new Outgoing("1", ReversePath.of(ANN), List.of(bob), fits)))
                .extractingByKey(bob)
                .extracting(DeliveryResult::kind)
                .isEqualTo(Kind.DELIVERED);
        assertThat(transport.send(new Outgoing("2", ReversePath.of(ANN), List.of(bob), large)))
                .extractingByKey(bob)
                .isEqualTo(DeliveryResult.rejected(
                        Cause.REFUSED,
                        "552 5.3.4 the mail has 31457281 octets, and SES takes 40 MB after base64 encoding"));
        assertThat(received(bob)).hasSize(1);
    }

    @Test
    void noNameLeadsOutOfTheFolderAndNoneIsHidden() throws IOException {
        send("../../etc/passwd", "1");
        send(".hidden\u0000/..\\x" + "y".repeat(500), "2");

        assertThat(FileNames.in(outbox)).hasSize(4).allMatch(FileNames::isPlain);
        assertThat(FileNames.in(folder)).containsExactly("outbox");
    }

    private Kind send(String id, String mail) {
        Content content = new Content.Composed(mail.getBytes(StandardCharsets.US_ASCII));
        Outgoing outgoing = new Outgoing(id, ReversePath.parse("bob@example.com"), List.of(ANN), content);
        return Objects.requireNonNull(transport.send(outgoing).get(ANN)).kind();
    }
}
