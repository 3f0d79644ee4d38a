package dev.mailworker.activity;

import dev.mailworker.mail.BlobRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Mails that were put off. Another worker of the same queue may finish one, and nobody says so: it counts no more once its
 * domain has mail delivered well after its time had come, or at the end of hours. Not thread-safe.
 */
final class WaitingMails {
    static final Duration PATIENCE = Duration.ofMinutes(15);
    static final Duration LONGEST = Duration.ofHours(6);

    private final int most;
    private final Map<BlobRef, Waiting> mails = new HashMap<>();

    private record Waiting(String domain, Instant queuedAt, Instant againAt) {}

    /** How many wait for a domain, and since when the oldest of them does. */
    record Queue(int mails, Instant oldest) {
        Queue plus(Queue other) {
            return new Queue(mails + other.mails, oldest.isBefore(other.oldest) ? oldest : other.oldest);
        }
    }

    WaitingMails(int most) {
        this.most = most;
    }

    void putOff(BlobRef mail, String domain, Instant queuedAt, Instant againAt) {
        if (mails.size() < most || mails.containsKey(mail)) {
            mails.put(mail, new Waiting(domain, queuedAt, againAt));
        }
    }

    void settled(BlobRef mail) {
        mails.remove(mail);
    }

    /**
     * {@return the mails that wait, by domain}
     *
     * @param now the time
     * @param lastSettled when a domain's last mail was settled for good; {@link Instant#MIN} if none was
     */
    Map<String, Queue> byDomain(Instant now, Function<String, Instant> lastSettled) {
        mails.values()
                .removeIf(one -> one.againAt().plus(LONGEST).isBefore(now)
                        || one.againAt().plus(PATIENCE).isBefore(lastSettled.apply(one.domain())));
        Map<String, Queue> queues = new HashMap<>();
        mails.values().forEach(one -> queues.merge(one.domain(), new Queue(1, one.queuedAt()), Queue::plus));
        return queues;
    }
}
