package dev.mailworker.port;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import java.time.Instant;
import java.util.List;

/** One message from a source. */
public sealed interface Received {
    /** {@return the source's handle on the message} */
    Receipt receipt();

    /**
     * The notice that a mail has come.
     *
     * @param domain the domain whose queue it came by, in lower case. If it isn't managed when the mail is decided about, the
     *     message goes back
     * @param blob where the mail lies
     * @param envelope who sent it to whom, or {@link Envelope#UNSTATED}
     * @param verdicts what SES found
     * @param receiveCount how often the source has given out this message, this time included; 1 the first time
     * @param queuedAt when the message came into the source
     * @param receipt the source's handle
     * @param addressees whom the mail names as its recipients, as far as the notice says that: of those that are not in the
     *     envelope, another notice of the same mail may come
     */
    record Arrival(
            String domain,
            BlobRef blob,
            Envelope envelope,
            Verdicts verdicts,
            int receiveCount,
            Instant queuedAt,
            Receipt receipt,
            List<EmailAddress> addressees)
            implements Received {
        /** Copies the list. */
        public Arrival {
            addressees = List.copyOf(addressees);
        }

        /**
         * A notice that does not say whom the mail names.
         *
         * @param domain the domain whose queue it came by, in lower case
         * @param blob where the mail lies
         * @param envelope who sent it to whom, or {@link Envelope#UNSTATED}
         * @param verdicts what SES found
         * @param receiveCount how often the source has given out this message, this time included; 1 the first time
         * @param queuedAt when the message came into the source
         * @param receipt the source's handle
         */
        public Arrival(
                String domain,
                BlobRef blob,
                Envelope envelope,
                Verdicts verdicts,
                int receiveCount,
                Instant queuedAt,
                Receipt receipt) {
            this(domain, blob, envelope, verdicts, receiveCount, queuedAt, receipt, List.of());
        }
    }

    /**
     * A message with which nothing is to be done, a test event for example. It is settled as done, and logged.
     *
     * @param receipt the source's handle
     * @param because what it is
     */
    record Ignorable(Receipt receipt, String because) implements Received {}

    /**
     * A message that can't be understood. It is set aside with the reason.
     *
     * @param receipt the source's handle
     * @param because what is wrong with it
     */
    record Unreadable(Receipt receipt, String because) implements Received {}
}
