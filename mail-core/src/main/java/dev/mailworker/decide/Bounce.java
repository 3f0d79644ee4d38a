package dev.mailworker.decide;

import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Mail;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A bounce or complaint, and whether it is one about a mail that this site sent. Only then is anything believed that it says.
 *
 * @param kind what it reports
 * @param type what SES calls it: its bounce type and sub-type as the table of sent mails has them
 *     ({@code Permanent/General}), else the report's own words of the first that failed, or else has to wait
 *     ({@code failed 5.1.1}, {@code delayed 4.4.1}, {@code complaint abuse})
 * @param originalId SES's message id of the mail that it is about, as the report says; empty if it doesn't
 * @param recipients of whom it speaks, in its order; none if {@code oneOf} says what is known
 * @param oneOf of a complaint that doesn't say whose it is: those of whom one complained, at least two; empty if nothing is
 *     known of them, and of any other report
 * @param attributed whether the site sent that mail to those recipients, and nothing shows that somebody else made the report
 * @param because why it is attributed or not
 */
public record Bounce(
        BounceReport.Kind kind,
        String type,
        String originalId,
        List<Recipient> recipients,
        List<EmailAddress> oneOf,
        boolean attributed,
        String because) {
    /** Copies the lists. */
    public Bounce {
        recipients = List.copyOf(recipients);
        oneOf = List.copyOf(oneOf);
    }

    /**
     * What became of the mail for one recipient.
     *
     * @param address the recipient, as the mail was addressed to it
     * @param action {@code failed}, {@code delayed}, …; of a complaint its feedback type ({@code abuse})
     * @param status the enhanced status code ({@code 5.1.1}, RFC 3463); empty if not known
     * @param diagnostic the refusing server's own words, one line; empty if not known
     */
    public record Recipient(EmailAddress address, String action, String status, String diagnostic) {
        private static final Set<String> WELL = Set.of("delivered", "relayed", "expanded");

        /** {@return whether the mail is still on its way to this recipient (RFC 3464 §2.3.3 {@code delayed})} */
        public boolean isDelayed() {
            return action.equals("delayed");
        }

        /** {@return whether the mail did not get to this recipient, and won't; of a complaint always} */
        public boolean isFailed() {
            boolean saysSuccess = action.isEmpty() && status.startsWith("2.");
            return !isDelayed() && !WELL.contains(action) && !saysSuccess;
        }
    }

    /** {@return those for whom the mail failed, or who complained, in the report's order} */
    public List<Recipient> failed() {
        return recipients.stream().filter(Recipient::isFailed).toList();
    }

    /** {@return those for whom the mail is still on its way, in the report's order} */
    public List<Recipient> delayed() {
        return recipients.stream().filter(Recipient::isDelayed).toList();
    }

    /** {@return of whom people should hear first: who failed, else who has to wait; empty if all is well} */
    Optional<Recipient> foremost() {
        return foremost(recipients);
    }

    private static Optional<Recipient> foremost(List<Recipient> recipients) {
        return recipients.stream().filter(Recipient::isFailed).findFirst().or(() -> recipients.stream()
                .filter(Recipient::isDelayed)
                .findFirst());
    }

    /**
     * {@return the bounce that a mail is, or empty if it is none}
     *
     * @param mail the mail
     * @param facts what was looked up for it
     */
    public static Optional<Bounce> of(Mail mail, Facts facts) {
        return facts.bounceReport().map(report -> of(report, mail, facts));
    }

    private static Bounce of(BounceReport report, Mail mail, Facts facts) {
        Optional<String> doubt = BounceDoubt.of(report, mail, facts);
        String because = doubt.orElseGet(() -> "this site sent the mail " + report.originalId());
        List<EmailAddress> suspects = report.recipients().isEmpty() ? suspects(report, facts.sentMail()) : List.of();
        List<Recipient> recipients = suspects.size() == 1
                ? List.of(new Recipient(suspects.get(0), report.feedbackType(), "", ""))
                : report.recipients().stream()
                        .map(each -> new Recipient(
                                addressed(each, facts.sentMail()), each.action(), each.status(), each.diagnostic()))
                        .toList();
        return new Bounce(
                report.kind(),
                type(report, recipients, facts.sentMail().filter(sent -> doubt.isEmpty())),
                report.originalId(),
                recipients,
                suspects.size() == 1 ? List.of() : suspects,
                doubt.isEmpty(),
                because);
    }

    /** Who can have complained, where nobody is named: who stands in To or Cc and got the mail by what the table has. */
    static List<EmailAddress> suspects(BounceReport report, Optional<SentMail> sent) {
        List<EmailAddress> known = sent.map(SentMail::addresses).orElse(List.of());
        if (known.isEmpty() || report.addressees().isEmpty()) {
            return known.isEmpty() ? report.addressees() : known;
        }
        return report.addressees().stream().filter(known::contains).toList();
    }

    /** The address that the user wrote to, where a server on the way knows it by another. */
    private static EmailAddress addressed(BounceReport.Recipient recipient, Optional<SentMail> sent) {
        return sent.flatMap(mail -> matching(recipient, mail)).orElse(recipient.address());
    }

    /** {@return the address of a recipient that the table has} */
    static Optional<EmailAddress> matching(BounceReport.Recipient recipient, SentMail sent) {
        return Optional.of(recipient.address())
                .filter(sent::wentTo)
                .or(() -> recipient.originalAddress().filter(sent::wentTo));
    }

    private static String type(BounceReport report, List<Recipient> recipients, Optional<SentMail> sent) {
        if (report.kind() == BounceReport.Kind.COMPLAINT) {
            return "complaint " + report.feedbackType();
        }
        Optional<String> known = sent.map(SentMail::bounceType).filter(type -> !type.isBlank());
        if (known.isPresent() && recipients.stream().anyMatch(Recipient::isFailed)) {
            String subType = sent.map(SentMail::bounceSubType).orElse("");
            return subType.isBlank() ? known.get() : known.get() + "/" + subType;
        }
        Recipient first = foremost(recipients).orElse(recipients.get(0));
        String action = first.action().isEmpty() && first.isFailed() ? "failed" : first.action();
        return (action + " " + first.status()).strip().toLowerCase(Locale.ROOT);
    }
}
