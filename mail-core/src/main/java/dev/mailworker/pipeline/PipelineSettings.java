package dev.mailworker.pipeline;

import dev.mailworker.decide.VerdictPolicies;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a site can set about the way of one mail.
 *
 * @param workerName this worker, in audits
 * @param siteId this site, in the loop header of what the worker makes
 * @param verdictPolicies what to do with mail that fails a check, at the moment of asking
 * @param maxAge for how long a mail that can't be delivered is tried
 * @param outageGrace for how long mails wait for a table that can't be read, before it counts as empty
 * @param mailsInFlight how many mails are in work at once
 * @param invalidStreak so many invalid inboxes of a domain in a row are believed; 0 for any number
 * @param deleteBlocked whether a mail that every recipient blocks is deleted after its audit was written
 */
public record PipelineSettings(
        String workerName,
        String siteId,
        Supplier<VerdictPolicies> verdictPolicies,
        Duration maxAge,
        Duration outageGrace,
        int mailsInFlight,
        int invalidStreak,
        boolean deleteBlocked) {}
