package dev.mailworker.aws.sqs;

import dev.mailworker.port.Receipt;
import java.time.Duration;
import java.time.Instant;

/**
 * A message in our hands. SQS itself doesn't tell a stale receipt reliably (a deletion by one succeeds without deleting, a
 * change of visibility may hit whoever has the message now), so the end of the lease is kept here. Thread-safe.
 */
final class SqsReceipt implements Receipt {
    /** A message can't be kept invisible for longer than this, counted from the receive, however often that is extended. */
    static final Duration LONGEST = Duration.ofHours(12);

    /** The receive began earlier at SQS than we learnt of it. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final String messageId;
    private final String handle;
    private final String body;
    private final Instant sentAt;
    private final Instant receivedAt;
    private volatile Instant heldUntil;

    /**
     * @param messageId the same each time that the message is received
     * @param sentAt when the message came into the queue: its retention counts from then
     */
    SqsReceipt(String messageId, String handle, String body, Instant sentAt, Instant receivedAt, Instant heldUntil) {
        this.messageId = messageId;
        this.handle = handle;
        this.body = body;
        this.sentAt = sentAt;
        this.receivedAt = receivedAt;
        this.heldUntil = heldUntil;
    }

    String messageId() {
        return messageId;
    }

    String handle() {
        return handle;
    }

    String body() {
        return body;
    }

    Instant sentAt() {
        return sentAt;
    }

    boolean isHeld(Instant now) {
        return heldUntil.isAfter(now);
    }

    /** Whether the message was settled, so that a later word about it comes too late. */
    boolean isSpent() {
        return heldUntil.equals(Instant.MIN);
    }

    /** For how long from now SQS can keep the message invisible; may be negative. */
    Duration longestFrom(Instant now) {
        return LONGEST.minus(MARGIN).minus(Duration.between(receivedAt, now));
    }

    void holdUntil(Instant end) {
        heldUntil = end;
    }

    void giveBack() {
        heldUntil = Instant.MIN;
    }

    @Override
    public String toString() {
        return "message received at " + receivedAt;
    }
}
