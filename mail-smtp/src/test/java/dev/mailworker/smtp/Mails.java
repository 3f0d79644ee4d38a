package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Mails to send, and what came of them. */
final class Mails {
    static final String TEXT = "From: ann@example.org\r\nSubject: hello\r\n\r\nHello.\r\n";
    static final EmailAddress ALICE = EmailAddress.of("alice@example.com");
    static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    static final EmailAddress CAROL = EmailAddress.of("carol@example.com");

    private Mails() {}

    static Outgoing to(EmailAddress... recipients) {
        return mail(TEXT, recipients);
    }

    static Outgoing mail(String text, EmailAddress... recipients) {
        return mail(text.getBytes(StandardCharsets.ISO_8859_1), recipients);
    }

    static Outgoing mail(byte[] bytes, EmailAddress... recipients) {
        Content content = new Content.Received(RawMail.of(bytes), HeaderEdits.NONE);
        return new Outgoing("m-1", ReversePath.parse("ann@example.org"), List.of(recipients), content);
    }

    static Outgoing from(String sender, Outgoing mail) {
        return new Outgoing(mail.id(), ReversePath.parse(sender), mail.recipients(), mail.content());
    }

    /** {@return the result for a recipient} */
    static DeliveryResult resultFor(EmailAddress recipient, Map<EmailAddress, DeliveryResult> results) {
        return Objects.requireNonNull(results.get(recipient));
    }

    /** {@return what came of it, in short: {@code alice REJECTED INVALID_INBOX: 550 5.1.1 no}} */
    static Stream<String> inShort(Map<EmailAddress, DeliveryResult> results) {
        return results.entrySet().stream()
                .map(entry -> entry.getKey().localPart() + " "
                        + entry.getValue().kind() + " " + entry.getValue().cause() + ": "
                        + entry.getValue().reply());
    }
}
