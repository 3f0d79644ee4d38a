package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Condition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a domain's mailboxes all seem to be gone: that is a broken mail server or table, not so many typos. From
 * then on an invalid inbox there is deferred, until a mail is delivered to the domain again. Thread-safe.
 */
final class InvalidInboxWatch {
    private static final Logger LOG = LoggerFactory.getLogger(InvalidInboxWatch.class);
    /** Domains that have a streak at once; with more, streaks begin anew. */
    private static final int MOST = 10_000;

    private final int longestStreak;
    private final InstantSource time;
    private final Map<String, Integer> streaks = new ConcurrentHashMap<>();
    private final Map<String, Instant> pausedSince = new ConcurrentHashMap<>();

    /**
     * Watches.
     *
     * @param longestStreak so many invalid inboxes in a row are believed; 0 for any number
     * @param time the clock
     */
    InvalidInboxWatch(int longestStreak, InstantSource time) {
        this.longestStreak = longestStreak;
        this.time = time;
    }

    DeliveryResult judge(EmailAddress recipient, DeliveryResult result) {
        String domain = recipient.domain();
        if (result.kind() == Kind.DELIVERED) {
            Integer ended = streaks.remove(domain);
            pausedSince.remove(domain);
            if (ended != null && ended >= longestStreak && longestStreak > 0) {
                LOG.info("{}: has mailboxes again; it is no longer paused", domain);
            }
        }
        if (result.cause() != Cause.INVALID_INBOX || longestStreak == 0) {
            return result;
        }
        if (streaks.size() > MOST) {
            streaks.clear();
            pausedSince.clear();
        }
        int streak = streaks.merge(domain, 1, Integer::sum);
        if (streak == longestStreak) {
            pausedSince.put(domain, time.instant());
            LOG.error(
                    "{}: the last {} recipients were all invalid, so it is paused: its mails are kept and tried again;"
                            + " look at the mail server's list of mailboxes",
                    domain,
                    longestStreak);
        }
        return streak > longestStreak
                ? DeliveryResult.deferred(
                        Cause.PEER_UNHEALTHY,
                        domain + " is paused, because its last recipients were all invalid; the server said: "
                                + result.reply())
                : result;
    }

    Condition condition(String domain) {
        Instant since = pausedSince.get(domain);
        return since == null
                ? Condition.UNKNOWN
                : Condition.degraded(since, "the last recipients had no mailbox, so its mails are tried again");
    }
}
