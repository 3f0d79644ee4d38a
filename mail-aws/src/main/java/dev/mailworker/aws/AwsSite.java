package dev.mailworker.aws;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.aws.call.Prices;
import dev.mailworker.aws.doctor.Doctor;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.dynamodb.DynamoBlocklistEditor;
import dev.mailworker.aws.dynamodb.DynamoReplyLedger;
import dev.mailworker.aws.dynamodb.DynamoTables;
import dev.mailworker.aws.s3.AuditObjects;
import dev.mailworker.aws.s3.S3Blobs;
import dev.mailworker.aws.s3.S3Listing;
import dev.mailworker.aws.s3.S3Progress;
import dev.mailworker.aws.s3.WatchedBlobs;
import dev.mailworker.aws.ses.SesTransport;
import dev.mailworker.decide.Route;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.LookUpUse;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SendingQuota;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.ServiceRequest;
import dev.mailworker.port.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A whole site on AWS: queues on SQS, mails on S3, tables on DynamoDB, mail to the world by SES. Clients are made when they
 * are first needed; opening a site asks nothing of AWS. Thread-safe.
 *
 * <pre>{@code
 * try (AwsSite site = AwsSite.open(AwsSettings.DEFAULTS.withRegion("eu-west-1"));
 *         MailWorker worker = site.equip(MailWorker.builder(), () -> Set.of("example.com"))
 *                 .transport(Route.LOCAL, smtp)
 *                 .build()) {
 *     worker.start();
 *     …
 * }
 * }</pre>
 */
public final class AwsSite implements AutoCloseable {
    private static final int EXAMINED_AT_ONCE = 32;
    /** Who looks wants to know soon. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private final Supplier<AwsSettings> settings;
    private final Clients clients;
    private final QueueSources sources;
    private final Lazy<WatchedBlobs> mails;
    private final BucketRegions regions;
    private final Lazy<DynamoTables> tables;
    private final ByRegion<SesTransport> outside;
    private final InstantSource time;

    private AwsSite(Supplier<AwsSettings> current, InstantSource time) {
        AwsSettings settings = current.get();
        this.settings = current;
        this.time = time;
        this.clients = new Clients(settings);
        this.regions = new BucketRegions(current);
        this.mails = new Lazy<>(this::makeMails);
        this.sources = new QueueSources(current, clients, regions, mails::get, time);
        this.tables =
                new Lazy<>(() -> new DynamoTables(clients.dynamoDb(), settings.tables(), settings.lookupCache(), time));
        this.outside = new ByRegion<>(region -> new SesTransport(clients.ses(region), settings.quotaShare(), time));
    }

    private WatchedBlobs makeMails() {
        AwsSettings now = settings.get();
        S3Blobs own = new S3Blobs(this::s3);
        BlobStore kept = now.auditBucket()
                .<BlobStore>map(bucket -> new AuditObjects(own, clients.s3(now.region()), bucket, now.auditPrefix()))
                .orElse(own);
        return new WatchedBlobs(kept, own, now.progressPrefix(), AwsSite::inBackground, time);
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "mailworker-aws-background");
        thread.setDaemon(true);
        thread.start();
    }

    private S3Client s3(String bucket) {
        return clients.s3(regions.of(bucket));
    }

    /**
     * {@return a site, to be closed, with the system's clock}
     *
     * @param settings the settings
     */
    public static AwsSite open(AwsSettings settings) {
        return open(settings, InstantSource.system());
    }

    /**
     * {@return a site, to be closed}
     *
     * @param settings the settings
     * @param time the clock that leases and expiry go by
     */
    public static AwsSite open(AwsSettings settings, InstantSource time) {
        return open(() -> settings, time);
    }

    /**
     * {@return a site, to be closed, whose domains may get other queues, buckets and regions while it is open}
     *
     * @param current gives the settings at the moment of asking, the same ones as long as nothing changes. Of later ones only
     *     what they say of domains counts: {@link AwsSettings#regionOf}, {@link AwsSettings#queueOf} and
     *     {@link AwsSettings#bucketOf}, with the same {@link AwsSettings#region}
     * @param time the clock that leases and expiry go by
     */
    public static AwsSite open(Supplier<AwsSettings> current, InstantSource time) {
        return new AwsSite(current, time);
    }

    /** {@return the settings at the moment} */
    public AwsSettings settings() {
        return settings.get();
    }

    /**
     * Gives a worker everything that this site has; what it takes to ask AWS is got ready meanwhile, on a thread of its own.
     * What is still needed is the way into the mailboxes, {@link Route#LOCAL}; without one for {@link Route#INTERNAL}, mail
     * between the site's domains has none. When the first queue has answered, SES is asked for the account's send quota, and
     * hourly from then on.
     *
     * @param builder the worker
     * @param domains the site's domains at the moment of asking, in lower case
     * @return the same builder
     */
    public MailWorkerBuilder equip(MailWorkerBuilder builder, Supplier<Set<String>> domains) {
        clients.prepare();
        replies().ifPresent(builder::replies);
        Transport ours = outside();
        // Who sets another way out needs no permission to ask about this one.
        sources.onFirstAnswer(new QuotaWatch(
                () -> builder.transport(Route.OUTSIDE).filter(ours::equals).isPresent()
                        ? outsideOf(domains.get())
                        : List.of(),
                AwsSite::later));
        return builder.sources(() -> sources(domains.get()))
                .managedDomains(domains)
                .blobs(new LateBlobs(new Lazy<>(this::blobs)))
                .progress(new LateProgress(new Lazy<>(this::progress)))
                .blocklist(mailboxes -> blocklist().patterns(mailboxes))
                .rules(mailboxes -> rules().rules(mailboxes))
                .sentMail(new LateSentMail(new Lazy<>(this::sentMail)))
                .siteHealth(new AwsHealth(settings, sources, mails, outside))
                .transport(Route.OUTSIDE, ours);
    }

    private Collection<SesTransport> outsideOf(Set<String> domains) {
        return domains.stream()
                .map(domain -> settings.get().regionOf(domain))
                .distinct()
                .map(outside::of)
                .toList();
    }

    private static void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, AwsSite::inBackground)
                .execute(task);
    }

    /**
     * {@return the queues of domains; domains whose queue has one name share it. A queue's source is the same each time}
     *
     * @param domains the domains, in lower case, of which mail is to be received from now on
     */
    public Collection<MessageSource> sources(Collection<String> domains) {
        return sources.of(domains);
    }

    /**
     * {@return the name of the source that a domain's mail comes from; domains may share one}
     *
     * @param domain in lower case
     */
    public String sourceOf(String domain) {
        return sources.nameOf(domain);
    }

    /**
     * {@return about how many messages wait in a domain's queue. Asked at most every five minutes, once for all domains that
     * share a queue; in between the last answer comes at once. Fails with {@link dev.mailworker.port.PortException}}
     *
     * @param domain in lower case
     */
    public CompletionStage<Long> depth(String domain) {
        return sources.depth(domain);
    }

    /** {@return the read units that look-ups in the tables cost since the site was opened, by table} */
    public Map<String, Double> consumedUnits() {
        return tables.ifMade().map(DynamoTables::consumedUnits).orElse(Map.of());
    }

    /** Forgets what look-ups said, so that the next ones ask the tables, as {@link AwsSettings#lookupCache} would let them later. */
    public void forgetLookups() {
        tables.ifMade().ifPresent(DynamoTables::forget);
    }

    /**
     * {@return what this site's requests cost since it was opened, in US dollars: an estimate by list prices, without SES,
     * storage and traffic}
     */
    public double cost() {
        double units = consumedUnits().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return clients.requests().dollars() + Prices.ofReads(units);
    }

    /**
     * Tells somebody of every request to AWS from now on, each try by itself.
     *
     * @param listener called by the threads that make requests, several at once; must be quick. What it throws is logged
     */
    public void onRequest(Consumer<ServiceRequest> listener) {
        clients.requests().tell(listener);
    }

    /** {@return from where the answers about mailboxes came since the site was opened} */
    public LookUpUse lookUps() {
        return tables.ifMade().map(DynamoTables::lookUps).orElse(new LookUpUse(0, 0, 0));
    }

    /** {@return what SES lets the account send, by region, where mail was sent since the site was opened} */
    public Map<String, SendingQuota> quotas() {
        Map<String, SendingQuota> known = new TreeMap<>();
        outside.byRegion()
                .forEach((region, transport) -> transport.quota().ifPresent(quota -> known.put(region, quota)));
        return known;
    }

    /** {@return the mails. While their audits can't be written to a bucket, its queues give nothing out} */
    public BlobStore blobs() {
        return mails.get();
    }

    /** {@return the mails, to list} */
    public S3Listing listing() {
        return new S3Listing(this::s3, settings().progressPrefix());
    }

    /** {@return what is remembered of mails} */
    public ProgressStore progress() {
        return new S3Progress(this::s3, settings().progressPrefix());
    }

    /** {@return the blocked senders; shares its calls with {@link #rules}} */
    public BlocklistStore blocklist() {
        return tables.get();
    }

    /** {@return the mailboxes' rules; shares its calls with {@link #blocklist}} */
    public RuleStore rules() {
        return tables.get();
    }

    /** {@return the mails that the site sent} */
    public SentMailStore sentMail() {
        return tables.get();
    }

    /** {@return the blocked senders, to change} */
    public BlocklistEditor blocklistEditor() {
        return new DynamoBlocklistEditor(clients.dynamoDb(), settings().tables().blocked());
    }

    /** {@return the auto-replies given, if a table is set for them} */
    public Optional<ReplyLedger> replies() {
        AwsSettings now = settings();
        return now.repliesTable().map(table -> new DynamoReplyLedger(clients.dynamoDb(), table, now.repliesKey()));
    }

    /** {@return the way to the world} */
    public Transport outside() {
        return new RegionalTransport(domain -> settings().regionOf(domain), outside::of);
    }

    /**
     * Looks at everything that a site needs on AWS, and changes nothing. Each queue, bucket and table is looked at once,
     * {@value #EXAMINED_AT_ONCE} at a time.
     *
     * @param settings the site's settings
     * @param domains its domains, in lower case
     * @param maxAge for how long mails are tried
     * @param limit how long it may take; what isn't known by then is {@code UNKNOWN}
     * @return what was found
     * @throws InterruptedException if interrupted meanwhile
     */
    public static List<Finding> examine(
            AwsSettings settings, Collection<String> domains, Duration maxAge, Duration limit)
            throws InterruptedException {
        try (Clients clients = new Clients(settings, CALL_LIMIT)) {
            return new Doctor(EXAMINED_AT_ONCE, limit)
                    .examine(new SiteExaminations(settings, clients, maxAge).of(domains));
        }
    }

    /** Ends the polls that wait, and closes the clients. Close the worker before. May be called again. */
    @Override
    public void close() {
        sources.close();
        clients.close();
    }
}
