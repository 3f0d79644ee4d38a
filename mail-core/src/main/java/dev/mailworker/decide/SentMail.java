package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mail that this site sent through SES earlier, as the sent-mail table remembers it: what a bounce answers.
 *
 * @param messageId SES's message id
 * @param source who sent it; empty if the table doesn't say
 * @param recipients to whom; empty if the table doesn't say
 * @param bounceType SES's bounce type; empty if not known
 * @param bounceSubType SES's bounce sub-type; empty if not known
 * @param time when it was sent, or null if not known
 */
public record SentMail(
        String messageId,
        String source,
        List<String> recipients,
        String bounceType,
        String bounceSubType,
        @Nullable Instant time) {
    /** Copies the list. */
    public SentMail {
        recipients = List.copyOf(recipients);
    }

    /**
     * {@return whether the table says that it was sent to an address; what in the table is no address is passed over}
     *
     * @param address which
     */
    boolean wentTo(EmailAddress address) {
        return addresses().contains(address);
    }

    /** {@return the recipients that are addresses} */
    List<EmailAddress> addresses() {
        return recipients.stream().flatMap(text -> address(text).stream()).toList();
    }

    /** {@return the mailbox that sent it, if the table has an address of it} */
    Optional<EmailAddress> sender() {
        return address(source);
    }

    /** A name may stand before the address. */
    private static Optional<EmailAddress> address(String text) {
        return EmailAddress.parse(text.replaceFirst("^[^<]*(?=<)", ""));
    }

    /** {@return when it was sent, if known} */
    public Optional<Instant> sentAt() {
        return Optional.ofNullable(time);
    }
}
