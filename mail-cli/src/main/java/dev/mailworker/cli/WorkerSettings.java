package dev.mailworker.cli;

import dev.mailworker.WorkerConfig;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.Check;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Makes settings into those of a worker. */
final class WorkerSettings {
    private static final Map<Check, Setting> POLICIES = Map.of(
            Check.SPAM, Setting.SPAM_POLICY,
            Check.VIRUS, Setting.VIRUS_POLICY,
            Check.SPF, Setting.SPF_POLICY,
            Check.DKIM, Setting.DKIM_POLICY,
            Check.DMARC, Setting.DMARC_POLICY);

    private WorkerSettings() {}

    /**
     * {@return a worker's settings}
     *
     * @param settings those in force
     * @param domains the site's domains
     */
    static WorkerConfig of(Settings settings, Collection<String> domains) {
        return WorkerConfig.defaults()
                .withSiteId(settings.textIfSet(Setting.SITE_ID).orElseGet(() -> first(domains)))
                .withWorkerName(settings.textIfSet(Setting.WORKER_NAME).orElseGet(WorkerSettings::hostName))
                .withVerdictPolicies(policies(settings).get())
                .withWorkerThreads(settings.number(Setting.WORKER_THREADS))
                .withPollInterval(settings.seconds(Setting.POLL_INTERVAL))
                .withMaxMessages(settings.number(Setting.MAX_MESSAGES))
                .withVisibilityTimeout(settings.seconds(Setting.VISIBILITY_TIMEOUT))
                .withStopTimeout(settings.seconds(Setting.STOP_TIMEOUT))
                .withOutageGrace(settings.seconds(Setting.OUTAGE_GRACE))
                .withMaxAge(settings.seconds(Setting.MAX_AGE))
                .withInvalidStreak(settings.number(Setting.INVALID_STREAK))
                .withInvalidPolicy(settings.choice(Setting.INVALID_POLICY, InvalidPolicy.class))
                .withDeleteBlocked(settings.flag(Setting.DELETE_BLOCKED))
                .withAutoReplyPeriod(Duration.ofDays(settings.number(Setting.AUTOREPLY_DAYS)))
                .withForwardSpam(settings.flag(Setting.FORWARD_SPAM));
    }

    /** {@return the policies of all domains, at the moment of asking} */
    static Supplier<VerdictPolicies> policies(Settings settings) {
        VerdictPolicies usual = policiesOf(settings);
        return new Derived<>(settings.domains()::differing, domains -> {
            Map<String, VerdictPolicies> own = new HashMap<>();
            domains.forEach((domain, its) -> own.put(domain, policiesOf(its)));
            own.values().removeIf(usual::equals);
            return usual.withDomains(own);
        });
    }

    private static VerdictPolicies policiesOf(Settings settings) {
        VerdictPolicies policies = VerdictPolicies.PASS_ALL;
        for (Map.Entry<Check, Setting> policy : POLICIES.entrySet()) {
            policies = policies.with(policy.getKey(), settings.choice(policy.getValue(), VerdictPolicies.Policy.class));
        }
        return policies;
    }

    private static String first(Collection<String> domains) {
        return new TreeSet<>(domains).stream().findFirst().orElse("mailworker");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "mailworker";
        }
    }
}
