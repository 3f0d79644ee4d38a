package dev.mailworker.compose;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.Mail;
import java.time.Instant;

/**
 * Composes what a mailbox answers by itself (RFC 3834 §3, RFC 5230 §5).
 *
 * @param mailbox whose answer
 * @param to who gets it
 * @param subject the subject; empty: {@code Auto:} and the mail's own
 * @param message the text
 * @param html whether the text is HTML; then what it says goes out as plain text too
 */
public record AutoReply(EmailAddress mailbox, EmailAddress to, String subject, String message, boolean html) {
    /** The most characters of a subject: somebody else wrote it. */
    static final int LONGEST_SUBJECT = 200;

    /**
     * {@return the answer to a mail}
     *
     * @param mail what is answered
     * @param loop the field by which this site knows its own mails
     * @param now when it is written
     */
    public Content.Composed to(Mail mail, HeaderField loop, Instant now) {
        String name = "reply " + mail.ref() + " " + mailbox.key() + " " + to.key();
        MailWriter writer = new MailWriter(name, mailbox, to, subjectFor(mail), now)
                .field("Auto-Submitted", "auto-replied")
                .field("Precedence", "bulk")
                .field("X-Auto-Response-Suppress", "All")
                .field(loop);
        Threads.messageId(mail.headers()).ifPresent(id -> writer.field("In-Reply-To", id));
        String references = Threads.references(mail.headers());
        if (!references.isEmpty()) {
            writer.field("References", references);
        }
        return html ? writer.html(message) : writer.text(message);
    }

    /** {@return what tells this text from an edited one, which a sender is to get anew (RFC 5230 §4.2)} */
    public String fingerprint() {
        return MailWriter.hash((html ? "html" : "text") + "\n" + subject + "\n" + message);
    }

    private DecodedText subjectFor(Mail mail) {
        String own = HeaderText.clean(subject, LONGEST_SUBJECT);
        if (!own.isEmpty()) {
            return DecodedText.of(own);
        }
        DecodedText theirs = DecodedText.read(mail.headers().first("Subject").orElse(""), LONGEST_SUBJECT);
        return DecodedText.of("Auto:").then(theirs.isEmpty() ? DecodedText.of("(no subject)") : theirs);
    }
}
