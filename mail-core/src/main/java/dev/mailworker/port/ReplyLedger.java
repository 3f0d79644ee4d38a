package dev.mailworker.port;

import dev.mailworker.mail.EmailAddress;
import java.time.Instant;

/**
 * The auto-replies given lately, so that a sender gets each once (RFC 5230 §4.2). Shared by all workers of a site.
 * Methods block, and fail with {@link PortException}.
 */
public interface ReplyLedger {
    /**
     * One text for one sender by one mailbox.
     *
     * @param mailbox whose reply
     * @param sender who gets it
     * @param fingerprint what it says, before anything was filled in
     */
    record Reply(EmailAddress mailbox, EmailAddress sender, String fingerprint) {}

    /**
     * Enters a reply, unless it is entered and not expired: one step, so that of two workers one wins.
     *
     * @param reply which
     * @param owner who is about to send it: the same owner may enter it again, after a crash
     * @param now the time
     * @param until when the entry expires
     * @return whether it was entered, so that it may be sent
     */
    boolean enter(Reply reply, String owner, Instant now, Instant until);

    /**
     * Takes an entry back, because the reply could not be sent.
     *
     * @param reply which
     * @param owner who entered it; another's entry stays
     */
    void withdraw(Reply reply, String owner);
}
