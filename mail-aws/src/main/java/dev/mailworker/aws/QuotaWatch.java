package dev.mailworker.aws;

import dev.mailworker.aws.ses.SesTransport;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the send quotas read when the first queue has answered, and hourly from then on: what is denied is to be known before
 * there is a mail to send, and no mail is to wait for it. Thread-safe.
 */
final class QuotaWatch {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaWatch.class);

    private final Supplier<? extends Collection<SesTransport>> ways;
    private final BiConsumer<Duration, Runnable> later;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean ended;

    /**
     * @param ways the ways to the world at the moment of asking; none where mail goes to the world by others
     * @param later runs a task after a while on another thread, which may block
     */
    QuotaWatch(Supplier<? extends Collection<SesTransport>> ways, BiConsumer<Duration, Runnable> later) {
        this.ways = ways;
        this.later = later;
    }

    /** Begins, unless it has begun. Returns at once. */
    void begin() {
        if (begun.compareAndSet(false, true)) {
            later.accept(Duration.ZERO, this::read);
        }
    }

    private void read() {
        try {
            if (!ended) {
                ways.get().forEach(SesTransport::readQuota);
            }
        } catch (RuntimeException e) {
            // Such as a client that was closed meanwhile.
            LOG.debug("SES's send quota was not read", e);
        }
        if (!ended) {
            later.accept(SesTransport.QUOTA_EVERY, this::read);
        }
    }

    /** Reads nothing any more. */
    void end() {
        ended = true;
    }
}
