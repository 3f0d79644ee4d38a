package dev.mailworker.decide;

import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says who is to be told if a mailbox turns out not to exist: the envelope sender, where it is likely to be true, and where
 * no machine would be answered by a machine (RFC 3834 §2, RFC 5321 §6.1).
 */
final class InvalidInboxRule implements Rule {
    static final String NAME = "invalid inbox";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        Optional<String> objection = objection(mail);
        return draft.open().stream()
                .map(recipient -> objection
                        .or(() -> suppressed(recipient, draft))
                        .or(() -> needsNoMailbox(recipient, facts))
                        .map(why -> new Ruling(NAME, recipient, Effect.PASS, "nobody would be told: " + why))
                        .orElseGet(() -> report(recipient, mail, facts)))
                .toList();
    }

    private static Optional<String> suppressed(EmailAddress recipient, Draft draft) {
        return draft.isSuppressed(recipient, ActionId.Kind.REPORT)
                ? Optional.of("an earlier rule forbids it")
                : Optional.empty();
    }

    private static Optional<String> needsNoMailbox(EmailAddress recipient, Facts facts) {
        return facts.rules(recipient).onlyForwards()
                ? Optional.of("the address only forwards, and needs no mailbox")
                : Optional.empty();
    }

    private static Ruling report(EmailAddress recipient, Mail mail, Facts facts) {
        EmailAddress sender = mail.envelope().sender().address().orElseThrow();
        Route route = facts.isManaged(sender.domain()) ? Route.INTERNAL : Route.OUTSIDE;
        String because = "if the mailbox doesn't exist, " + sender + " is told: "
                + (passed(mail, Check.SPF) ? Check.SPF : Check.DKIM).label() + " passed";
        return new Ruling(NAME, recipient, new Effect.Report(sender, route), because);
    }

    private static Optional<String> objection(Mail mail) {
        if (mail.envelope().sender().isNull()) {
            return Optional.of(
                    mail.envelope().isStated()
                            ? "the mail has the null sender"
                            : "the mail's envelope is guessed, and names no sender");
        }
        for (Check check : List.of(Check.SPAM, Check.VIRUS, Check.DMARC)) {
            if (mail.verdicts().of(check) == Verdict.FAIL) {
                return Optional.of(check.label() + " verdict is FAIL, so the sender may be forged");
            }
        }
        if (!passed(mail, Check.SPF) && !passed(mail, Check.DKIM)) {
            return Optional.of("neither SPF nor DKIM passed, so the sender may be forged");
        }
        if (!mail.headers().isRead()) {
            return Optional.of("the header was not read, so whether a machine wrote it isn't known");
        }
        return automatic(mail.headers());
    }

    private static boolean passed(Mail mail, Check check) {
        return mail.verdicts().of(check) == Verdict.PASS;
    }

    private static Optional<String> automatic(Headers headers) {
        for (String value : headers.all("Auto-Submitted")) {
            // RFC 3834 §5: parameters and comments may follow.
            String word = value.split("[;(\\s]", 2)[0];
            if (!word.equalsIgnoreCase("no")) {
                return Optional.of("the mail says that a machine wrote it (Auto-Submitted: " + value + ")");
            }
        }
        boolean isReport = headers.all("Content-Type").stream()
                .anyMatch(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/report"));
        return isReport ? Optional.of("the mail is itself a report (multipart/report)") : Optional.empty();
    }
}
