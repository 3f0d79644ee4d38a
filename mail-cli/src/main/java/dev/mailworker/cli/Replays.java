package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.Mode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How a site's mails are worked on again, so that no worker has them at the same time. */
interface Replays {
    /**
     * {@return why a mail is not to be worked on, if so}
     *
     * @param mail which
     * @param mode for what reason it would be
     * @param lost whether mails of which nothing is on record are known to be in nobody's hands
     */
    Optional<String> objection(SiteMail mail, Mode mode, boolean lost);

    /**
     * Begins to work on a mail.
     *
     * @param worker the worker
     * @param mail which
     * @param envelope who sent it to whom
     * @param mode for what reason
     * @return done when the mail is done with; empty if a worker or another replay has it
     */
    Optional<CompletionStage<Void>> start(MailWorker worker, SiteMail mail, Envelope envelope, Mode mode);
}
