package dev.mailworker.cli;

import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.Received.Arrival;
import java.util.List;
import java.util.Optional;

/** With which envelope a mail is replayed: as it was stated, as it is on record, as the user says, or guessed. */
final class ReplayEnvelopes {
    private final Mails mails;
    private final List<EmailAddress> to;
    private final boolean guess;

    ReplayEnvelopes(Mails mails, List<EmailAddress> to, boolean guess) {
        this.mails = mails;
        this.to = to;
        this.guess = guess;
    }

    /** {@return a notice of a mail, to decide about it without a source; empty if there is no envelope} */
    Optional<Arrival> notice(SiteMail mail) {
        EnvelopeJson stated = mails.stated(mail);
        return chosen(stated.envelope()).map(envelope -> mail.notice(envelope, stated.verdicts()));
    }

    /** {@return the envelope of a mail, unstated where it is to be guessed; empty if there is none} */
    Optional<Envelope> envelope(SiteMail mail) {
        return chosen(mails.stated(mail).envelope());
    }

    private Optional<Envelope> chosen(Envelope known) {
        if (!to.isEmpty()) {
            return Optional.of(Envelope.of(known.sender(), to));
        }
        return known.origin() != Envelope.Origin.UNSTATED || guess ? Optional.of(known) : Optional.empty();
    }
}
