package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.aws.AwsSite;
import dev.mailworker.local.OwnFolder;
import dev.mailworker.port.BlocklistEditor;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.ProgressStore;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A site on AWS. */
final class SiteOnAws implements Site {
    private final AwsSite aws;
    private final Supplier<Set<String>> domains;
    private final Settings settings;
    private final MailServers servers;
    private @Nullable OwnFolder temporary;

    private SiteOnAws(AwsSite aws, Supplier<Set<String>> domains, Settings settings) {
        this.aws = aws;
        this.domains = domains;
        this.settings = settings;
        this.servers = new MailServers(settings);
    }

    static SiteOnAws open(Settings settings) {
        Supplier<Set<String>> domains = Domains.of(settings);
        return new SiteOnAws(AwsSite.open(AwsEnvironment.settings(settings)), domains, settings);
    }

    @Override
    public MailWorkerBuilder worker() {
        return servers.connect(aws.equip(MailWorker.builder(), domains))
                .config(config())
                .temporaryFolder(temporary().path());
    }

    private synchronized OwnFolder temporary() {
        OwnFolder folder = temporary == null ? TemporaryFolder.open() : temporary;
        temporary = folder;
        return folder;
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
    public synchronized void close() {
        if (temporary != null) {
            temporary.close();
        }
        servers.close();
        aws.close();
    }
}
