package dev.mailworker.port;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import java.util.List;

/**
 * A mail on its way out.
 *
 * @param id names what is sent, the same at every attempt: the received mail's place, and for a forward or reply which one
 *     of that mail's. Together with a recipient it names one copy: two mails to the same recipient never share it
 * @param sender the envelope sender
 * @param recipients the envelope recipients, at least one, each once
 * @param content the mail
 */
public record Outgoing(String id, ReversePath sender, List<EmailAddress> recipients, Content content) {
    /** Copies the list. */
    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an outgoing mail needs a recipient");
        }
    }
}
