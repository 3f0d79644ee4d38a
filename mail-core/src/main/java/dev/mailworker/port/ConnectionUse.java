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
public record ConnectionUse(int inUse, int idle, int waiting, long opened, long waits, Duration waited) {
    /**
     * {@return this and another one's together}
     *
     * @param other the other
     */
    public ConnectionUse plus(ConnectionUse other) {
        return new ConnectionUse(
                inUse + other.inUse,
                idle + other.idle,
                waiting + other.waiting,
                opened + other.opened,
                waits + other.waits,
                waited.plus(other.waited));
    }
}
