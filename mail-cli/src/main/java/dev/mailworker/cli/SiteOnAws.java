package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.aws.AwsSite;
import dev.mailworker.aws.dynamodb.TableNames;
import dev.mailworker.local.OwnFolder;
import dev.mailworker.metrics.MailWorkerMetrics;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.ProgressStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A site on AWS. */
final class SiteOnAws implements Site {
    private final AwsSite aws;
    private final ManagedDomains domains;
    private final Settings settings;
    private final MailServers servers;
    private @Nullable OwnFolder temporary;

    private SiteOnAws(AwsSite aws, ManagedDomains domains, Settings settings) {
        this.aws = aws;
        this.domains = domains;
        this.settings = settings;
        this.servers = new MailServers(settings);
    }

    static SiteOnAws open(Settings settings) {
        ManagedDomains domains = Domains.of(settings);
        AwsSite aws = AwsSite.open(AwsEnvironment.watched(settings), InstantSource.system());
        return new SiteOnAws(aws, domains, settings);
    }

    @Override
    public MailWorkerBuilder worker() {
        return servers.connect(aws.equip(MailWorker.builder(), domains))
                .config(config())
                .verdictPolicies(WorkerSettings.policies(settings))
                .weights(weights())
                .temporaryFolder(temporary().path());
    }

    private ToIntFunction<String> weights() {
        int usual = settings.number(Setting.DOMAIN_WEIGHT);
        Supplier<Map<String, Integer>> bySource = new Derived<>(settings.domains()::differing, this::weightsBySource);
        return source -> bySource.get().getOrDefault(source, usual);
    }

    /** Of domains that share a queue, the heaviest says how much it is worth. */
    private Map<String, Integer> weightsBySource(Map<String, Settings> differing) {
        Map<String, Integer> weights = new HashMap<>();
        differing.forEach(
                (domain, its) -> weights.merge(aws.sourceOf(domain), its.number(Setting.DOMAIN_WEIGHT), Math::max));
        return weights;
    }

    private synchronized OwnFolder temporary() {
        OwnFolder folder = temporary == null ? TemporaryFolder.open() : temporary;
        temporary = folder;
        return folder;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public WorkerConfig config() {
        return WorkerSettings.of(settings, domains.get());
    }

    @Override
    public Mails mails() {
        return new MailsInBuckets(aws, domains.get());
    }

    @Override
    public Replays replays() {
        return new ClaimedReplays(aws.progress());
    }

    @Override
    public ProgressStore progress() {
        return aws.progress();
    }

    @Override
    public BlocklistStore blocklist() {
        return aws.blocklist();
    }

    @Override
    public BlocklistEditor blocklistEditor() {
        return aws.blocklistEditor();
    }

    /** A queue keeps them for as long as it was told to. */
    @Override
    public void expedite() {}

    @Override
    public void readAgain() {
        domains.readAgain();
        aws.forgetLookups();
    }

    @Override
    public void show(MailWorkerMetrics metrics) {
        metrics.connections(servers::connections);
        metrics.queues(this::oneDomainOfEachQueue, aws::depth);
        metrics.quotas(aws::quotas);
        metrics.lookUps(aws::lookUps);
        metrics.cost(aws::cost);
        TableNames tables = aws.settings().tables();
        for (String table : Set.of(tables.rules(), tables.blocked(), tables.messages())) {
            metrics.readUnits(table, () -> aws.consumedUnits().getOrDefault(table, 0.0));
        }
        aws.onRequest(metrics::requested);
    }

    /** A queue's messages are shown once, however many domains share it. */
    private Collection<String> oneDomainOfEachQueue() {
        Map<String, String> byQueue = new LinkedHashMap<>();
        new TreeSet<>(domains.get()).forEach(domain -> byQueue.putIfAbsent(aws.sourceOf(domain), domain));
        return byQueue.values();
    }

    @Override
    public synchronized void close() {
        if (temporary != null) {
            temporary.close();
        }
        servers.close();
        aws.close();
    }
}
