package dev.mailworker.aws;

import static java.util.Objects.requireNonNull;

import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.aws.notification.QueueScope;
import dev.mailworker.aws.s3.WatchedBlobs;
import dev.mailworker.aws.sqs.QueueDepth;
import dev.mailworker.aws.sqs.SqsSource;
import dev.mailworker.port.MessageSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The queues of a site's domains. A queue's source stays the same while its domains come and go. Thread-safe. */
final class QueueSources {
    private final Supplier<AwsSettings> settings;
    private final Clients clients;
    private final BucketRegions regions;
    private final Supplier<WatchedBlobs> mails;
    private final InstantSource time;
    private final Map<Place, Entry> entries = new LinkedHashMap<>();
    private final Map<Place, QueueDepth> depths = new ConcurrentHashMap<>();
    private final List<QuotaWatch> watches = new ArrayList<>();

    /** Where a queue is: a name is one queue in each region. */
    private record Place(String region, String queue) {}

    private record Entry(GatedSource source, AtomicReference<QueueScope> scope) {}

    QueueSources(
            Supplier<AwsSettings> settings,
            Clients clients,
            BucketRegions regions,
            Supplier<WatchedBlobs> mails,
            InstantSource time) {
        this.settings = settings;
        this.clients = clients;
        this.regions = regions;
        this.mails = mails;
        this.time = time;
    }

    /**
     * Watches quotas from the first answer of a queue on, until this is closed.
     *
     * @param quotas begins then
     */
    synchronized void onFirstAnswer(QuotaWatch quotas) {
        watches.add(quotas);
    }

    private synchronized void answered() {
        watches.forEach(QuotaWatch::begin);
    }

    synchronized Collection<MessageSource> of(Collection<String> domains) {
        Map<Place, List<String>> byQueue = new LinkedHashMap<>();
        for (String domain : new TreeSet<>(domains)) {
            byQueue.computeIfAbsent(place(domain), name -> new ArrayList<>()).add(domain);
        }
        entries.keySet().retainAll(byQueue.keySet());
        List<MessageSource> sources = new ArrayList<>();
        byQueue.forEach((place, its) -> sources.add(entry(place, scope(its)).source()));
        return sources;
    }

    private Place place(String domain) {
        AwsSettings now = settings.get();
        return new Place(now.regionOf(domain), now.queueOf(domain));
    }

    String nameOf(String domain) {
        return name(place(domain));
    }

    CompletionStage<Long> depth(String domain) {
        return depths.computeIfAbsent(
                        place(domain), place -> new QueueDepth(clients.sqs(place.region()), place.queue(), time))
                .messages();
    }

    private Entry entry(Place place, QueueScope scope) {
        Entry entry = entries.computeIfAbsent(place, missing -> make(missing, scope));
        entry.scope().set(scope);
        return entry;
    }

    private Entry make(Place place, QueueScope scope) {
        AtomicReference<QueueScope> current = new AtomicReference<>(scope);
        NotificationReader reader = new NotificationReader(current::get);
        SqsSource queue = new SqsSource(
                clients.sqs(place.region()),
                place.queue(),
                reader,
                settings.get().deadLetterQueue(),
                time);
        GatedSource source = new GatedSource(
                name(place),
                queue,
                () -> buckets(requireNonNull(current.get())),
                mails.get(),
                bucket -> regions.seen(bucket, place.region()),
                this::answered);
        return new Entry(source, current);
    }

    private String name(Place place) {
        return place.region().equals(settings.get().region()) ? place.queue() : place.region() + "/" + place.queue();
    }

    private Collection<String> buckets(QueueScope scope) {
        return Stream.concat(scope.domains().stream().map(scope.bucketOf()), settings.get().auditBucket().stream())
                .toList();
    }

    private QueueScope scope(List<String> domains) {
        AwsSettings now = settings.get();
        return new QueueScope(domains, now::bucketOf, now.progressPrefix());
    }

    synchronized void close() {
        watches.forEach(QuotaWatch::end);
        entries.values().forEach(entry -> entry.source().close());
    }
}
