package dev.mailworker.decide;

import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import java.util.List;

/** Obeys each mailbox's list of blocked senders; the other recipients get the mail. */
final class BlocklistRule implements Rule {
    static final String NAME = "blocklist";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        List<BlocklistMatch.Sender> senders =
                BlocklistMatch.senders(mail.envelope().sender(), mail.headers());
        String unread = mail.headers().isRead() ? "" : "; the header was not read, so its From fields are not known";
        return draft.open().stream()
                .map(recipient -> rule(recipient, senders, facts, unread))
                .toList();
    }

    private static Ruling rule(
            EmailAddress recipient, List<BlocklistMatch.Sender> senders, Facts facts, String unread) {
        if (facts.unknown().contains(Table.BLOCKLIST)) {
            return new Ruling(NAME, recipient, Effect.PASS, "the blocklist can't be read: passed open");
        }
        List<String> patterns = facts.blocked(recipient);
        return BlocklistMatch.all(patterns, senders).stream()
                .findFirst()
                .map(match -> new Ruling(NAME, recipient, new Effect.End(Status.BLOCKED), match.toString()))
                .orElseGet(() -> new Ruling(NAME, recipient, Effect.PASS, notBlocked(patterns, senders) + unread));
    }

    private static String notBlocked(List<String> patterns, List<BlocklistMatch.Sender> senders) {
        if (patterns.isEmpty()) {
            return "the mailbox blocks nobody";
        }
        return senders.isEmpty()
                ? "the mail names no sender to compare with " + BlocklistMatch.count(patterns)
                : "no sender matches " + BlocklistMatch.count(patterns);
    }
}
