package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.mail.BounceReader;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReversePath;
import java.util.List;
import java.util.Set;

/**
 * Recognises mail that a worker made or forwarded, and reports about such mail. Our own is neither forwarded nor answered nor
 * reported, nor is a report about it; another site's is not answered. It is delivered all the same, and no other rule is
 * switched off: anybody can write this field.
 */
final class LoopRule implements Rule {
    static final String NAME = "loop";

    private final String siteId;

    LoopRule(String siteId) {
        this.siteId = siteId;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        List<String> ids = mail.headers().all(LoopHeader.NAME);
        return draft.open().stream()
                .map(recipient -> rule(recipient, ids, mail, facts))
                .toList();
    }

    private Ruling rule(EmailAddress recipient, List<String> ids, Mail mail, Facts facts) {
        if (facts.returned().all(LoopHeader.NAME).stream().anyMatch(siteId::equalsIgnoreCase)) {
            return new Ruling(
                    NAME,
                    recipient,
                    new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY, Kind.REPORT)),
                    "it reports on a mail that this site (" + siteId
                            + ") made or forwarded: no forward, no reply, no report");
        }
        if (!facts.returned().isRead() && isReport(mail)) {
            return new Ruling(
                    NAME,
                    recipient,
                    new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY, Kind.REPORT)),
                    "it is too long a report to see whether this site (" + siteId
                            + ") made the mail: no forward, no reply, no report");
        }
        if (!mail.headers().isRead()) {
            return new Ruling(NAME, recipient, Effect.PASS, "the header was not read, so a loop can't be seen");
        }
        if (ids.isEmpty()) {
            return new Ruling(NAME, recipient, Effect.PASS, "no " + LoopHeader.NAME + " field");
        }
        if (ids.stream().anyMatch(siteId::equalsIgnoreCase)) {
            return new Ruling(
                    NAME,
                    recipient,
                    new Effect.Suppress(Set.of(Kind.FORWARD, Kind.REPLY, Kind.REPORT)),
                    "this site (" + siteId + ") made or forwarded it: no forward, no reply, no report");
        }
        return new Ruling(
                NAME,
                recipient,
                new Effect.Suppress(Set.of(Kind.REPLY)),
                "another site (" + ids.get(0) + ") made or forwarded it: no reply");
    }

    private static boolean isReport(Mail mail) {
        ReversePath sender = mail.envelope().sender();
        return sender.isNull() || BounceReader.isWorthReading(mail.headers(), sender);
    }
}
