package dev.mailworker.aws.sqs;

import dev.mailworker.aws.notification.Notice;
import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.port.Received;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Makes what SQS gives into what the worker takes. */
final class ReceivedMessages {
    private final NotificationReader reader;

    ReceivedMessages(NotificationReader reader) {
        this.reader = reader;
    }

    Received received(Message message, SqsReceipt receipt, Instant now) {
        Notice notice = reader.read(receipt.body());
        if (notice instanceof Notice.Mail mail) {
            return new Received.Arrival(
                    mail.domain(),
                    mail.blob(),
                    mail.envelope(),
                    mail.verdicts(),
                    receiveCount(message),
                    queuedAt(message).orElse(now),
                    receipt,
                    mail.addressees());
        }
        return notice instanceof Notice.Ignorable ignorable
                ? new Received.Ignorable(receipt, ignorable.because())
                : new Received.Unreadable(receipt, ((Notice.Unreadable) notice).because());
    }

    private static int receiveCount(Message message) {
        return (int) number(message, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                .map(count -> Math.max(1, Math.min(count, Integer.MAX_VALUE)))
                .orElse(1L)
                .longValue();
    }

    static Optional<Instant> queuedAt(Message message) {
        return number(message, MessageSystemAttributeName.SENT_TIMESTAMP)
                .or(() -> number(message, MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP))
                .map(Instant::ofEpochMilli);
    }

    private static Optional<Long> number(Message message, MessageSystemAttributeName name) {
        try {
            return Optional.ofNullable(message.attributes().get(name)).map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
