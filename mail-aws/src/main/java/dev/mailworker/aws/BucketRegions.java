package dev.mailworker.aws;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where buckets are: a domain's own bucket in the domain's region, and one that a notice names in the region of the queue
 * that the notice came by. Thread-safe.
 */
final class BucketRegions {
    private final AwsSettings settings;
    private final Map<String, String> regions = new ConcurrentHashMap<>();

    BucketRegions(AwsSettings settings) {
        this.settings = settings;
        settings.domainRegions()
                .forEach((domain, region) -> regions.put(settings.bucket().of(domain), region));
    }

    String of(String bucket) {
        return regions.getOrDefault(bucket, settings.region());
    }

    void seen(String bucket, String region) {
        if (!region.equals(settings.region())) {
            regions.putIfAbsent(bucket, region);
        }
    }
}
