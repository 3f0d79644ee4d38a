package dev.mailworker.aws;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets are: a domain's own bucket in the domain's region, and one that a notice names in the region of the queue
 * that the notice came by. Thread-safe.
 */
final class BucketRegions {
    private final Supplier<AwsSettings> settings;
    private final Map<String, String> regions = new ConcurrentHashMap<>();
    private volatile @Nullable AwsSettings known;

    /**
     * @param settings the site's at the moment of asking: where domains are may change, and mails whose bucket they no longer
     *     name may still be in work
     */
    BucketRegions(Supplier<AwsSettings> settings) {
        this.settings = settings;
    }

    String of(String bucket) {
        String usual = current().region();
        return regions.getOrDefault(bucket, usual);
    }

    void seen(String bucket, String region) {
        if (!region.equals(current().region())) {
            regions.putIfAbsent(bucket, region);
        }
    }

    private AwsSettings current() {
        AwsSettings now = settings.get();
        if (!now.equals(known)) {
            now.domainRegions().forEach((domain, region) -> regions.put(now.bucketOf(domain), region));
            known = now;
        }
        return now;
    }
}
