package dev.mailworker.port;

import dev.mailworker.decide.SentMail;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The mails that the site sent through SES. */
@FunctionalInterface
public interface SentMailStore {
    /**
     * Looks up a sent mail.
     *
     * @param messageId SES's message id, without the domain of the Message-ID field
     * @return the mail, or empty if it isn't known; fails with {@link PortException} when the table can't be read
     */
    CompletionStage<Optional<SentMail>> find(String messageId);

    /**
     * {@return how much later than a bounce the entry may come that explains it; zero (the default) where entries are there
     * before the mail goes out. For so long a bounce without an entry waits}
     */
    default Duration lateness() {
        return Duration.ZERO;
    }
}
