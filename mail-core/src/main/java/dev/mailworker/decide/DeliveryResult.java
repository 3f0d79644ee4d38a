package dev.mailworker.decide;

/**
 * What came of sending to one recipient.
 *
 * @param kind the result itself
 * @param cause why, as far as it matters for what happens next
 * @param reply the peer's own words ({@code 250 2.0.0 Ok: queued as 4F3}), or ours where no peer spoke; one line, may be
 *     empty
 */
public record DeliveryResult(Kind kind, Cause cause, String reply) {

    /** The three results of a delivery, and the doubt. */
    public enum Kind {
        /** The peer took responsibility. */
        DELIVERED,
        /** Not now; it is to be tried again. */
        DEFERRED,
        /** Never; the peer said so for this recipient or this mail. */
        REJECTED,
        /** All was sent, and the answer got lost: the peer may have the mail or not. It is tried again. */
        IN_DOUBT
    }

    /** Why a result is what it is. */
    public enum Cause {
        /** Nothing is wrong. */
        ACCEPTED,
        /** There is no such mailbox (X.1.1 and its kin, RFC 3463 §3.2). */
        INVALID_INBOX,
        /** There is no such mailbox, and none is needed: the address only forwards. But this mail nobody took. */
        NOT_FORWARDED,
        /** The mailbox is full (X.2.2, RFC 3463 §3.3). */
        MAILBOX_FULL,
        /** The peer doesn't want this mail or this recipient. */
        REFUSED,
        /** The peer can't send to this recipient, whatever the mail is: no other mail would get there either. */
        TARGET_REFUSED,
        /** The peer is broken or misconfigured: it refuses everybody. Says nothing about the mail. */
        PEER_UNHEALTHY,
        /** No session with the peer came about: it can't be reached, or turns everybody away for now. */
        PEER_UNREACHABLE,
        /** A passing trouble with this mail or recipient (4xx, a lost connection); it says little about the peer. */
        TEMPORARY,
        /** Not tried, because this worker was about to lose the mail's lease, or is stopping. */
        NOT_STARTED,
        /** Not needed: it was done before, or a reply was given lately. */
        NOT_NEEDED
    }

    /**
     * {@return a success}
     *
     * @param reply the peer's words
     */
    public static DeliveryResult delivered(String reply) {
        return new DeliveryResult(Kind.DELIVERED, Cause.ACCEPTED, reply);
    }

    /**
     * {@return a result that asks for another attempt}
     *
     * @param cause why
     * @param reply the peer's words, or ours
     */
    public static DeliveryResult deferred(Cause cause, String reply) {
        return new DeliveryResult(Kind.DEFERRED, cause, reply);
    }

    /**
     * {@return a final refusal}
     *
     * @param cause why
     * @param reply the peer's words
     */
    public static DeliveryResult rejected(Cause cause, String reply) {
        return new DeliveryResult(Kind.REJECTED, cause, reply);
    }

    /**
     * {@return that nobody knows}
     *
     * @param reply what is known
     */
    public static DeliveryResult inDoubt(String reply) {
        return new DeliveryResult(Kind.IN_DOUBT, Cause.TEMPORARY, reply);
    }

    /** {@return whether no further attempt is to be made} */
    public boolean isFinal() {
        return kind == Kind.DELIVERED || kind == Kind.REJECTED;
    }

    /** {@return how the recipient stands by this result} */
    public Status status() {
        return switch (kind) {
            case DELIVERED -> Status.DELIVERED;
            case DEFERRED, IN_DOUBT -> Status.DEFERRED;
            case REJECTED -> ofRefusal();
        };
    }

    private Status ofRefusal() {
        return switch (cause) {
            case INVALID_INBOX -> Status.INVALID;
            case NOT_FORWARDED -> Status.KEPT;
            default -> Status.REJECTED;
        };
    }
}
