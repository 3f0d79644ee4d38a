package dev.mailworker.port;

import dev.mailworker.decide.SentMail;
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
}
