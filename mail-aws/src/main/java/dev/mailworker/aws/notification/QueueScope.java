package dev.mailworker.aws.notification;

import dev.mailworker.mail.EmailAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is known about a queue beside its messages.
 *
 * @param domains whose mail comes by it, in lower case, at least one: several domains may share a queue
 * @param bucketOf the bucket of a domain's mails where a notification names none
 * @param ownPrefix the beginning of the keys under which the worker keeps its own objects, which are no mails
 */
public record QueueScope(List<String> domains, UnaryOperator<String> bucketOf, String ownPrefix) {
    /** Copies the list. */
    public QueueScope {
        domains = List.copyOf(domains);
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a queue needs at least one domain");
        }
    }

    /** The first of a mail's recipients' domains that comes by this queue; else the queue's first. */
    String domainOf(List<EmailAddress> recipients) {
        return recipients.stream()
                .map(EmailAddress::domain)
                .filter(domains::contains)
                .findFirst()
                .orElse(domains.get(0));
    }

    /** The domain whose bucket this is; else the queue's first. */
    String domainOfBucket(String bucket) {
        return domains.stream()
                .filter(domain -> bucketOf.apply(domain).equals(bucket))
                .findFirst()
                .orElse(domains.get(0));
    }
}
