package dev.mailworker.port;

/**
 * What a service lets an account send, as last heard, and what was sent since.
 *
 * @param perSecond the most mails a second; 0 if there is no limit, or none is known
 * @param perDay the most mails in 24 hours; negative if there is no limit, or none is known
 * @param sentInLastDay how many of these are used
 */
public record SendingQuota(double perSecond, double perDay, double sentInLastDay) {}
