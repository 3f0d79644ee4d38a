package dev.mailworker.aws.ses;

import dev.mailworker.decide.DeliveryResult;
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
 * Sending domains that SES refuses as they are, because they aren't verified: each is left alone for a while that doubles,
 * and then tried by one mail, so that one domain's set-up costs no other domain a call. Thread-safe.
 */
final class SenderRests {
    static final Duration FIRST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(SenderRests.class);

    private final InstantSource time;
    private final Map<String, Rest> rests = new HashMap<>();

    private record Rest(DeliveryResult because, Instant since, Instant until, Duration length) {}

    SenderRests(InstantSource time) {
        this.time = time;
    }

    /** {@return what SES said last of a domain that is left alone; the next rest begins when somebody is let through} */
    synchronized Optional<DeliveryResult> refusal(String domain) {
        Rest rest = rests.get(domain);
        if (rest == null) {
            return Optional.empty();
        }
        if (time.instant().isBefore(rest.until())) {
            return Optional.of(rest.because());
        }
        rests.put(domain, longer(rest));
        return Optional.empty();
    }

    private Rest longer(Rest rest) {
        Duration doubled = rest.length().multipliedBy(2);
        Duration length = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return new Rest(rest.because(), rest.since(), time.instant().plus(length), length);
    }

    synchronized void refused(String domain, DeliveryResult because) {
        if (!rests.containsKey(domain)) {
            LOG.error(
                    "SES sends nothing for {}, which is left alone and tried again at growing intervals: {}",
                    domain,
                    because.reply());
            Instant now = time.instant();
            rests.put(domain, new Rest(because, now, now.plus(FIRST), FIRST));
        }
    }

    synchronized void accepted(String domain) {
        if (rests.remove(domain) != null) {
            LOG.info("SES sends for {} again", domain);
        }
    }

    synchronized Condition condition(String domain) {
        Rest rest = rests.get(domain);
        return rest == null
                ? Condition.UNKNOWN
                : Condition.degraded(rest.since(), "SES sends nothing for it, so forwards and replies wait");
    }
}
