package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.consume.StopReport;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Take mails and deliver them, until told to stop. SIGTERM or SIGINT finishes what is in work; a"
                + " second one ends at once.")
final class RunCommand implements Callable<Integer> {
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
            MailWorker worker = site.worker().listener(report::processed).build();
            return once ? tryOnce(site, worker, report) : runOn(worker, report);
        }
    }

    private static int tryOnce(Site site, MailWorker worker, RunReport report) throws InterruptedException {
        try (worker) {
            site.local().expedite();
            worker.runOnce();
        }
        report.summary();
        return report.isAllSettledWell() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static int runOn(MailWorker worker, RunReport report) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Signals.onFirst(asked::countDown);
        worker.start();
        asked.await();
        StopReport stop = worker.stop();
        report.summary();
        report.unfinished(stop.unfinished());
        return ExitCode.OK;
    }
}
