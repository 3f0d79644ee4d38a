package dev.mailworker.port;

import java.time.Duration;

/**
 * How the connections to one server are used.
 *
 * @param inUse how many are in use now
 * @param idle how many are open and wait for the next mail
 * @param waiting how many mails wait for one now
 * @param opened how many were opened so far
 * @param waits how many mails had to wait for one so far, those that gave up included
 * @param waited how long all these waited together
 */
public record ConnectionUse(int inUse, int idle, int waiting, long opened, long waits, Duration waited) {}
