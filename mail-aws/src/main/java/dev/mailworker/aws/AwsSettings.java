package dev.mailworker.aws;

import dev.mailworker.aws.dynamodb.TableNames;
import dev.mailworker.aws.s3.S3Progress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings of a site on AWS. Immutable: each {@code with} method gives a changed copy of {@link #DEFAULTS}. Credentials
 * are found as the AWS SDK finds them (environment, profile, container, instance).
 *
 * @param region the region of every client; default {@code us-east-2}
 * @param endpoints where services are that are not AWS's own; default none, and then the SDK itself reads
 *     {@code AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SQS}, {@code _S3}, {@code _DYNAMODB}, {@code _SESV2}. With an
 *     endpoint of its own, S3 is asked in path style
 * @param queue names a domain's queue; default <code>{domain}-queue</code>
 * @param bucket names a domain's bucket, where a notification names none; default <code>{domain}-emails</code>
 * @param deadLetterQueue where messages go that can't be dealt with and whose queue has no redrive policy; empty, the
 *     default, for nowhere: they stay, and come back each hour
 * @param tables the names of the look-up tables; default {@link TableNames#DEFAULT}
 * @param repliesTable the table of auto-replies given; empty, the default, for none. It may be the sent-mail table
 * @param repliesKey the name of that table's key, a string; default {@code MessageId}
 * @param progressPrefix the beginning of the keys under which progress is kept in the mails' buckets, about which no bucket
 *     notification may be; default {@value S3Progress#DEFAULT_PREFIX}
 * @param lookupCache for how long a mailbox's patterns and rules are remembered; default zero, not at all
 * @param connections how many connections to S3 and SES together are open at most; default 100. Mails in flight wait for one
 *     when there are more of them
 * @param polls how many polls of queues are open at most; default 10,000. Must be more than there are queues
 * @param domainRegions the regions of domains that are not in {@code region}, by domain in lower case: their queues and
 *     buckets are there, and their mail to the world leaves there. Default none. The tables are in {@code region} for all
 * @param domainQueues the queues of domains that {@code queue} doesn't name, by domain in lower case; default none
 * @param domainBuckets the buckets of domains that {@code bucket} doesn't name, by domain in lower case; default none
 * @param auditBucket the bucket in which a copy of every audit stays as a small JSON object; empty, the default, for none.
 *     It is in {@code region}
 * @param auditPrefix the beginning of those objects' keys, after which come the mail's bucket and key; default
 *     {@value #DEFAULT_AUDIT_PREFIX}
 * @param quotaShare how much of SES's send rate and of its quota for 24 hours this worker uses at most, more than 0 and at
 *     most 1; default 0.9. Several workers, and other programs, share them
 */
public record AwsSettings(
        String region,
        Map<AwsService, URI> endpoints,
        NameTemplate queue,
        NameTemplate bucket,
        Optional<String> deadLetterQueue,
        TableNames tables,
        Optional<String> repliesTable,
        String repliesKey,
        String progressPrefix,
        Duration lookupCache,
        int connections,
        int polls,
        Map<String, String> domainRegions,
        Map<String, String> domainQueues,
        Map<String, String> domainBuckets,
        Optional<String> auditBucket,
        String auditPrefix,
        double quotaShare) {
    /** Where audits lie in their bucket unless said otherwise. */
    public static final String DEFAULT_AUDIT_PREFIX = "audit/";

    /** The defaults. */
    public static final AwsSettings DEFAULTS = new AwsSettings(
            "us-east-2",
            Map.of(),
            new NameTemplate("{domain}-queue"),
            new NameTemplate("{domain}-emails"),
            Optional.empty(),
            TableNames.DEFAULT,
            Optional.empty(),
            "MessageId",
            S3Progress.DEFAULT_PREFIX,
            Duration.ZERO,
            100,
            10_000,
            Map.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            DEFAULT_AUDIT_PREFIX,
            0.9);

    /** Copies the maps, and refuses what can't work. */
    public AwsSettings {
        endpoints = Map.copyOf(endpoints);
        domainRegions = Map.copyOf(domainRegions);
        domainQueues = Map.copyOf(domainQueues);
        domainBuckets = Map.copyOf(domainBuckets);
        require(!region.isBlank(), "a region is needed, such as us-east-2");
        require(!progressPrefix.isEmpty(), "progress needs a prefix of its own, or it would lie among the mails");
        require(!lookupCache.isNegative(), "the look-up cache can't last " + lookupCache);
        require(connections > 0 && polls > 0, "at least one connection and one poll are needed");
        require(
                domainRegions.values().stream().noneMatch(String::isBlank),
                "a region is needed for each domain that has its own, such as us-east-2");
        require(
                quotaShare > 0 && quotaShare <= 1,
                "the share of SES's quota has to be more than 0 and at most 1, not " + quotaShare);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A copy that is being made. */
    private static final class Draft {
        private String region;
        private Map<AwsService, URI> endpoints;
        private NameTemplate queue;
        private NameTemplate bucket;
        private Optional<String> deadLetterQueue;
        private TableNames tables;
        private Optional<String> repliesTable;
        private String repliesKey;
        private String progressPrefix;
        private Duration lookupCache;
        private int connections;
        private int polls;
        private Map<String, String> domainRegions;
        private Map<String, String> domainQueues;
        private Map<String, String> domainBuckets;
        private Optional<String> auditBucket;
        private String auditPrefix;
        private double quotaShare;

        Draft(AwsSettings from) {
            region = from.region;
            endpoints = from.endpoints;
            queue = from.queue;
            bucket = from.bucket;
            deadLetterQueue = from.deadLetterQueue;
            tables = from.tables;
            repliesTable = from.repliesTable;
            repliesKey = from.repliesKey;
            progressPrefix = from.progressPrefix;
            lookupCache = from.lookupCache;
            connections = from.connections;
            polls = from.polls;
            domainRegions = from.domainRegions;
            domainQueues = from.domainQueues;
            domainBuckets = from.domainBuckets;
            auditBucket = from.auditBucket;
            auditPrefix = from.auditPrefix;
            quotaShare = from.quotaShare;
        }
    }

    private AwsSettings changed(Consumer<Draft> change) {
        Draft copy = new Draft(this);
        change.accept(copy);
        return new AwsSettings(
                copy.region,
                copy.endpoints,
                copy.queue,
                copy.bucket,
                copy.deadLetterQueue,
                copy.tables,
                copy.repliesTable,
                copy.repliesKey,
                copy.progressPrefix,
                copy.lookupCache,
                copy.connections,
                copy.polls,
                copy.domainRegions,
                copy.domainQueues,
                copy.domainBuckets,
                copy.auditBucket,
                copy.auditPrefix,
                copy.quotaShare);
    }

    /**
     * {@return the region of a domain's queue and bucket}
     *
     * @param domain in lower case
     */
    public String regionOf(String domain) {
        return domainRegions.getOrDefault(domain, region);
    }

    /**
     * {@return the name of a domain's queue}
     *
     * @param domain in lower case
     */
    public String queueOf(String domain) {
        return domainQueues.getOrDefault(domain, queue.of(domain));
    }

    /**
     * {@return the name of a domain's bucket}
     *
     * @param domain in lower case
     */
    public String bucketOf(String domain) {
        return domainBuckets.getOrDefault(domain, bucket.of(domain));
    }

    /**
     * {@return a copy with a region}
     *
     * @param name such as {@code us-east-2}
     */
    public AwsSettings withRegion(String name) {
        return changed(copy -> copy.region = name);
    }

    /**
     * {@return a copy with endpoints}
     *
     * @param places where services are that are not AWS's own
     */
    public AwsSettings withEndpoints(Map<AwsService, URI> places) {
        return changed(copy -> copy.endpoints = places);
    }

    /**
     * {@return a copy with names of queues and buckets}
     *
     * @param queues names a domain's queue
     * @param buckets names a domain's bucket
     */
    public AwsSettings withNames(NameTemplate queues, NameTemplate buckets) {
        return changed(copy -> {
            copy.queue = queues;
            copy.bucket = buckets;
        });
    }

    /**
     * {@return a copy with a dead-letter queue}
     *
     * @param name the queue's name
     */
    public AwsSettings withDeadLetterQueue(String name) {
        return changed(copy -> copy.deadLetterQueue = Optional.of(name));
    }

    /**
     * {@return a copy with names of tables}
     *
     * @param names the look-up tables' names
     */
    public AwsSettings withTables(TableNames names) {
        return changed(copy -> copy.tables = names);
    }

    /**
     * {@return a copy with a table of auto-replies given}
     *
     * @param table its name
     * @param key the name of its key, a string
     */
    public AwsSettings withReplies(String table, String key) {
        return changed(copy -> {
            copy.repliesTable = Optional.of(table);
            copy.repliesKey = key;
        });
    }

    /**
     * {@return a copy with a place for progress}
     *
     * @param prefix the beginning of the keys
     */
    public AwsSettings withProgressPrefix(String prefix) {
        return changed(copy -> copy.progressPrefix = prefix);
    }

    /**
     * {@return a copy with a cache of look-ups}
     *
     * @param time for how long a mailbox's patterns and rules are remembered
     */
    public AwsSettings withLookupCache(Duration time) {
        return changed(copy -> copy.lookupCache = time);
    }

    /**
     * {@return a copy with limits}
     *
     * @param open how many connections to S3 and SES together are open at most
     * @param waiting how many polls of queues are open at most
     */
    public AwsSettings withLimits(int open, int waiting) {
        return changed(copy -> {
            copy.connections = open;
            copy.polls = waiting;
        });
    }

    /**
     * {@return a copy with regions of domains}
     *
     * @param regions by domain, for those that are not in {@link #region}
     */
    public AwsSettings withDomainRegions(Map<String, String> regions) {
        return changed(copy -> copy.domainRegions = regions);
    }

    /**
     * {@return a copy with names of queues and buckets of some domains}
     *
     * @param queues by domain, for those whose queue {@link #queue} doesn't name
     * @param buckets by domain, for those whose bucket {@link #bucket} doesn't name
     */
    public AwsSettings withDomainNames(Map<String, String> queues, Map<String, String> buckets) {
        return changed(copy -> {
            copy.domainQueues = queues;
            copy.domainBuckets = buckets;
        });
    }

    /**
     * {@return a copy that keeps every audit in a bucket}
     *
     * @param bucketName the bucket's name
     * @param prefix the beginning of the objects' keys; may be empty
     */
    public AwsSettings withAudits(String bucketName, String prefix) {
        return changed(copy -> {
            copy.auditBucket = Optional.of(bucketName);
            copy.auditPrefix = prefix;
        });
    }

    /**
     * {@return a copy with a share of SES's quota}
     *
     * @param share more than 0, at most 1
     */
    public AwsSettings withQuotaShare(double share) {
        return changed(copy -> copy.quotaShare = share);
    }
}
