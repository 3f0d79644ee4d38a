package dev.mailworker.pipeline;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a domain's mailboxes all seem to be gone: that is a broken mail server or table, not so many typos. From
 * then on the domain is paused: nothing is sent to it but one copy from time to time, an invalid inbox is deferred, and the
 * first mail that is delivered ends the pause. Knows what this process has seen. Thread-safe.
 */
final class InvalidInboxWatch {
    /** A paused domain is tried by one recipient in this time. */
    static final Duration PROBE_EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(InvalidInboxWatch.class);
    /** Domains that have a streak at once; with more, streaks begin anew. */
    private static final int MOST = 10_000;

    private final int longestStreak;
    private final InstantSource time;
    private final Map<String, Streak> streaks = new HashMap<>();

    /** A domain's last recipients, all invalid. */
    private static final class Streak {
        private int length;
        private Instant pausedSince = Instant.MIN;
        private Instant nextProbe = Instant.MIN;
        private String reply = "";
    }

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

    /** {@return what a recipient's result is without sending anything, if the domain is paused and this is not its probe} */
    synchronized Optional<DeliveryResult> refusal(EmailAddress recipient) {
        Streak streak = streaks.get(recipient.domain());
        if (streak == null || !isPause(streak)) {
            return Optional.empty();
        }
        Instant now = time.instant();
        if (now.isBefore(streak.nextProbe)) {
            return Optional.of(paused(recipient.domain(), streak));
        }
        streak.nextProbe = now.plus(PROBE_EVERY);
        return Optional.empty();
    }

    private boolean isPause(Streak streak) {
        return longestStreak > 0 && streak.length >= longestStreak;
    }

    private static DeliveryResult paused(String domain, Streak streak) {
        return DeliveryResult.deferred(
                Cause.PEER_UNHEALTHY,
                domain + " is paused, because its last recipients were all invalid; the server said: " + streak.reply);
    }

    /** {@return what a result is taken for} */
    synchronized DeliveryResult judge(EmailAddress recipient, DeliveryResult result) {
        String domain = recipient.domain();
        if (result.kind() == Kind.DELIVERED) {
            Streak ended = streaks.remove(domain);
            if (ended != null && isPause(ended)) {
                LOG.info("{}: has mailboxes again; it is no longer paused", domain);
            }
        }
        return result.cause() == Cause.INVALID_INBOX ? invalid(domain, result) : result;
    }

    private DeliveryResult invalid(String domain, DeliveryResult result) {
        if (streaks.size() > MOST) {
            streaks.clear();
        }
        Streak streak = streaks.computeIfAbsent(domain, any -> new Streak());
        streak.reply = result.reply();
        if (isPause(streak)) {
            return paused(domain, streak);
        }
        streak.length++;
        if (isPause(streak)) {
            streak.pausedSince = time.instant();
            streak.nextProbe = streak.pausedSince.plus(PROBE_EVERY);
            LOG.error(
                    "{}: the last {} recipients were all invalid, so it is paused: its mails are kept and tried again,"
                            + " one a minute until one is delivered; look at the mail server's list of mailboxes",
                    domain,
                    longestStreak);
        }
        return result;
    }

    synchronized Condition condition(String domain) {
        Streak streak = streaks.get(domain);
        return streak == null || !isPause(streak)
                ? Condition.UNKNOWN
                : Condition.degraded(
                        streak.pausedSince, "the last recipients had no mailbox, so its mails are tried again");
    }
}
