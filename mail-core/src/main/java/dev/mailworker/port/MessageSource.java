package dev.mailworker.port;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A queue of notices that mail has come, with leases: a message that was given out is invisible to others until its lease
 * ends, and comes back unless it was settled (SQS calls this the visibility timeout).
 *
 * <p>A receipt is good until its message is settled or given out again, and is spent then: a later {@link #extend} or
 * {@link #settle} with it changes nothing and fails with {@link PortException.Kind#LEASE_LOST}. A queue may not know that
 * itself (SQS takes a second deletion for a success, and extends what was given back), so that its receipt has to.
 * In between, when the lease has ended and nobody else has the message yet, a source may still take the receipt or refuse
 * it; it does what it says.
 *
 * <p>No method blocks; answers come by the stage. A stage fails with {@link PortException}.
 */
public interface MessageSource extends AutoCloseable {
    /** {@return the queue's name, for logs and health} */
    String name();

    /**
     * Asks for messages.
     *
     * @param max how many at most; at least 1. A source may give fewer
     * @param wait how long to wait for the first when there is none; zero for not at all
     * @param lease for how long the messages are ours
     * @return the messages, maybe none. Cancelling its {@code toCompletableFuture()} ends the wait; what the poll may
     *     have caught by then comes back when its lease ends
     */
    CompletionStage<List<Received>> receive(int max, Duration wait, Duration lease);

    /**
     * Makes a message ours for longer.
     *
     * @param receipt which message
     * @param lease for how long from now
     * @return done when it is so; fails with {@link PortException.Kind#LEASE_LOST} if the message is no longer ours
     */
    CompletionStage<Void> extend(Receipt receipt, Duration lease);

    /**
     * Says what becomes of a message.
     *
     * @param receipt which message
     * @param settlement what
     * @return done when it is so; fails with {@link PortException.Kind#LEASE_LOST} if the message is no longer ours, and with
     *     {@link NotSetAside} if there is no dead-letter side that takes it, and it was given back
     */
    CompletionStage<Void> settle(Receipt receipt, Settlement settlement);

    /**
     * Ends the polls that wait, with no messages or with {@link PortException}; later ones fail with it. Messages that were
     * given out can be settled as long as what the source stands on (a client, a site) is open; those that are not come
     * back when their lease ends. May be called again.
     */
    @Override
    void close();
}
