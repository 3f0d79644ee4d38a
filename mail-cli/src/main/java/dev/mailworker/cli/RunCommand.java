package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.cli.http.WebServer;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.PortException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Take mails and deliver them, until told to stop. SIGTERM or SIGINT finishes what is in work; a"
                + " second one ends at once. SIGHUP has the files of settings and domains and the tables read again.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--once",
            description = "Try each mail that is there once, then end: 1 if something is deferred or was set aside.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        try (Site site = common.open()) {
            RunReport report = new RunReport(common);
            MailWorkerBuilder builder = site.worker().listener(report);
            return once ? tryOnce(site, builder.build(), report) : runOn(site, builder, report);
        }
    }

    private int tryOnce(Site site, MailWorker worker, RunReport report) throws InterruptedException {
        Signals signals = Signals.onFirst(() -> {
            common.tellOfStop(site.config());
            worker.stop();
        });
        List<BlobRef> unfinished;
        try (worker;
                signals) {
            expedite(site);
            worker.runOnce();
        } finally {
            unfinished = worker.stop().unfinished();
            report.ended(unfinished, signals.wereHeard());
        }
        return report.isAllSettledWell() && unfinished.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /** What keeps a domain from being looked through keeps it from being run, too, and is reported then. */
    private static void expedite(Site site) {
        try {
            site.expedite();
        } catch (PortException e) {
            LOG.info("{}", e.getMessage());
        }
    }

    private int runOn(Site site, MailWorkerBuilder builder, RunReport report) throws InterruptedException {
        Optional<WorkerMetrics> shown = metrics(site.settings());
        shown.ifPresent(metrics -> builder.listener(metrics.listener()));
        Optional<StatusPage> page = StatusPage.of(site.settings());
        page.ifPresent(seen -> builder.listener(seen.listener()));
        MailWorker worker = builder.build();
        shown.ifPresent(metrics -> metrics.watch(worker, site));
        WebServer health = health(site, worker);
        WebServer metrics = serve(shown, site);
        WebServer status =
                page.map(seen -> seen.serve(site.config().workerName(), worker)).orElse(null);
        CountDownLatch asked = new CountDownLatch(1);
        Signals signals = Signals.onFirst(asked::countDown);
        Signals hangUps = Signals.onHangUp(() -> readAgain(site));
        try (worker;
                signals;
                hangUps;
                health;
                metrics;
                status) {
            worker.start();
            asked.await();
            common.tellOfStop(site.config());
            report.ended(worker.stop().unfinished(), true);
        }
        return ExitCode.OK;
    }

    private void readAgain(Site site) {
        common.note("reading the files of settings and domains and the tables again");
        site.readAgain();
    }

    /** Without a port nobody is going to ask. */
    private static Optional<WorkerMetrics> metrics(Settings settings) {
        return settings.number(Setting.METRICS_PORT) == 0 ? Optional.empty() : Optional.of(new WorkerMetrics(settings));
    }

    private static @Nullable WebServer serve(Optional<WorkerMetrics> metrics, Site site) {
        return metrics.map(shown -> Servers.start(
                        "metrics", site.settings(), Setting.METRICS_PORT, Setting.METRICS_ADDRESS, shown.pages()))
                .orElse(null);
    }

    private static @Nullable WebServer health(Site site, MailWorker worker) {
        return Servers.start(
                "health", site.settings(), Setting.HEALTH_PORT, Setting.HEALTH_ADDRESS, HealthPages.of(worker::health));
    }
}
