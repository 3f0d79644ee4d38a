package dev.mailworker.aws.ses;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.SendingQuota;
import dev.mailworker.port.Transport;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

/**
 * Sends mail to the world by SES, as raw bytes, by one call for each recipient: SES refuses a whole call for one bad address,
 * and shows each recipient's fate by its own message id. SES knows no null sender: then it takes the {@code From:} field.
 * Mails that are large go a few at a time, because SES's interface takes them in memory.
 *
 * <p>A share of the account's quota (GetAccount) is kept to: for its send rate a mail waits a few seconds, and is else
 * deferred. What SES refuses for the sake of the account or the set-up is deferred, and so are all mails of a sending domain
 * that isn't verified, without asking, at growing intervals. Refusals of a mail itself are final. Thread-safe.
 */
public final class SesTransport implements Transport {
    /** How often the quota is to be read. */
    public static final Duration QUOTA_EVERY = QuotaShare.READ_EVERY;

    /** How many octets of mail are in memory at once, in KiB. */
    private static final int ROOM = 64 * 1024;

    private final SesV2Client client;
    private final QuotaShare quota;
    private final SenderRests rests;
    private final Semaphore room = new Semaphore(ROOM, true);

    /**
     * Uses a client.
     *
     * @param client stays open. It must not repeat a call whose answer got lost, or a mail could go out twice
     * @param share how much of the account's send rate and of its quota for 24 hours is used at most, from 0 to 1
     * @param time the clock
     */
    public SesTransport(SesV2Client client, double share, InstantSource time) {
        this(client, share, time, duration -> Thread.sleep(duration.toMillis()));
    }

    SesTransport(SesV2Client client, double share, InstantSource time, QuotaShare.Sleep sleep) {
        this.client = client;
        this.quota = new QuotaShare(() -> SendQuota.of(client.getAccount(request -> {})), share, time, sleep);
        this.rests = new SenderRests(time);
    }

    /** Reads the account's quota, unless it was read within the hour. Waits for the answer; a failure is logged. */
    public void readQuota() {
        quota.readIfDue();
    }

    /** {@return what SES lets the account send, as last heard, and what this worker sent since; empty if it was not asked yet} */
    public Optional<SendingQuota> quota() {
        return quota.current();
    }

    @Override
    public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        long size = mail.content().size();
        if (SesMail.encodedSize(size) > SesMail.MOST_ENCODED) {
            return everybody(mail, tooLarge(size));
        }
        // Once as it is and once encoded, at least.
        int needed = (int) Math.min(ROOM, size * 3 / 1024 + 1);
        room.acquireUninterruptibly(needed);
        try {
            return send(mail, SesMail.bytes(mail.content()));
        } catch (IOException e) {
            return everybody(mail, DeliveryResult.deferred(Cause.TEMPORARY, "the mail can't be read: " + e));
        } finally {
            room.release(needed);
        }
    }

    private Map<EmailAddress, DeliveryResult> send(Outgoing mail, byte[] bytes) {
        if (SesMail.encodedSize(bytes.length) > SesMail.MOST_ENCODED) {
            return everybody(mail, tooLarge(bytes.length));
        }
        SdkBytes raw = SdkBytes.fromByteArrayUnsafe(bytes);
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        mail.recipients().forEach(recipient -> results.put(recipient, send(mail.sender(), recipient, raw)));
        return results;
    }

    private DeliveryResult send(ReversePath sender, EmailAddress recipient, SdkBytes raw) {
        if (!recipient.isAscii()) {
            return DeliveryResult.rejected(
                    Cause.TARGET_REFUSED, "SES can't send to " + recipient + ": it has no SMTPUTF8 (RFC 6531)");
        }
        String domain = sender.address().map(EmailAddress::domain).orElse("");
        Optional<DeliveryResult> refusal = rests.refusal(domain);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            return quota.refusal().orElseGet(() -> call(sender, recipient, raw));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DeliveryResult.deferred(Cause.NOT_STARTED, "interrupted while waiting for SES's send rate");
        }
    }

    private DeliveryResult call(ReversePath sender, EmailAddress recipient, SdkBytes raw) {
        String domain = sender.address().map(EmailAddress::domain).orElse("");
        SendEmailRequest.Builder request = SendEmailRequest.builder()
                .destination(to -> to.toAddresses(recipient.toString()))
                .content(content -> content.raw(message -> message.data(raw)));
        sender.address().ifPresent(from -> request.fromEmailAddress(from.toString()));
        try {
            String id = client.sendEmail(request.build()).messageId();
            rests.accepted(domain);
            return SesAnswers.accepted(id);
        } catch (SdkException e) {
            DeliveryResult result = SesAnswers.of(e);
            // In the sandbox it is the recipient that has to be verified: the sender is not to blame then.
            if (SesAnswers.isAboutIdentity(e) && !result.reply().contains(recipient.toString())) {
                rests.refused(domain, result);
            }
            return result;
        }
    }

    /**
     * {@return how SES is for a sending domain: in trouble as long as it is not verified; else unknown, as others tell}
     *
     * @param domain in lower case
     */
    public Condition sender(String domain) {
        return rests.condition(domain);
    }

    private static DeliveryResult tooLarge(long octets) {
        return DeliveryResult.rejected(
                Cause.REFUSED, "the mail has " + octets + " octets, and SES takes 40 MB after base64 encoding");
    }

    private static Map<EmailAddress, DeliveryResult> everybody(Outgoing mail, DeliveryResult result) {
        Map<EmailAddress, DeliveryResult> results = new LinkedHashMap<>();
        mail.recipients().forEach(recipient -> results.put(recipient, result));
        return results;
    }
}
