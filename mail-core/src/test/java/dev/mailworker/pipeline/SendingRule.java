package dev.mailworker.pipeline;

import dev.mailworker.decide.Draft;
import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.OutboundMessage;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.Ruling;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReversePath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** An embedder's rule: everybody forwards to two addresses inside, and answers the sender. */
final class SendingRule implements Rule {
    static final EmailAddress FIRST = EmailAddress.of("first@example.com");
    static final EmailAddress SECOND = EmailAddress.of("second@example.com");

    @Override
    public String name() {
        return "sending";
    }

    @Override
    public List<Ruling> apply(Mail mail, Facts facts, Draft draft) {
        Content same = new Content.Received(mail.raw(), HeaderEdits.NONE);
        EmailAddress sender = mail.envelope().sender().address().orElseThrow();
        OutboundMessage reply = OutboundMessage.reply(
                sender,
                ReversePath.NULL,
                Route.OUTSIDE,
                new Content.Composed("Subject: Auto\r\n\r\naway\r\n".getBytes(StandardCharsets.US_ASCII)),
                "away",
                Duration.ofDays(7));
        return draft.open().stream()
                .flatMap(recipient -> List.of(
                        ruling(recipient, reply),
                        ruling(
                                recipient,
                                OutboundMessage.forward(FIRST, mail.envelope().sender(), Route.INTERNAL, same)),
                        ruling(
                                recipient,
                                OutboundMessage.forward(SECOND, mail.envelope().sender(), Route.INTERNAL, same)))
                        .stream())
                .toList();
    }

    private Ruling ruling(EmailAddress recipient, OutboundMessage message) {
        return new Ruling(name(), recipient, new Effect.Send(message), "it always does");
    }
}
