package dev.mailworker.decide;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.ReversePath;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * @param fallback what goes to the same target by the same way if the peer finally refuses the content
 *     ({@link DeliveryResult.Cause#REFUSED}); null if nothing does
 */
public record OutboundMessage(
        Kind kind,
        EmailAddress target,
        ReversePath sender,
        Route route,
        Content content,
        String fingerprint,
        Duration quietPeriod,
        @Nullable Content fallback) {
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
        return new OutboundMessage(Kind.FORWARD, target, sender, route, content, "", Duration.ZERO, null);
    }

    /**
     * {@return a reply}
     *
     * @param target to whom
     * @param sender the envelope sender
     * @param route the way
     * @param content the mail
     * @param fingerprint what it says before anything was filled in
     * @param quietPeriod for how long the sender gets no other of the same text
     */
    public static OutboundMessage reply(
            EmailAddress target,
            ReversePath sender,
            Route route,
            Content content,
            String fingerprint,
            Duration quietPeriod) {
        return new OutboundMessage(Kind.REPLY, target, sender, route, content, fingerprint, quietPeriod, null);
    }

    /**
     * {@return this message with something to send instead}
     *
     * @param instead what goes to the same target if the peer finally refuses the content
     */
    public OutboundMessage withFallback(Content instead) {
        return new OutboundMessage(kind, target, sender, route, content, fingerprint, quietPeriod, instead);
    }

    /** {@return what goes to the same target if the peer finally refuses the content, if anything does} */
    public Optional<Content> contentInstead() {
        return Optional.ofNullable(fallback);
    }
}
