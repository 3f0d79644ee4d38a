package dev.mailworker.cli;

import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.local.LocalSite;
import dev.mailworker.local.TableNames;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.smtp.PoolLimits;
import dev.mailworker.smtp.SmtpSettings;
import dev.mailworker.smtp.SmtpTransport;
import dev.mailworker.smtp.Tls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A local site with the settings in force, and a worker for it. */
final class Site implements AutoCloseable {
    private static final Map<Check, Setting> POLICIES = Map.of(
            Check.SPAM, Setting.SPAM_POLICY,
            Check.VIRUS, Setting.VIRUS_POLICY,
            Check.SPF, Setting.SPF_POLICY,
            Check.DKIM, Setting.DKIM_POLICY,
            Check.DMARC, Setting.DMARC_POLICY);

    private final LocalSite local;
    private final Settings settings;
    private final List<SmtpTransport> servers = new ArrayList<>();

    private Site(LocalSite local, Settings settings) {
        this.local = local;
        this.settings = settings;
    }

    static Site open(Path folder, Settings settings) {
        try {
            TableNames tables = new TableNames(
                    settings.text(Setting.DYNAMODB_RULES_TABLE),
                    settings.text(Setting.DYNAMODB_MESSAGES_TABLE),
                    settings.text(Setting.DYNAMODB_BLOCKED_TABLE));
            return new Site(LocalSite.open(folder, tables, InstantSource.system()), settings);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A notice of a mail that no source gave out. */
    static Arrival notice(BlobRef ref, Envelope envelope, Verdicts verdicts) {
        return new Arrival(ref.bucket(), ref, envelope, verdicts, 1, Instant.EPOCH, new NoReceipt());
    }

    private record NoReceipt() implements Receipt {}

    LocalSite local() {
        return local;
    }

    MailWorkerBuilder worker() {
        MailWorkerBuilder builder = MailWorkerBuilder.on(local).config(config());
        return deliveringBySmtp() ? smtp(builder) : builder;
    }

    private boolean deliveringBySmtp() {
        return settings.isSet(Setting.SMTP_HOST) || settings.flag(Setting.LMTP_ENABLED);
    }

    private MailWorkerBuilder smtp(MailWorkerBuilder builder) {
        int pool = settings.number(Setting.SMTP_POOL_SIZE);
        SmtpSettings server = settings.flag(Setting.LMTP_ENABLED)
                ? SmtpSettings.lmtp(settings.text(Setting.LMTP_HOST)).withPort(settings.number(Setting.LMTP_PORT))
                : authenticated(SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                        .withPort(settings.number(Setting.SMTP_PORT)));
        SmtpSettings internal = SmtpSettings.smtp(settings.text(Setting.SMTP_HOST))
                .withPort(settings.number(Setting.INTERNAL_SMTP_PORT));
        return builder.transport(Route.LOCAL, connected(server, pool))
                .transport(Route.INTERNAL, connected(internal, pool));
    }

    private SmtpTransport connected(SmtpSettings server, int pool) {
        SmtpTransport transport = new SmtpTransport(server.withPool(PoolLimits.DEFAULT.withSize(pool)));
        servers.add(transport);
        return transport;
    }

    private SmtpSettings authenticated(SmtpSettings server) {
        SmtpSettings encrypted = settings.flag(Setting.SMTP_USE_TLS) ? server.withTls(Tls.required()) : server;
        return settings.textIfSet(Setting.SMTP_USER)
                .map(user -> encrypted.withCredentials(user, settings.text(Setting.SMTP_PASS)))
                .orElse(encrypted);
    }

    WorkerConfig config() {
        return WorkerConfig.defaults()
                .withSiteId(settings.textIfSet(Setting.SITE_ID).orElseGet(this::firstDomain))
                .withWorkerName(settings.textIfSet(Setting.WORKER_NAME).orElseGet(Site::hostName))
                .withVerdictPolicies(policies())
                .withWorkerThreads(settings.number(Setting.WORKER_THREADS))
                .withPollInterval(settings.seconds(Setting.POLL_INTERVAL))
                .withMaxMessages(settings.number(Setting.MAX_MESSAGES))
                .withVisibilityTimeout(settings.seconds(Setting.VISIBILITY_TIMEOUT))
                .withStopTimeout(settings.seconds(Setting.STOP_TIMEOUT))
                .withOutageGrace(settings.seconds(Setting.OUTAGE_GRACE))
                .withMaxAge(settings.seconds(Setting.MAX_AGE))
                .withInvalidStreak(settings.number(Setting.INVALID_STREAK))
                .withDeleteBlocked(settings.flag(Setting.DELETE_BLOCKED))
                .withAutoReplyPeriod(Duration.ofDays(settings.number(Setting.AUTOREPLY_DAYS)))
                .withForwardSpam(settings.flag(Setting.FORWARD_SPAM));
    }

    private VerdictPolicies policies() {
        VerdictPolicies policies = VerdictPolicies.PASS_ALL;
        for (Map.Entry<Check, Setting> policy : POLICIES.entrySet()) {
            policies = policies.with(policy.getKey(), settings.choice(policy.getValue(), VerdictPolicies.Policy.class));
        }
        return policies;
    }

    private String firstDomain() {
        return new TreeSet<>(local.domains()).stream().findFirst().orElse("mailworker");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "mailworker";
        }
    }

    @Override
    public void close() {
        servers.forEach(SmtpTransport::close);
        local.close();
    }
}
