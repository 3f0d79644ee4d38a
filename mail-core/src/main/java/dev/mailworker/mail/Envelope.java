package dev.mailworker.mail;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * Who sent a mail and to whom, as the SMTP conversation had it (RFC 5321 §2.3.1), not as the header says.
 *
 * @param sender the envelope sender
 * @param recipients the recipients, each once, in the order in which they were named
 * @param unreadable recipients that were named but are no usable address: they are never delivered to, and are named in
 *     the audit
 * @param origin how the envelope is known
 */
public record Envelope(ReversePath sender, List<EmailAddress> recipients, List<String> unreadable, Origin origin) {

    /** How an envelope is known. */
    public enum Origin {
        /** The notification, or the person who asked for a replay, stated it. */
        STATED,
        /** It was put together from the mail's own header, because nobody stated it: recipients may be missing. */
        GUESSED,
        /** Nobody stated it, and nobody has looked at the mail yet. */
        UNSTATED
    }

    /** An envelope that has to be guessed from the mail: an S3 event, or a file without one. */
    public static final Envelope UNSTATED = new Envelope(ReversePath.NULL, List.of(), List.of(), Origin.UNSTATED);

    /** Makes the recipients unique. */
    public Envelope {
        recipients = List.copyOf(new LinkedHashSet<>(recipients));
        unreadable = List.copyOf(unreadable);
    }

    /**
     * {@return a stated envelope}
     *
     * @param sender the envelope sender
     * @param recipients the recipients
     */
    public static Envelope of(ReversePath sender, List<EmailAddress> recipients) {
        return new Envelope(sender, recipients, List.of(), Origin.STATED);
    }

    /**
     * Reads an envelope from text as a notification has it. A recipient that is no address is kept aside; a sender that
     * is none becomes the null sender, so that nothing is ever sent to it.
     *
     * @param sender the sender; {@code ""} and {@code <>} are the null sender
     * @param recipients the recipients
     * @return a stated envelope
     */
    public static Envelope parse(String sender, List<String> recipients) {
        List<String> unreadable = recipients.stream()
                .filter(text -> EmailAddress.parse(text).isEmpty())
                .toList();
        List<EmailAddress> readable = recipients.stream()
                .flatMap(text -> EmailAddress.parse(text).stream())
                .toList();
        ReversePath path = EmailAddress.parse(sender).isPresent() ? ReversePath.parse(sender) : ReversePath.NULL;
        return new Envelope(path, readable, unreadable, Origin.STATED);
    }

    /** {@return whether someone stated this envelope} */
    public boolean isStated() {
        return origin == Origin.STATED;
    }
}
