package dev.mailworker.aws;

import dev.mailworker.aws.dynamodb.DynamoTables;
import dev.mailworker.decide.SentMail;
import dev.mailworker.port.SentMailStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sent mails whose client is made when the first is asked for. */
final class LateSentMail implements SentMailStore {
    private final Lazy<SentMailStore> sentMail;

    LateSentMail(Lazy<SentMailStore> sentMail) {
        this.sentMail = sentMail;
    }

    @Override
    public CompletionStage<Optional<SentMail>> find(String messageId) {
        return sentMail.get().find(messageId);
    }

    @Override
    public Duration lateness() {
        return DynamoTables.LATENESS;
    }
}
