package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Logs when a server stops taking mail from anybody, and when it does again: a line each, however many mails wait. */
final class PeerHealth {
    private final Logger log;
    private final String name;
    private final AtomicBoolean ill = new AtomicBoolean();

    PeerHealth(Logger log, String name) {
        this.log = log;
        this.name = name;
    }

    /** Notes that no session came about. */
    void noSession(DeliveryResult result) {
        if (result.cause() != Cause.NOT_STARTED && ill.compareAndSet(false, true)) {
            log.warn("{} takes no mail: {}", name, result.reply());
        }
    }

    /** Notes what came of a mail. A server that decided on one recipient is well, whatever it says of others. */
    void note(Collection<DeliveryResult> results) {
        if (results.stream().anyMatch(DeliveryResult::isFinal)) {
            if (ill.compareAndSet(true, false)) {
                log.info("{} takes mail again", name);
            }
            return;
        }
        results.stream()
                .filter(result -> result.cause() == Cause.PEER_UNHEALTHY)
                .findFirst()
                .ifPresent(this::noSession);
    }
}
