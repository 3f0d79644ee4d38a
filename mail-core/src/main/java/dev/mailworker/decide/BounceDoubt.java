package dev.mailworker.decide;

import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a report is not believed. Everybody who got a mail knows its id and can report whatever he likes about it: so the
 * table has to bear the report out, and nothing may speak against its coming from where bounces come from.
 */
final class BounceDoubt {
    private static final String SES = "amazonses.com";

    private final BounceReport report;
    private final Mail mail;
    private final Facts facts;

    private BounceDoubt(BounceReport report, Mail mail, Facts facts) {
        this.report = report;
        this.mail = mail;
        this.facts = facts;
    }

    /** {@return the first reason, if there is one} */
    static Optional<String> of(BounceReport report, Mail mail, Facts facts) {
        return new BounceDoubt(report, mail, facts).because();
    }

    private Optional<String> because() {
        if (report.originalId().isEmpty()) {
            return Optional.of("it doesn't say which mail it is about");
        }
        if (facts.unknown().contains(Table.SENT_MAIL)) {
            return Optional.of("the table of sent mails can't be read");
        }
        return facts.sentMail().isEmpty()
                ? Optional.of("the table of sent mails has no mail " + report.originalId())
                : verdict()
                        .or(this::sender)
                        .or(() -> mailbox(facts.sentMail().get()))
                        .or(() -> recipients(facts.sentMail().get()));
    }

    private Optional<String> verdict() {
        return List.of(Check.SPAM, Check.VIRUS, Check.SPF, Check.DMARC).stream()
                .filter(check -> mail.verdicts().of(check) == Verdict.FAIL)
                .findFirst()
                .map(check -> check.label() + " verdict is FAIL");
    }

    /** Bounces have the null sender (RFC 3464 §2), SES's complaints an address of SES's. */
    private Optional<String> sender() {
        Envelope envelope = mail.envelope();
        if (envelope.sender().address().isPresent()) {
            EmailAddress sender = envelope.sender().address().get();
            return isOfSes(sender)
                    ? Optional.empty()
                    : Optional.of("it comes from " + sender + ", not from the null sender or SES");
        }
        boolean known = envelope.isStated() || mail.headers().has("Return-Path");
        return known ? Optional.empty() : Optional.of("nobody stated the sender, and no Return-Path does");
    }

    private static boolean isOfSes(EmailAddress address) {
        return address.domain().equals(SES) || address.domain().endsWith("." + SES);
    }

    /** Where the table doesn't say who sent the mail, that is not known. */
    private Optional<String> mailbox(SentMail sent) {
        return sent.sender()
                .filter(mailbox -> !mail.envelope().recipients().contains(mailbox))
                .map(mailbox ->
                        "the mail " + report.originalId() + " was sent by " + mailbox + ", to whom this doesn't come");
    }

    /** Where the table doesn't say to whom the mail went, the report has only itself: that is enough from SES alone. */
    private Optional<String> recipients(SentMail sent) {
        if (sent.recipients().isEmpty()) {
            return isProvenOfSes()
                    ? Optional.empty()
                    : Optional.of("the table of sent mails doesn't say to whom the mail " + report.originalId()
                            + " went, and no DMARC verdict says that SES reports it");
        }
        Stream<EmailAddress> wrong = report.recipients().stream()
                .filter(each -> Bounce.matching(each, sent).isEmpty())
                .map(BounceReport.Recipient::address);
        boolean namesNobody = report.recipients().isEmpty();
        Stream<EmailAddress> nobodys =
                namesNobody && Bounce.suspects(report, Optional.of(sent)).isEmpty()
                        ? report.addressees().stream()
                        : Stream.of();
        return Stream.concat(wrong, nobodys)
                .findFirst()
                .map(address -> "the mail " + report.originalId() + " was not sent to " + address);
    }

    private boolean isProvenOfSes() {
        List<String> authors = mail.headers().addresses("From");
        return mail.verdicts().of(Check.DMARC) == Verdict.PASS
                && authors.size() == 1
                && EmailAddress.parse(authors.get(0))
                        .filter(BounceDoubt::isOfSes)
                        .isPresent();
    }
}
