package dev.mailworker.mail;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bounce or complaint says by itself; anybody can write such a thing. Text from the report is on one line, and cut
 * where it is very long.
 *
 * @param kind what it reports
 * @param recipients of whom it speaks; of a bounce at least one, of a complaint none if it names nobody
 * @param feedbackType of a complaint ({@code abuse}, RFC 5965 §7.3); empty of a bounce
 * @param addressees to whom the mail that came back is addressed, by its To and Cc; empty if the report doesn't say
 * @param originalId the local part of the Message-ID of the mail that came back: for mail sent by SES, SES's own message
 *     id; empty if the report doesn't say
 * @param subject the Subject of the mail that came back, as it stands there; empty if the report doesn't say
 * @param note where words for people can be put
 */
public record BounceReport(
        Kind kind,
        List<Recipient> recipients,
        String feedbackType,
        List<EmailAddress> addressees,
        String originalId,
        String subject,
        Note note) {
    /** What a report reports. */
    public enum Kind {
        /** A mail was not delivered, or not yet (RFC 3464). */
        BOUNCE,
        /** A recipient complained about a mail (RFC 5965). */
        COMPLAINT
    }

    /** Copies the lists. */
    public BounceReport {
        recipients = List.copyOf(recipients);
        addressees = List.copyOf(addressees);
        if (recipients.isEmpty() && kind == Kind.BOUNCE) {
            throw new IllegalArgumentException("a bounce speaks of somebody");
        }
    }

    /**
     * One of those of whom a report speaks.
     *
     * @param address the address as the reporting server knows it (Final-Recipient), or the only one there is
     * @param original the address that the mail was sent to (Original-Recipient), or null if the report doesn't say
     * @param action {@code failed}, {@code delayed}, …; of a complaint its feedback type ({@code abuse})
     * @param status the enhanced status code ({@code 5.1.1}, RFC 3463); empty if there is none
     * @param diagnostic the server's own words; empty if there are none
     */
    public record Recipient(
            EmailAddress address, @Nullable EmailAddress original, String action, String status, String diagnostic) {
        /** {@return the address that the mail was sent to, if the report says so beside the other one} */
        public Optional<EmailAddress> originalAddress() {
            return Optional.ofNullable(original);
        }
    }

    /** The place for words to people: above what the first text part says. */
    public static final class Note {
        private final @Nullable BodyPart part;

        Note(@Nullable BodyPart part) {
            this.part = part;
        }

        /**
         * {@return the change that puts words there; none if there is no text part that could take them}
         *
         * @param text lines of any text, each ended by a line feed; what can't be printed is replaced
         */
        public BodyInsertion saying(String text) {
            String printable = text.replaceAll("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\\n]]", "?")
                    .replace("\n", "\r\n");
            return part == null ? BodyInsertion.NONE : part.insertion(printable);
        }
    }
}
