package dev.mailworker.decide;

import java.time.Duration;

/**
 * What a site can set about the rules.
 *
 * @param siteId the site's own id, as its loop header carries it
 * @param verdictPolicies what to do with mail that fails a check
 * @param replyPeriod for how long a sender gets no other auto-reply of a mailbox, where the mailbox doesn't say; default 7
 *     days (RFC 5230 §4.1)
 * @param forwardSpam whether mail with spam verdict FAIL is forwarded; default false
 */
public record RuleSettings(String siteId, VerdictPolicies verdictPolicies, Duration replyPeriod, boolean forwardSpam) {
    /** For how long a sender gets no other auto-reply, unless said otherwise. */
    public static final Duration DEFAULT_REPLY_PERIOD = Duration.ofDays(7);

    /**
     * {@return settings with the defaults}
     *
     * @param siteId the site's own id
     * @param policies what to do with mail that fails a check
     */
    public static RuleSettings of(String siteId, VerdictPolicies policies) {
        return new RuleSettings(siteId, policies, DEFAULT_REPLY_PERIOD, false);
    }
}
