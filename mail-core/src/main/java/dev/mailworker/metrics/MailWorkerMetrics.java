package dev.mailworker.metrics;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerListener;
import dev.mailworker.decide.Bounce;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.ConnectionUse;
import dev.mailworker.port.LookUpUse;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.SendingQuota;
import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.Settlement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows a worker in a Micrometer registry. What there is to be seen beside the worker itself (mail servers, AWS) is shown as
 * far as it is handed in. Thread-safe.
 *
 * <pre>{@code
 * MailWorkerMetrics metrics = new MailWorkerMetrics(registry);
 * MailWorker worker = site.equip(MailWorker.builder(), domains).listener(metrics)….build();
 * metrics.watch(worker);
 * site.onRequest(metrics::requested);
 * }</pre>
 */
public final class MailWorkerMetrics implements WorkerListener {
    /** So many domains have series of their own, unless said otherwise. */
    public static final int DEFAULT_DOMAINS = 100;

    private static final double MILLION = 1_000_000;

    private final MeterRegistry registry;
    private final InstantSource time;
    private final Labels domains;
    private final Readings readings;
    private final AttemptMeters attempts;
    private final RequestMeters requests;
    private final Counter sourceFailures;
    private final LongAdder settled = new LongAdder();
    private final List<Runnable> refreshed = new CopyOnWriteArrayList<>();

    /**
     * Shows {@value #DEFAULT_DOMAINS} domains by themselves.
     *
     * @param registry where
     */
    public MailWorkerMetrics(MeterRegistry registry) {
        this(registry, DEFAULT_DOMAINS);
    }

    /**
     * Shows a worker.
     *
     * @param registry where
     * @param mostDomains so many domains, the first that mail comes for, have series of their own; all others together are the
     *     domain {@code other}
     * @throws IllegalArgumentException if that is negative
     */
    public MailWorkerMetrics(MeterRegistry registry, int mostDomains) {
        this(registry, mostDomains, Clock.systemUTC());
    }

    /**
     * The same, with a clock of its own.
     *
     * @param registry where
     * @param mostDomains so many domains have series of their own
     * @param time the clock that ages are reckoned by: the worker's
     * @throws IllegalArgumentException if the number of domains is negative
     */
    public MailWorkerMetrics(MeterRegistry registry, int mostDomains, InstantSource time) {
        this.registry = registry;
        this.time = time;
        this.domains = new Labels(mostDomains);
        this.readings = new Readings(registry);
        this.attempts = new AttemptMeters(registry, domains);
        this.requests = new RequestMeters(registry);
        this.sourceFailures = Counter.builder("queue.failures")
                .description("How often a queue could not be asked")
                .register(registry);
    }

    @Override
    public void processed(Processed processed) {
        attempts.processed(processed);
        if (!(processed.settlement() instanceof Settlement.RetryAfter)) {
            settled.increment();
        }
    }

    @Override
    public void bounced(Arrival arrival, Bounce bounce) {
        attempts.bounced(arrival.domain(), bounce);
    }

    @Override
    public void unreadable(String source, String because) {
        attempts.unreadable();
    }

    @Override
    public void sourceFailed(String source, String because) {
        sourceFailures.increment();
    }

    /**
     * Shows what a worker has in its hands, and how it stands with its tables and ways out. To be called once.
     *
     * @param worker which; it also needs this as its listener
     */
    public void watch(MailWorker worker) {
        new StateMeters(readings, worker::state, time).register();
        refreshed.add(new TargetMeters(registry, () -> worker.state().targets())::refresh);
    }

    /**
     * Shows the connections to mail servers, as {@link #refresh()} finds them. To be called once.
     *
     * @param use by server, whose name is the label {@code server}
     */
    public void connections(Supplier<Map<String, ConnectionUse>> use) {
        refreshed.add(new ConnectionMeters(readings, use)::refresh);
    }

    /**
     * Counts a request to AWS.
     *
     * @param request as it ended
     */
    public void requested(ServiceRequest request) {
        requests.requested(request);
    }

    /**
     * Shows what AWS's services cost, as an estimate: altogether, and for a million mails at the cost of those so far.
     *
     * @param dollars US dollars since the worker was made; asked at each reading
     */
    public void cost(DoubleSupplier dollars) {
        readings.counter("aws.cost.dollars", "Estimated cost of the requests to AWS", Tags.empty(), dollars);
        readings.gauge(
                "aws.cost.dollars.per.million.emails",
                "Estimated cost of a million mails; 0 before the first",
                Tags.empty(),
                () -> settled.sum() == 0 ? 0 : dollars.getAsDouble() / settled.sum() * MILLION);
    }

    /**
     * Shows from where the answers about mailboxes come.
     *
     * @param use asked at each reading
     */
    public void lookUps(Supplier<LookUpUse> use) {
        answers("cache", () -> use.get().cached());
        answers("shared", () -> use.get().shared());
        answers("table", () -> use.get().asked());
    }

    private void answers(String from, DoubleSupplier count) {
        readings.counter(
                "lookup.answers", "Answers about mailboxes, by where they came from", Tags.of("from", from), count);
    }

    /**
     * Shows the read units that look-ups in a table cost.
     *
     * @param table its name; each once
     * @param units so far; asked at each reading
     */
    public void readUnits(String table, DoubleSupplier units) {
        readings.counter("dynamodb.read.units", "Read units that look-ups cost", Tags.of("table", table), units);
    }

    /**
     * Shows how many messages wait in queues, as far as {@link #refresh()} has asked. To be called once.
     *
     * @param domains whose queues, in lower case; of domains that share a queue, one
     * @param depth asks for a domain's. Called at most every five minutes for each domain, and must not block
     */
    public void queues(
            Supplier<? extends Collection<String>> domains, Function<String, ? extends CompletionStage<Long>> depth) {
        refreshed.add(new QueueMeters(registry, this.domains, new QueueDepths(domains, depth, time))::refresh);
    }

    /**
     * Shows what SES lets an account send, as {@link #refresh()} finds it. To be called once.
     *
     * @param quotas what is known, by region
     */
    public void quotas(Supplier<Map<String, SendingQuota>> quotas) {
        refreshed.add(new QuotaMeters(registry, quotas)::refresh);
    }

    /**
     * Brings up to date what can't be read at the moment of asking: servers, connections,
     * queues' depths, quotas. To be called regularly, before
     * each scrape for example. Never waits.
     */
    public void refresh() {
        refreshed.forEach(Runnable::run);
    }
}
