package dev.mailworker.decide;

import dev.mailworker.mail.BounceReport;
import java.util.stream.Collectors;

/** A bounce in plain words. */
final class BounceWords {
    /** Words for more of them would hide what SES says. */
    private static final int MOST_RECIPIENTS = 20;

    private BounceWords() {}

    static String of(Bounce bounce, String subject) {
        String named = bounce.recipients().stream()
                .limit(MOST_RECIPIENTS)
                .map(BounceWords::recipient)
                .collect(Collectors.joining());
        int more = bounce.recipients().size() - MOST_RECIPIENTS;
        return opening(bounce, subject) + "\n" + named + (more > 0 ? "  and " + more + " more\n" : "")
                + "\n----------\n";
    }

    private static String opening(Bounce bounce, String subject) {
        // Where a subject has characters that a text part may not be able to hold, it stands in the header alone.
        boolean isPlain = !subject.isBlank()
                && subject.length() <= 200
                && !subject.contains("=?")
                && subject.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        String mail = isPlain ? "Your mail \"" + subject + "\"" : "Your mail";
        if (bounce.kind() == BounceReport.Kind.COMPLAINT) {
            return mail + " was reported as unwanted by\n";
        }
        boolean delayed =
                bounce.recipients().stream().allMatch(each -> each.action().equals("delayed"));
        return mail + (delayed ? " has not been delivered yet to\n" : " could not be delivered to\n");
    }

    private static String recipient(Bounce.Recipient recipient) {
        String why = recipient.diagnostic().isEmpty() ? recipient.status() : recipient.diagnostic();
        return "  " + recipient.address() + "\n" + (why.isEmpty() ? "" : "    " + why + "\n");
    }
}
