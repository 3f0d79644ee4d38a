package dev.mailworker.port;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import java.util.Map;

/**
 * A way out for mail: an SMTP or LMTP server, Amazon SES, a folder. Decorate one to sign, limit or record what goes out.
 */
@FunctionalInterface
public interface Transport {
    /**
     * Sends a mail, and waits for what comes of it. After an attempt whose end is not on record, the same mail comes again
     * under the same {@link Outgoing#id}: a transport that can tell (a folder, not an SMTP server) answers that it is
     * delivered, and sends nothing to recipients who have it.
     *
     * @param mail what to whom
     * @return a result for each recipient. Trouble is a result too: a peer that can't be reached defers everybody. A
     *     recipient without a result counts as deferred, and so does everybody when this throws, as it may when the
     *     mail's own bytes can't be read. Of such a mail nothing is delivered, not even a part
     */
    Map<EmailAddress, DeliveryResult> send(Outgoing mail);

    /**
     * Says which server a mail would go to, where there are several: trouble with one keeps no mail from another. One mail's
     * recipients at different servers come in calls of their own.
     *
     * @param sender the envelope sender
     * @param recipient an envelope recipient
     * @return a name for people, the same for the same server at any time; there are no more than a site has set up. Empty,
     *     as by default, when there is only one; a decorator passes the decorated one's on
     */
    default String target(ReversePath sender, EmailAddress recipient) {
        return "";
    }
}
