package dev.mailworker;

import dev.mailworker.consume.ConsumeListener;
import dev.mailworker.decide.Decider;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.RuleSettings;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.local.LocalSite;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.pipeline.MailPipeline;
import dev.mailworker.pipeline.Pause;
import dev.mailworker.pipeline.PipelineSettings;
import dev.mailworker.pipeline.Ports;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.ReplyLedger;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.Transport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assembles a {@link MailWorker}. Needed: {@link #sources}, {@link #managedDomains}, {@link #blobs}, {@link #progress} and
 * a {@link #transport} for {@link Route#LOCAL}. Without the look-ups, nobody is blocked and no mailbox has rules. Not
 * thread-safe.
 */
public final class MailWorkerBuilder {
    private static final Logger AUDIT = LoggerFactory.getLogger(AuditEvent.LOGGER);

    WorkerConfig config = WorkerConfig.defaults();
    InstantSource time = Clock.systemUTC();
    ToIntFunction<String> weights = source -> 1;
    SiteHealth siteHealth = domain -> Optional.empty();

    private @Nullable Supplier<? extends Collection<? extends MessageSource>> sources;
    private @Nullable Supplier<Set<String>> managedDomains;
    private @Nullable Supplier<VerdictPolicies> verdictPolicies;
    private @Nullable BlobStore blobs;
    private @Nullable ProgressStore progress;
    private @Nullable ReplyLedger replies;
    private @Nullable Path temporaryFolder;
    private BlocklistStore blocklist = mailboxes -> CompletableFuture.completedFuture(Map.of());
    private RuleStore rules = mailboxes -> CompletableFuture.completedFuture(Map.of());
    private SentMailStore sentMail = id -> CompletableFuture.completedFuture(Optional.empty());
    private final Map<Route, Transport> transports = new EnumMap<>(Route.class);
    private final List<Rule> extraRules = new ArrayList<>();
    private final List<WorkerListener> listeners = new ArrayList<>();

    MailWorkerBuilder() {}

    /**
     * {@return a builder with everything that a local site has, its Maildirs for {@link Route#LOCAL} and
     * {@link Route#INTERNAL} and its outbox for {@link Route#OUTSIDE} included}
     *
     * @param site the site; it stays open for the worker, and is closed by who opened it
     */
    public static MailWorkerBuilder on(LocalSite site) {
        return new MailWorkerBuilder()
                .sources(site::sources)
                .managedDomains(() -> Set.copyOf(site.domains()))
                .blobs(site.blobs())
                .progress(site.progress())
                .blocklist(site.blocklist())
                .rules(site.rules())
                .sentMail(site.sentMail())
                .replies(site.replies())
                .siteHealth(domain -> Optional.of(LocalSite.sourceName(domain)))
                .transport(Route.LOCAL, site.transport())
                .transport(Route.INTERNAL, site.transport())
                .transport(Route.OUTSIDE, site.outbox())
                .temporaryFolder(site.temporaryFolder());
    }

    /**
     * Sets the settings.
     *
     * @param settings instead of {@link WorkerConfig#defaults()}
     * @return this
     */
    public MailWorkerBuilder config(WorkerConfig settings) {
        this.config = settings;
        return this;
    }

    /**
     * Sets where notices of mail come from.
     *
     * @param current gives the sources at the moment of asking; a source keeps its name
     * @return this
     */
    public MailWorkerBuilder sources(Supplier<? extends Collection<? extends MessageSource>> current) {
        this.sources = current;
        return this;
    }

    /**
     * Sets how much of the worker a source may have while others wait too.
     *
     * @param bySource the number of batches in one turn of a source, by its name, asked before each turn; default 1, less counts
     *     as 1
     * @return this
     */
    public MailWorkerBuilder weights(ToIntFunction<String> bySource) {
        this.weights = bySource;
        return this;
    }

    /**
     * Sets which domains are this site's.
     *
     * @param current gives the domains at the moment of asking, in lower case
     * @return this
     */
    public MailWorkerBuilder managedDomains(Supplier<Set<String>> current) {
        this.managedDomains = current;
        return this;
    }

    /**
     * Sets what to do with mail that fails a check, where that can change while the worker runs.
     *
     * @param current gives the policies at the moment of asking, instead of {@link WorkerConfig#verdictPolicies}
     * @return this
     */
    public MailWorkerBuilder verdictPolicies(Supplier<VerdictPolicies> current) {
        this.verdictPolicies = current;
        return this;
    }

    /**
     * Sets where mails lie.
     *
     * @param store the store
     * @return this
     */
    public MailWorkerBuilder blobs(BlobStore store) {
        this.blobs = store;
        return this;
    }

    /**
     * Sets where progress is remembered.
     *
     * @param store the store
     * @return this
     */
    public MailWorkerBuilder progress(ProgressStore store) {
        this.progress = store;
        return this;
    }

    /**
     * Sets the blocklists.
     *
     * @param store the store
     * @return this
     */
    public MailWorkerBuilder blocklist(BlocklistStore store) {
        this.blocklist = store;
        return this;
    }

    /**
     * Sets the mailboxes' rules.
     *
     * @param store the store
     * @return this
     */
    public MailWorkerBuilder rules(RuleStore store) {
        this.rules = store;
        return this;
    }

    /**
     * Sets the sent mails, which bounces answer.
     *
     * @param store the store
     * @return this
     */
    public MailWorkerBuilder sentMail(SentMailStore store) {
        this.sentMail = store;
        return this;
    }

    /**
     * Sets where given replies are remembered.
     *
     * @param ledger the ledger; by default one in memory, which a restart forgets
     * @return this
     */
    public MailWorkerBuilder replies(ReplyLedger ledger) {
        this.replies = ledger;
        return this;
    }

    /**
     * Sets a way out.
     *
     * @param route for which mail
     * @param transport the way
     * @return this
     */
    public MailWorkerBuilder transport(Route route, Transport transport) {
        transports.put(route, transport);
        return this;
    }

    /**
     * {@return the way out that is set, if one is}
     *
     * @param route for which mail
     */
    public Optional<Transport> transport(Route route) {
        return Optional.ofNullable(transports.get(route));
    }

    /**
     * Adds a rule. It is asked after this worker's own rules and before the one that delivers, in the order of adding.
     *
     * @param rule the rule
     * @return this
     */
    public MailWorkerBuilder rule(Rule rule) {
        extraRules.add(rule);
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener told of every attempt
     * @return this
     */
    public MailWorkerBuilder listener(WorkerListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param clock the clock; by default the system's
     * @return this
     */
    public MailWorkerBuilder time(InstantSource clock) {
        this.time = clock;
        return this;
    }

    /**
     * Sets who knows more of the site's health.
     *
     * @param more what {@link MailWorker#health} tells besides; by default nothing, and a domain's queue is not known to be
     *     its own
     * @return this
     */
    public MailWorkerBuilder siteHealth(SiteHealth more) {
        this.siteHealth = more;
        return this;
    }

    /**
     * Sets where large mails are buffered.
     *
     * @param folder a folder for this process alone; by default one of its own in the system's temporary folder
     * @return this
     */
    public MailWorkerBuilder temporaryFolder(Path folder) {
        this.temporaryFolder = folder;
        return this;
    }

    /**
     * {@return the worker, not started}
     *
     * @throws IllegalStateException if something needed was not set, with its name
     */
    public MailWorker build() {
        return new MailWorker(this);
    }

    Supplier<? extends Collection<? extends MessageSource>> sources() {
        return needed(sources, "sources");
    }

    Supplier<Set<String>> domains() {
        return needed(managedDomains, "managedDomains");
    }

    ProgressStore progressStore() {
        return needed(progress, "progress");
    }

    TemporaryMails temporary() {
        Path folder = temporaryFolder != null
                ? temporaryFolder
                : Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "mailworker-" + ProcessHandle.current().pid());
        return new TemporaryMails(folder, config.memoryLimit(), config.memoryBudget());
    }

    MailPipeline pipeline(TemporaryMails temporary) {
        needed(transports.get(Route.LOCAL), "transport(Route.LOCAL, …)");
        if (config.invalidPolicy() == InvalidPolicy.BOUNCE) {
            needed(
                    transports.get(Route.OUTSIDE),
                    "transport(Route.OUTSIDE, …), because senders are told of invalid inboxes");
            needed(
                    transports.get(Route.INTERNAL),
                    "transport(Route.INTERNAL, …), because senders are told of invalid inboxes");
        }
        Ports ports = new Ports(
                needed(blobs, "blobs"),
                blocklist,
                rules,
                sentMail,
                replies != null ? replies : new RepliesInMemory(),
                progressStore(),
                transports);
        PipelineSettings settings = new PipelineSettings(
                config.workerName(),
                config.siteId(),
                verdictPolicies != null ? verdictPolicies : config::verdictPolicies,
                config.maxAge(),
                config.outageGrace(),
                config.workerThreads(),
                config.invalidStreak(),
                config.deleteBlocked());
        return new MailPipeline(
                ports,
                policies -> new Decider(orderedRules(policies)),
                domains(),
                settings,
                temporary,
                time,
                Pause.sleeping());
    }

    private List<Rule> orderedRules(VerdictPolicies policies) {
        RuleSettings settings =
                new RuleSettings(config.siteId(), policies, config.autoReplyPeriod(), config.forwardSpam());
        List<Rule> ordered = new ArrayList<>(Decider.standardRules(settings, config.invalidPolicy()));
        ordered.addAll(ordered.size() - 1, extraRules);
        return ordered;
    }

    ConsumeListener listener() {
        List<WorkerListener> all = List.copyOf(listeners);
        InstantSource clock = time;
        String by = config.workerName();
        return new ConsumeListener() {
            @Override
            public void processed(Processed processed) {
                Optional<AuditEvent> event = AuditEvent.of(processed, clock.instant(), by);
                event.ifPresent(settled -> AUDIT.info("{}", settled.line()));
                all.forEach(listener -> listener.processed(processed));
                event.ifPresent(settled -> all.forEach(listener -> listener.audited(settled)));
                if (processed instanceof Decided decided && decided.settlement() instanceof Settlement.Done) {
                    decided.bounce()
                            .ifPresent(bounce -> all.forEach(listener -> listener.bounced(decided.arrival(), bounce)));
                }
            }

            @Override
            public void unreadable(String source, String because) {
                all.forEach(listener -> listener.unreadable(source, because));
            }

            @Override
            public void notSetAside(String source, String because) {
                all.forEach(listener -> listener.notSetAside(source, because));
            }

            @Override
            public void sourceFailed(String source, String because) {
                all.forEach(listener -> listener.sourceFailed(source, because));
            }

            @Override
            public void sourceRecovered(String source) {
                all.forEach(listener -> listener.sourceRecovered(source));
            }
        };
    }

    private static <T> T needed(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException("a mail worker needs " + name + ": set it on the builder");
        }
        return part;
    }
}
