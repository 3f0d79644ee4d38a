package dev.mailworker.cli;

import dev.mailworker.aws.AwsService;
import dev.mailworker.aws.AwsSettings;
import dev.mailworker.aws.NameTemplate;
import dev.mailworker.aws.dynamodb.TableNames;
import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Makes settings into those of a site on AWS. */
final class AwsEnvironment {
    private static final Map<AwsService, Setting> ENDPOINTS = Map.of(
            AwsService.SQS, Setting.AWS_ENDPOINT_URL_SQS,
            AwsService.S3, Setting.AWS_ENDPOINT_URL_S3,
            AwsService.DYNAMODB, Setting.AWS_ENDPOINT_URL_DYNAMODB,
            AwsService.SESV2, Setting.AWS_ENDPOINT_URL_SESV2);

    private AwsEnvironment() {}

    /** {@return the settings at the moment: what differs by domain may change} */
    static Supplier<AwsSettings> watched(Settings settings) {
        AwsSettings fixed = fixed(settings);
        return new Derived<>(settings.domains()::differing, domains -> with(fixed, domains));
    }

    /** {@return the settings as they are now} */
    static AwsSettings settings(Settings settings) {
        return watched(settings).get();
    }

    private static AwsSettings with(AwsSettings fixed, Map<String, Settings> domains) {
        Map<String, String> regions = new HashMap<>();
        Map<String, String> queues = new HashMap<>();
        Map<String, String> buckets = new HashMap<>();
        domains.forEach((domain, its) -> {
            regions.put(domain, its.text(Setting.AWS_REGION));
            queues.put(domain, new NameTemplate(its.text(Setting.QUEUE_TEMPLATE)).of(domain));
            buckets.put(domain, new NameTemplate(its.text(Setting.BUCKET_TEMPLATE)).of(domain));
        });
        return fixed.withDomainRegions(regions).withDomainNames(queues, buckets);
    }

    private static AwsSettings fixed(Settings settings) {
        AwsSettings aws = AwsSettings.DEFAULTS
                .withRegion(settings.text(Setting.AWS_REGION))
                .withEndpoints(endpoints(settings))
                .withNames(
                        new NameTemplate(settings.text(Setting.QUEUE_TEMPLATE)),
                        new NameTemplate(settings.text(Setting.BUCKET_TEMPLATE)))
                .withTables(new TableNames(
                        settings.text(Setting.DYNAMODB_RULES_TABLE),
                        settings.text(Setting.DYNAMODB_BLOCKED_TABLE),
                        settings.text(Setting.DYNAMODB_MESSAGES_TABLE)))
                .withProgressPrefix(settings.text(Setting.PROGRESS_PREFIX))
                .withLookupCache(settings.seconds(Setting.LOOKUP_CACHE))
                .withLimits(settings.number(Setting.AWS_CONNECTIONS), AwsSettings.DEFAULTS.polls())
                .withQuotaShare(settings.number(Setting.SES_QUOTA_SHARE) / 100.0);
        AwsSettings withDeadLetters = settings.textIfSet(Setting.DEAD_LETTER_QUEUE)
                .map(aws::withDeadLetterQueue)
                .orElse(aws);
        AwsSettings withAudits = settings.textIfSet(Setting.AUDIT_BUCKET)
                .map(bucket -> withDeadLetters.withAudits(bucket, settings.text(Setting.AUDIT_PREFIX)))
                .orElse(withDeadLetters);
        return settings.textIfSet(Setting.DYNAMODB_REPLIES_TABLE)
                .map(table -> withAudits.withReplies(table, settings.text(Setting.DYNAMODB_REPLIES_KEY)))
                .orElse(withAudits);
    }

    /** Given by us and not left to the SDK, so that all of them are checked before anything is asked. */
    private static Map<AwsService, URI> endpoints(Settings settings) {
        Map<AwsService, URI> endpoints = new EnumMap<>(AwsService.class);
        ENDPOINTS.forEach((service, setting) -> settings.textIfSet(setting)
                .or(() -> settings.textIfSet(Setting.AWS_ENDPOINT_URL))
                .ifPresent(url -> endpoints.put(service, URI.create(url))));
        return endpoints;
    }
}
