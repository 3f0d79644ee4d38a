package dev.mailworker.aws.doctor;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.aws.s3.S3Listing;
import dev.mailworker.port.PortException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.FilterRuleName;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * A bucket of mails: that it exists and can be read, that what the worker keeps there is cleaned up, and that its mails are
 * not encrypted so that nobody but their receiver could read them.
 */
public final class BucketExamination implements Examination {
    private static final int SAMPLE = 20;

    /** The last character of all: no key with a prefix comes after the prefix and this. */
    private static final String AFTER_ALL = Character.toString(Character.MAX_CODE_POINT);

    private final S3Client client;
    private final String region;
    private final String bucket;
    private final String ownPrefix;

    /**
     * Looks at a bucket.
     *
     * @param client stays open
     * @param region where the bucket should be, for people
     * @param bucket its name
     * @param ownPrefix where the worker keeps its progress in it
     */
    public BucketExamination(S3Client client, String region, String bucket, String ownPrefix) {
        this.client = client;
        this.region = region;
        this.bucket = bucket;
        this.ownPrefix = ownPrefix;
    }

    @Override
    public String subject() {
        return "bucket " + bucket + " (" + region + ")";
    }

    @Override
    public List<Finding> examine() {
        Report report = new Report(subject());
        if (isThere(report)) {
            sample(report);
            versioning(report);
            lifecycle(report);
            encryption(report);
            notifications(report);
        }
        return report.findings();
    }

    private boolean isThere(Report report) {
        try {
            client.headBucket(request -> request.bucket(bucket));
            report.ok("exists");
            return true;
        } catch (SdkException e) {
            if (AwsTrouble.kind(e) == Kind.NOT_FOUND) {
                report.bad("does not exist", "make it, or mend the name in the settings");
            } else if (e instanceof AwsServiceException service && service.statusCode() == 301) {
                report.bad("is in another region", "set the region of its domain");
            } else {
                report.trouble("look at it", "s3:ListBucket (without it a missing mail reads as denied)", State.BAD, e);
            }
            return false;
        }
    }

    /** One of the first mails: what SES encrypts for one receiver it encrypts for all. */
    private void sample(Report report) {
        Optional<List<String>> found = mailsAfter(report, "");
        if (found.filter(List::isEmpty).isPresent()) {
            // There can be any number of our own objects before the first mail.
            found = mailsAfter(report, ownPrefix + AFTER_ALL);
        }
        found.ifPresent(mails -> mails.stream()
                .findFirst()
                .ifPresentOrElse(
                        mail -> look(report, mail),
                        () -> report.unknown(
                                "has no mail yet, so that nobody can tell whether SES encrypts its mails",
                                "run the doctor again after the first mail came")));
    }

    /** {@return the first mails of those after a key; no answer if they can't be listed} */
    private Optional<List<String>> mailsAfter(Report report, String after) {
        return report.ask(
                        "list it",
                        "s3:ListBucket",
                        State.WARN,
                        () -> client.listObjectsV2(request -> {
                            request.bucket(bucket).maxKeys(SAMPLE);
                            if (!after.isEmpty()) {
                                request.startAfter(after);
                            }
                        }))
                .map(listed -> listed.contents().stream()
                        .map(S3Object::key)
                        .filter(key -> S3Listing.isMail(key, ownPrefix))
                        .toList());
    }

    private void look(Report report, String key) {
        report.ask(
                        "look at the mail " + key,
                        "s3:GetObject",
                        State.BAD,
                        () -> client.headObject(
                                request -> request.bucket(bucket).key(key)))
                .ifPresent(mail -> mail(report, key, mail));
    }

    private static void mail(Report report, String key, HeadObjectResponse mail) {
        boolean encrypted = mail.metadata().keySet().stream()
                .anyMatch(name -> name.equalsIgnoreCase("x-amz-key-v2") || name.equalsIgnoreCase("x-amz-iv"));
        if (encrypted) {
            report.bad(
                    "SES encrypts the mails before it stores them: " + key + " has x-amz-key-v2",
                    "switch off message encryption in the receipt rule's S3 action; the bucket's own encryption can stay");
        } else {
            report.ok("its mails can be read");
        }
    }

    private void versioning(Report report) {
        report.ask(
                        "read its versioning",
                        "s3:GetBucketVersioning",
                        State.WARN,
                        () -> client.getBucketVersioning(request -> request.bucket(bucket)))
                .ifPresent(found -> {
                    if (found.status() == BucketVersioningStatus.ENABLED) {
                        report.ok("keeps versions: each audit adds one, and needs a rule that expires noncurrent ones");
                    } else {
                        report.ok(
                                "keeps no versions: the audit of a deleted mail is in the log, or in the audit bucket");
                    }
                });
    }

    private void lifecycle(Report report) {
        Set<String> none = Set.of("NoSuchLifecycleConfiguration");
        Report own = new Report(subject());
        List<LifecycleRule> rules = own.ask(
                        "read its lifecycle rules",
                        "s3:GetLifecycleConfiguration",
                        State.WARN,
                        none,
                        () -> client.getBucketLifecycleConfiguration(request -> request.bucket(bucket))
                                .rules())
                .orElse(List.of());
        if (!own.findings().isEmpty()) {
            report.addAll(own);
        } else if (rules.stream().anyMatch(this::cleansUp)) {
            report.ok("a lifecycle rule cleans up " + ownPrefix);
        } else {
            report.warn(
                    "no lifecycle rule cleans up " + ownPrefix
                            + ", where a small object stays for each blocked mail that" + " was deleted",
                    "add a rule that expires objects of that prefix after 14 days: see docs/aws.md");
        }
    }

    private boolean cleansUp(LifecycleRule rule) {
        String prefix = rule.filter() != null && rule.filter().prefix() != null
                ? rule.filter().prefix()
                : "";
        return rule.status() == ExpirationStatus.ENABLED && rule.expiration() != null && ownPrefix.startsWith(prefix);
    }

    private void encryption(Report report) {
        report.ask(
                        "read its encryption",
                        "s3:GetEncryptionConfiguration",
                        State.WARN,
                        Set.of("ServerSideEncryptionConfigurationNotFoundError"),
                        () -> client.getBucketEncryption(request -> request.bucket(bucket)))
                .flatMap(found -> found.serverSideEncryptionConfiguration().rules().stream()
                        .map(ServerSideEncryptionRule::applyServerSideEncryptionByDefault)
                        .filter(rule -> rule != null
                                && String.valueOf(rule.sseAlgorithm()).startsWith("aws:kms"))
                        .findFirst())
                .ifPresent(kms -> report.ok("encrypts with KMS key " + kms.kmsMasterKeyID()
                        + ": the worker needs kms:Decrypt and kms:GenerateDataKey on it"));
    }

    /** Our own objects would come back as notices of mails. */
    private void notifications(Report report) {
        report.ask(
                        "read its notifications",
                        "s3:GetBucketNotification",
                        State.WARN,
                        () -> client.getBucketNotificationConfiguration(request -> request.bucket(bucket)))
                .filter(this::includesOurs)
                .ifPresent(found -> report.warn(
                        "its notifications are about " + ownPrefix
                                + " too, so that the worker's own objects make messages",
                        "give the notifications a prefix, that of the receipt rule"));
    }

    private boolean includesOurs(GetBucketNotificationConfigurationResponse found) {
        return Stream.of(
                        found.queueConfigurations().stream().map(each -> Optional.ofNullable(each.filter())),
                        found.topicConfigurations().stream().map(each -> Optional.ofNullable(each.filter())),
                        found.lambdaFunctionConfigurations().stream().map(each -> Optional.ofNullable(each.filter())))
                .flatMap(each -> each)
                .anyMatch(filter -> ownPrefix.startsWith(prefix(filter)));
    }

    private static String prefix(Optional<NotificationConfigurationFilter> filter) {
        return filter.map(NotificationConfigurationFilter::key).stream()
                .flatMap(key -> key.filterRules().stream())
                .filter(rule -> rule.name() == FilterRuleName.PREFIX)
                .map(FilterRule::value)
                .findFirst()
                .orElse("");
    }
}
