package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import java.time.Duration;

/**
 * A forward or an auto-reply, ready to be sent.
 *
 * @param kind {@link Kind#FORWARD} or {@link Kind#REPLY}
 * @param target to whom
 * @param sender the envelope sender to send it with
 * @param route the way
 * @param content the mail
 * @param fingerprint for a reply, what it says before anything was filled in, so that the sender gets the same text once;
 *     empty for a forward
 * @param quietPeriod for a reply, for how long the sender gets no other of the same text; zero for a forward
 */
public record OutboundMessage(
        Kind kind,
        EmailAddress target,
        ReversePath sender,
        Route route,
        Content content,
        String fingerprint,
        Duration quietPeriod) {
    /** Refuses other kinds. */
    public OutboundMessage {
        if (kind != Kind.FORWARD && kind != Kind.REPLY) {
            throw new IllegalArgumentException(kind + " is no forward and no reply");
        }
    }

    /**
     * {@return a forward}
     *
     * @param target to whom
     * @param sender the envelope sender
     * @param route the way
     * @param content the mail
     */
    public static OutboundMessage forward(EmailAddress target, ReversePath sender, Route route, Content content) {
        return new OutboundMessage(Kind.FORWARD, target, sender, route, content, "", Duration.ZERO);
    }
}
