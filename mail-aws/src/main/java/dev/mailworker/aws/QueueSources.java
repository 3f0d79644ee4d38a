package dev.mailworker.aws;

import dev.mailworker.aws.notification.NotificationReader;
import dev.mailworker.aws.notification.QueueScope;
import dev.mailworker.aws.sqs.SqsSource;
import dev.mailworker.port.MessageSource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The queues of a site's domains. A queue's source stays the same while its domains come and go. Thread-safe. */
final class QueueSources {
    private final AwsSettings settings;
    private final Clients clients;
    private final InstantSource time;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(SqsSource source, AtomicReference<QueueScope> scope) {}

    QueueSources(AwsSettings settings, Clients clients, InstantSource time) {
        this.settings = settings;
        this.clients = clients;
        this.time = time;
    }

    synchronized Collection<MessageSource> of(Collection<String> domains) {
        Map<String, List<String>> byQueue = new LinkedHashMap<>();
        for (String domain : new TreeSet<>(domains)) {
            byQueue.computeIfAbsent(settings.queue().of(domain), name -> new ArrayList<>())
                    .add(domain);
        }
        entries.keySet().retainAll(byQueue.keySet());
        List<MessageSource> sources = new ArrayList<>();
        byQueue.forEach((name, its) -> sources.add(entry(name, scope(its)).source()));
        return sources;
    }

    private Entry entry(String name, QueueScope scope) {
        Entry entry = entries.computeIfAbsent(name, missing -> make(missing, scope));
        entry.scope().set(scope);
        return entry;
    }

    private Entry make(String name, QueueScope scope) {
        AtomicReference<QueueScope> current = new AtomicReference<>(scope);
        NotificationReader reader = new NotificationReader(current::get);
        return new Entry(new SqsSource(clients.sqs(), name, reader, settings.deadLetterQueue(), time), current);
    }

    private QueueScope scope(List<String> domains) {
        UnaryOperator<String> bucketOf = settings.bucket()::of;
        return new QueueScope(domains, bucketOf, settings.progressPrefix());
    }

    synchronized void close() {
        entries.values().forEach(entry -> entry.source().close());
    }
}
