package dev.mailworker.aws.notification;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import java.util.List;

/** What the body of a queue's message says. */
public sealed interface Notice {
    /**
     * A mail has come.
     *
     * @param domain for which domain of the queue
     * @param blob where the mail lies
     * @param envelope who sent it to whom, or {@link Envelope#UNSTATED}
     * @param verdicts what SES found
     * @param addressees whom the mail names as its recipients, as far as the message says that
     */
    record Mail(String domain, BlobRef blob, Envelope envelope, Verdicts verdicts, List<EmailAddress> addressees)
            implements Notice {
        /** Copies the list. */
        public Mail {
            addressees = List.copyOf(addressees);
        }
    }

    /**
     * Something with which nothing is to be done.
     *
     * @param because what it is
     */
    record Ignorable(String because) implements Notice {}

    /**
     * Something that can't be understood.
     *
     * @param because what is wrong with it
     */
    record Unreadable(String because) implements Notice {}
}
