package dev.mailworker.smtp;

import dev.mailworker.decide.DeliveryResult;
import java.io.IOException;

/**
 * A session came to an end before the server had taken a mail's envelope: it could not be opened, or it was lost. The
 * result is the same for every recipient.
 */
final class SessionException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient DeliveryResult result;

    SessionException(DeliveryResult result) {
        super(result.reply());
        this.result = result;
    }

    DeliveryResult result() {
        return result;
    }
}
