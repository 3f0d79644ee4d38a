package dev.mailworker.port;

/**
 * From where the answers about mailboxes came so far.
 *
 * @param cached from what was remembered
 * @param shared from a question of somebody else's that was under way
 * @param asked from the tables
 */
public record LookUpUse(long cached, long shared, long asked) {}
