package dev.mailworker.aws.doctor;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFormatException;
import dev.mailworker.json.JsonValue;
import dev.mailworker.port.PortException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A queue: that it exists, keeps messages for longer than mails are tried, and gives a message out often enough before it
 * sets it aside by itself, into a dead-letter queue that exists and keeps it for longer still.
 */
public final class QueueExamination implements Examination {
    /** The longest that SQS can keep messages. */
    static final Duration LONGEST_RETENTION = Duration.ofDays(14);
    /** The largest number of receives that a redrive policy can have. */
    static final int MOST_RECEIVES = 1000;

    /** A deferred mail comes back hourly in the end, earlier by a fifth at most. */
    private static final Duration SHORTEST_LATE_DELAY = Duration.ofMinutes(48);
    /** The first ones, which come quickly, and what table outages, restarts and lost leases add. */
    private static final int EXTRA_RECEIVES = 30;

    private final SqsAsyncClient client;
    private final String region;
    private final String queue;
    private final Duration maxAge;
    private final Optional<String> configuredDeadLetters;

    /**
     * Looks at a queue.
     *
     * @param client stays open
     * @param region where the queue is, for people
     * @param queue its name
     * @param maxAge for how long mails are tried ({@code MAX_AGE})
     * @param configuredDeadLetters the dead-letter queue that the worker uses where the queue has none
     */
    public QueueExamination(
            SqsAsyncClient client,
            String region,
            String queue,
            Duration maxAge,
            Optional<String> configuredDeadLetters) {
        this.client = client;
        this.region = region;
        this.queue = queue;
        this.maxAge = maxAge;
        this.configuredDeadLetters = configuredDeadLetters;
    }

    /**
     * {@return how often SQS has to give a message out before it may set it aside by itself: a mail that is deferred until it
     * is too old is received so often, because a deferral is a change of visibility, and each return counts}
     *
     * @param maxAge for how long mails are tried
     */
    static int leastReceives(Duration maxAge) {
        long late = maxAge.dividedBy(SHORTEST_LATE_DELAY);
        return (int) Math.min(MOST_RECEIVES, late + EXTRA_RECEIVES);
    }

    @Override
    public String subject() {
        return "queue " + queue + " (" + region + ")";
    }

    @Override
    public List<Finding> examine() {
        Report report = new Report(subject());
        url(report, queue, null).flatMap(url -> attributes(report, url)).ifPresent(found -> judge(report, found));
        return report.findings();
    }

    private Optional<String> url(Report report, String name, @Nullable String account) {
        try {
            return Optional.of(client.getQueueUrl(GetQueueUrlRequest.builder()
                            .queueName(name)
                            .queueOwnerAWSAccountId(account)
                            .build())
                    .join()
                    .queueUrl());
        } catch (CompletionException e) {
            if (AwsTrouble.kind(e) == Kind.NOT_FOUND) {
                report.bad(
                        name + " does not exist: " + AwsTrouble.words(e),
                        "aws sqs create-queue --region " + region + " --queue-name " + name
                                + ", or mend the name in the settings");
            } else {
                report.trouble("find " + name, "sqs:GetQueueUrl on " + name, State.BAD, e);
            }
            return Optional.empty();
        }
    }

    private Optional<Map<QueueAttributeName, String>> attributes(Report report, String url) {
        return report.ask("read its attributes", "sqs:GetQueueAttributes", State.WARN, () -> client.getQueueAttributes(
                        request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .join()
                .attributes());
    }

    private void judge(Report report, Map<QueueAttributeName, String> found) {
        Duration retention = retention(found);
        if (retention.compareTo(maxAge.plusHours(1)) < 0) {
            report.bad(
                    "keeps messages for " + words(retention) + ", and mails are tried for " + words(maxAge)
                            + ": SQS drops them in silence",
                    set("MessageRetentionPeriod=" + LONGEST_RETENTION.toSeconds()) + ", or a shorter MAX_AGE");
        } else {
            report.ok("exists, keeps messages for " + words(retention));
        }
        String policy = found.getOrDefault(QueueAttributeName.REDRIVE_POLICY, "");
        if (policy.isEmpty()) {
            withoutPolicy(report);
        } else {
            policy(report, policy, retention);
        }
    }

    private static Duration retention(Map<QueueAttributeName, String> attributes) {
        return Duration.ofSeconds(
                Long.parseLong(attributes.getOrDefault(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")));
    }

    private static String words(Duration duration) {
        return duration.toHours() >= 48 ? duration.toDays() + " days" : duration.toHours() + " h";
    }

    private String set(String attributes) {
        return "aws sqs set-queue-attributes --region " + region + " --queue-url … --attributes " + attributes;
    }

    private void withoutPolicy(Report report) {
        if (configuredDeadLetters.isEmpty()) {
            report.bad(
                    "has no redrive policy, and no dead-letter queue is set: what can't be dealt with stays and comes back"
                            + " each hour until SQS drops it",
                    "give it a redrive policy with maxReceiveCount " + MOST_RECEIVES + ", or set a dead-letter queue");
        } else {
            report.ok("has no redrive policy; the worker uses " + configuredDeadLetters.get());
            deadLetters(report, configuredDeadLetters.get(), null, Duration.ZERO);
        }
    }

    private void policy(Report report, String policy, Duration retention) {
        try {
            JsonValue read = Json.read("RedrivePolicy", policy);
            JsonValue count = read.get("maxReceiveCount");
            receives(
                    report,
                    Integer.parseInt(count.kind() == JsonValue.Kind.STRING ? count.asString() : count.asNumber()));
            String[] arn = read.get("deadLetterTargetArn").asString().split(":", -1);
            deadLetters(report, arn[arn.length - 1], arn.length == 6 ? arn[4] : null, retention);
        } catch (JsonFormatException | NumberFormatException e) {
            report.unknown("its redrive policy can't be understood: " + e.getMessage(), "");
        }
    }

    private void receives(Report report, int count) {
        int least = leastReceives(maxAge);
        if (count < least) {
            report.bad(
                    "SQS sets a message aside after " + count + " receives, without a reason on record; a mail that is"
                            + " tried for " + words(maxAge) + " is received up to " + least + " times",
                    "set maxReceiveCount to " + MOST_RECEIVES
                            + " in its redrive policy: the worker itself sets aside what is hopeless");
        } else {
            report.ok("maxReceiveCount is " + count);
        }
    }

    /** SQS moves a message with the time that it came in at first; its retention there counts from then. */
    private void deadLetters(Report report, String name, @Nullable String account, Duration atLeast) {
        url(report, name, account).flatMap(url -> attributes(report, url)).ifPresent(found -> {
            Duration retention = retention(found);
            if (retention.compareTo(atLeast) <= 0 && retention.compareTo(LONGEST_RETENTION) < 0) {
                report.warn(
                        "its dead-letter queue " + name + " keeps messages for " + words(retention)
                                + ", no longer than the queue itself: what SQS moves there keeps its age",
                        "set MessageRetentionPeriod of " + name + " to " + LONGEST_RETENTION.toSeconds());
            } else {
                report.ok("dead-letter queue " + name + " keeps messages for " + words(retention));
            }
        });
    }
}
