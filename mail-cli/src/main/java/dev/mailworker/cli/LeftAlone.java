package dev.mailworker.cli;

import dev.mailworker.port.PortException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mails that were chosen and left alone, told of by their reasons. Used by one thread. */
final class LeftAlone {
    private static final String NO_ENVELOPE =
            "no envelope is on record: give its recipients by --to, or have them guessed by --guess-envelope";

    private final Map<String, Mails> byReason = new LinkedHashMap<>();
    private int worst = ExitCode.OK;

    private record Mails(SiteMail first, int count) {}

    /** Because of something that has to be waited for, or asked for by another option. */
    void add(SiteMail mail, String because) {
        add(mail, because, ExitCode.NEGATIVE);
    }

    void addWithoutEnvelope(SiteMail mail) {
        add(mail, NO_ENVELOPE, ExitCode.USAGE);
    }

    /** Because what is stored of this mail can't be had. */
    void add(SiteMail mail, PortException trouble) {
        add(mail, String.valueOf(trouble.getMessage()), ExitCode.of(trouble));
    }

    private void add(SiteMail mail, String because, int code) {
        byReason.merge(because, new Mails(mail, 1), (was, more) -> new Mails(was.first(), was.count() + 1));
        worst = Math.max(worst, code);
    }

    /** Tells of them. */
    void report(CommonOptions common) {
        byReason.forEach((because, mails) -> common.note(
                mails.first() + (mails.count() == 1 ? "" : " and " + (mails.count() - 1) + " more") + ": " + because));
    }

    /** {@return how a command ends that left these alone and did all else well} */
    int exitCode() {
        return worst;
    }
}
