package dev.mailworker.aws.ses;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.port.SendingQuota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps to a share of what an account may send. The quota is read when somebody asks for it, before the first mail at the
 * latest, and then hourly; while what this worker may use of it is used up, every ten minutes. A quota that can't be read limits nothing. Thread-safe.
 */
final class QuotaShare {
    static final Duration READ_EVERY = Duration.ofHours(1);
    static final Duration READ_SOON = Duration.ofMinutes(10);
    /** For the next free moment a mail waits so long at most. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(QuotaShare.class);
    /** So many mails may go at once after a rest: those of one second. */
    private static final Duration BURST = Duration.ofSeconds(1);

    private final Supplier<SendQuota> account;
    private final double share;
    private final InstantSource time;
    private final Sleep sleep;
    private final ReentrantLock reading = new ReentrantLock();
    private SendQuota quota = SendQuota.UNKNOWN;
    private long sentSince;
    private Instant readAgain = Instant.MIN;
    private boolean isRead;
    private Instant nextFree = Instant.MIN;

    /** How to wait. */
    @FunctionalInterface
    interface Sleep {
        void of(Duration duration) throws InterruptedException;
    }

    QuotaShare(Supplier<SendQuota> account, double share, InstantSource time, Sleep sleep) {
        this.account = account;
        this.share = share;
        this.time = time;
        this.sleep = sleep;
    }

    /** {@return why nothing may be sent now; empty if a mail may go, perhaps after a wait in this method} */
    Optional<DeliveryResult> refusal() throws InterruptedException {
        readIfDue();
        Duration wait;
        synchronized (this) {
            if (isDayUsedUp()) {
                soonAgain();
                return Optional.of(DeliveryResult.deferred(Cause.PEER_UNHEALTHY, dayUsedUp()));
            }
            wait = untilFree();
            if (wait.compareTo(PATIENCE) > 0) {
                return Optional.of(DeliveryResult.deferred(
                        Cause.NOT_STARTED,
                        "more mails wait than SES's send rate of " + quota.perSecond() + " a second lets go"));
            }
            take();
        }
        if (!wait.isZero()) {
            sleep.of(wait);
        }
        return Optional.empty();
    }

    /** {@return what is known; empty if it was not read yet} */
    synchronized Optional<SendingQuota> current() {
        return isRead
                ? Optional.of(new SendingQuota(quota.perSecond(), quota.perDay(), quota.sentInLastDay() + sentSince))
                : Optional.empty();
    }

    private boolean isDayUsedUp() {
        return quota.limitsDay() && quota.sentInLastDay() + sentSince >= quota.perDay() * share;
    }

    private String dayUsedUp() {
        return "SES's quota is used up as far as this worker may use it: " + (long) (quota.sentInLastDay() + sentSince)
                + " mails in 24 hours, of " + (long) quota.perDay() + " no more than " + Math.round(share * 100) + " %";
    }

    private void soonAgain() {
        Instant soon = time.instant().plus(READ_SOON);
        readAgain = soon.isBefore(readAgain) ? soon : readAgain;
    }

    private Duration untilFree() {
        Instant now = time.instant();
        return quota.limitsRate() && nextFree.isAfter(now) ? Duration.between(now, nextFree) : Duration.ZERO;
    }

    /** Each mail moves the next free moment on; after a rest that lies in the past, but not by more than the burst. */
    private void take() {
        sentSince++;
        if (quota.limitsRate()) {
            Instant earliest = time.instant().minus(BURST);
            Instant from = nextFree.isBefore(earliest) ? earliest : nextFree;
            nextFree = from.plusNanos(Math.round(1e9 / (quota.perSecond() * share)));
        }
    }

    /** Whoever comes first waits for the answer; later on one asks, and the others go by what is known. */
    void readIfDue() {
        if (!isDue()) {
            return;
        }
        if (hasBeenRead()) {
            if (reading.tryLock()) {
                read();
            }
        } else {
            reading.lock();
            read();
        }
    }

    private synchronized boolean isDue() {
        return !time.instant().isBefore(readAgain);
    }

    private synchronized boolean hasBeenRead() {
        return isRead;
    }

    private void read() {
        try {
            if (isDue()) {
                known(account.get());
            }
        } catch (SdkException e) {
            LOG.warn(
                    "SES's send quota can't be read, and what was known of it stays in force: {}; allow ses:GetAccount",
                    AwsTrouble.words(e));
            unknown();
        } finally {
            reading.unlock();
        }
    }

    private synchronized void known(SendQuota fresh) {
        if (!isRead || fresh.perSecond() != quota.perSecond() || fresh.perDay() != quota.perDay()) {
            LOG.info(
                    "SES lets this account send {} mails a second and {} in 24 hours; this worker uses {} % of it at most",
                    fresh.perSecond(), (long) fresh.perDay(), Math.round(share * 100));
        }
        quota = fresh;
        sentSince = 0;
        isRead = true;
        readAgain = time.instant().plus(READ_EVERY);
    }

    private synchronized void unknown() {
        isRead = true;
        readAgain = time.instant().plus(READ_SOON);
    }
}
