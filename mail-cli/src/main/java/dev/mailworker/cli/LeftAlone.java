package dev.mailworker.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Mails that were chosen and left alone, told of by their reasons. Used by one thread. */
final class LeftAlone {
    private static final String NO_ENVELOPE =
            "no envelope is on record: give its recipients by --to, or have them guessed by --guess-envelope";

    private final Map<String, Mails> byReason = new LinkedHashMap<>();

    private record Mails(SiteMail first, int count) {}

    void add(SiteMail mail, String because) {
        byReason.merge(because, new Mails(mail, 1), (was, more) -> new Mails(was.first(), was.count() + 1));
    }

    void addWithoutEnvelope(SiteMail mail) {
        add(mail, NO_ENVELOPE);
    }

    /** Tells of them. */
    void report(CommonOptions common) {
        byReason.forEach((because, mails) -> common.note(
                mails.first() + (mails.count() == 1 ? "" : " and " + (mails.count() - 1) + " more") + ": " + because));
    }

    /** {@return how a command ends that left these alone and did all else well} */
    int exitCode() {
        if (byReason.containsKey(NO_ENVELOPE)) {
            return ExitCode.USAGE;
        }
        return byReason.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
}
