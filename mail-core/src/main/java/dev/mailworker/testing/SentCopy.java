package dev.mailworker.testing;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A mail that a {@link RecordingTransport} was given, with its bytes as they were then. */
public final class SentCopy {
    private final Outgoing mail;
    private final byte[] bytes;
    private final Map<EmailAddress, DeliveryResult> results;

    SentCopy(Outgoing mail, byte[] bytes, Map<EmailAddress, DeliveryResult> results) {
        this.mail = mail;
        this.bytes = bytes;
        this.results = Map.copyOf(results);
    }

    /** {@return the mail; its content may be closed by now} */
    public Outgoing mail() {
        return mail;
    }

    /** {@return the mail's octets} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return the mail's octets as ISO-8859-1, so that none is lost} */
    public String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** {@return what was answered} */
    public Map<EmailAddress, DeliveryResult> results() {
        return results;
    }

    boolean isDelivered(EmailAddress recipient) {
        DeliveryResult result = results.get(recipient);
        return result != null && result.kind() == DeliveryResult.Kind.DELIVERED;
    }

    @Override
    public String toString() {
        return mail.id() + " from " + mail.sender() + " to " + results;
    }
}
