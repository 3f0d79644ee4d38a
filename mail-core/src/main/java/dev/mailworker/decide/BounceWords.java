package dev.mailworker.decide;

import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.stream.Collectors;

/** A bounce in plain words. */
final class BounceWords {
    /** Words for more of them would hide what SES says. */
    private static final int MOST_RECIPIENTS = 20;

    private static final int LONGEST_SUBJECT = 200;

    private BounceWords() {}

    static String of(Bounce bounce, String subject) {
        String mail = mail(subject);
        boolean complaint = bounce.kind() == BounceReport.Kind.COMPLAINT;
        if (complaint && bounce.recipients().isEmpty()) {
            return complaintOfSomebody(mail, bounce.oneOf());
        }
        String failed = named(
                mail + (complaint ? " was reported as unwanted by" : " could not be delivered to"), bounce.failed());
        String delayed = named((failed.isEmpty() ? mail : "It") + " has not been delivered yet to", bounce.delayed());
        String gap = failed.isEmpty() || delayed.isEmpty() ? "" : "\n";
        return failed + gap + delayed + "\n----------\n";
    }

    private static String complaintOfSomebody(String mail, List<EmailAddress> oneOf) {
        String opening = mail + " was reported as unwanted by ";
        String who = oneOf.isEmpty()
                ? opening + "somebody who is not named\n"
                : named(
                        opening + "one of",
                        oneOf.stream()
                                .map(address -> new Bounce.Recipient(address, "", "", ""))
                                .toList());
        return who + "\n----------\n";
    }

    private static String mail(String subject) {
        // A subject in other characters stands in the header: for its sake the text need not be written anew.
        boolean isPlain = !subject.isBlank()
                && subject.length() <= LONGEST_SUBJECT
                && !subject.contains("=?")
                && subject.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return isPlain ? "Your mail \"" + subject + "\"" : "Your mail";
    }

    private static String named(String opening, List<Bounce.Recipient> recipients) {
        if (recipients.isEmpty()) {
            return "";
        }
        String named = recipients.stream()
                .limit(MOST_RECIPIENTS)
                .map(BounceWords::recipient)
                .collect(Collectors.joining());
        int more = recipients.size() - MOST_RECIPIENTS;
        return opening + "\n\n" + named + (more > 0 ? "  and " + more + " more\n" : "");
    }

    private static String recipient(Bounce.Recipient recipient) {
        String why = recipient.diagnostic().isEmpty() ? recipient.status() : recipient.diagnostic();
        return "  " + recipient.address() + "\n" + (why.isEmpty() ? "" : "    " + why + "\n");
    }
}
