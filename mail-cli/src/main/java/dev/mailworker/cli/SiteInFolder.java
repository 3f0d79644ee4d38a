package dev.mailworker.cli;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.local.LocalSite;
import dev.mailworker.local.SpoolSource;
import dev.mailworker.local.TableNames;
import dev.mailworker.metrics.MailWorkerMetrics;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.ProgressStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;

/** A local site. */
final class SiteInFolder implements Site {
    private final LocalSite local;
    private final Settings settings;
    private final MailServers servers;

    private SiteInFolder(LocalSite local, Settings settings) {
        this.local = local;
        this.settings = settings;
        this.servers = new MailServers(settings);
    }

    static SiteInFolder open(Path folder, Settings settings) {
        try {
            return new SiteInFolder(LocalSite.open(folder, tableNames(settings), InstantSource.system()), settings);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    static TableNames tableNames(Settings settings) {
        return new TableNames(
                settings.text(Setting.DYNAMODB_RULES_TABLE),
                settings.text(Setting.DYNAMODB_MESSAGES_TABLE),
                settings.text(Setting.DYNAMODB_BLOCKED_TABLE));
    }

    /** Into the site's own Maildirs, unless a mail server is named, for all domains or some. */
    @Override
    public MailWorkerBuilder worker() {
        DomainSettings domains = settings.domains();
        MailWorkerBuilder builder = MailWorkerBuilder.on(local)
                .config(config())
                .verdictPolicies(WorkerSettings.policies(settings))
                .weights(
                        source -> domains.of(source.replaceFirst("^spool/", "")).number(Setting.DOMAIN_WEIGHT))
                .sources(this::sources);
        return servers.connect(builder, local.transport());
    }

    /** Looks at the file as often as at the spool, so that what is wrong with it is said while no mail comes. */
    private Collection<SpoolSource> sources() {
        ConfigFile unused = settings.file();
        return local.sources();
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public WorkerConfig config() {
        return WorkerSettings.of(settings, local.domains());
    }

    @Override
    public Mails mails() {
        return new MailsInFolder(local);
    }

    @Override
    public Replays replays() {
        return new LeasedReplays(local, config().visibilityTimeout());
    }

    @Override
    public ProgressStore progress() {
        return local.progress();
    }

    @Override
    public BlocklistStore blocklist() {
        return local.blocklist();
    }

    @Override
    public BlocklistEditor blocklistEditor() {
        return local.blocklist();
    }

    @Override
    public void expedite() {
        local.expedite();
    }

    /** The tables' files are read again by themselves. */
    @Override
    public void readAgain() {
        settings.readAgain();
    }

    @Override
    public void show(MailWorkerMetrics metrics) {
        metrics.connections(servers::connections);
    }

    @Override
    public void close() {
        servers.close();
        local.close();
    }
}
