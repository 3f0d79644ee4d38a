package dev.mailworker.aws;

import dev.mailworker.Health.Kind;
import dev.mailworker.Health.Part;
import dev.mailworker.SiteHealth;
import dev.mailworker.aws.s3.WatchedBlobs;
import dev.mailworker.aws.ses.SesTransport;
import dev.mailworker.port.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the parts of a site on AWS have seen. Makes no clients. Thread-safe. */
final class AwsHealth implements SiteHealth {
    private final Supplier<AwsSettings> settings;
    private final QueueSources sources;
    private final Lazy<WatchedBlobs> mails;
    private final ByRegion<SesTransport> outside;

    AwsHealth(
            Supplier<AwsSettings> settings,
            QueueSources sources,
            Lazy<WatchedBlobs> mails,
            ByRegion<SesTransport> outside) {
        this.settings = settings;
        this.sources = sources;
        this.mails = mails;
        this.outside = outside;
    }

    @Override
    public Optional<String> source(String domain) {
        return Optional.of(sources.nameOf(domain));
    }

    @Override
    public List<Part> parts() {
        Map<String, Condition> buckets =
                mails.ifMade().map(WatchedBlobs::conditions).orElse(Map.of());
        return buckets.entrySet().stream()
                .map(bucket -> new Part(Kind.BUCKET, bucket.getKey(), bucket.getValue()))
                .toList();
    }

    @Override
    public List<Part> partsOf(String domain) {
        AwsSettings now = settings.get();
        List<Part> parts = new ArrayList<>();
        parts.add(bucket(now.bucketOf(domain), "its bucket"));
        now.auditBucket().ifPresent(bucket -> parts.add(bucket(bucket, "the bucket of audits")));
        outside.ifMade(now.regionOf(domain))
                .ifPresent(ses -> parts.add(new Part(Kind.SENDER, domain, ses.sender(domain))));
        return parts;
    }

    private Part bucket(String name, String words) {
        Condition condition = mails.ifMade().map(made -> made.condition(name)).orElse(Condition.UNKNOWN);
        return new Part(Kind.BUCKET, name, condition.about(words));
    }
}
