package dev.mailworker.metrics;

import dev.mailworker.decide.Bounce;
import dev.mailworker.mail.BounceReport;
import java.util.Locale;

/** What SES calls a bounce, without the sub-type: a peer's own words would be as many series as there are peers. */
final class BounceType {
    private BounceType() {}

    static String of(Bounce bounce) {
        if (bounce.kind() == BounceReport.Kind.COMPLAINT) {
            return "Complaint";
        }
        String type = bounce.type().toLowerCase(Locale.ROOT);
        if (type.startsWith("permanent") || type.startsWith("failed")) {
            return "Permanent";
        }
        return type.startsWith("transient") || type.startsWith("delayed") ? "Transient" : "Undetermined";
    }
}
