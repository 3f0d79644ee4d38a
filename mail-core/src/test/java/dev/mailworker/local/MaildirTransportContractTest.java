package dev.mailworker.local;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Transport;
import dev.mailworker.port.TransportContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class MaildirTransportContractTest implements TransportContract {
    @TempDir
    Path mail;

    private MaildirTransport transport;

    @BeforeEach
    void open() {
        transport = new MaildirTransport(mail);
    }

    @Override
    public Transport testee() {
        return transport;
    }

    @Override
    public List<EmailAddress> accepting(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EmailAddress.of("r" + i + "@example.com"))
                .peek(this::mailbox)
                .toList();
    }

    @Override
    public Optional<EmailAddress> invalidInbox() {
        return Optional.of(EmailAddress.of("nobody@example.com"));
    }

    /** Its folder for new mail is none. */
    @Override
    public Optional<EmailAddress> deferring() {
        EmailAddress broken = EmailAddress.of("broken@example.com");
        try {
            Files.write(mailbox(broken).resolve("new"), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(broken);
    }

    @Override
    public Optional<Transport> unreachable() {
        return Optional.of(new MaildirTransport(mail.resolve("not-mounted")));
    }

    @Override
    public List<String> received(EmailAddress recipient) {
        Path fresh =
                mail.resolve(recipient.domain()).resolve(recipient.localPart()).resolve("new");
        if (!Files.isDirectory(fresh)) {
            return List.of();
        }
        List<String> mails = new ArrayList<>();
        try {
            for (String name : FileNames.in(fresh)) {
                mails.add(Files.readString(fresh.resolve(name), StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mails;
    }

    private Path mailbox(EmailAddress owner) {
        try {
            return Files.createDirectories(mail.resolve(owner.domain()).resolve(owner.localPart()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
