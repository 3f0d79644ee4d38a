package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Work on mails again, by the same rules and with today's tables: whoever has a copy on record gets no"
                        + " other. May run beside a worker, and may be run again: it goes on with what is missing. 1 if"
                        + " something is deferred or was set aside.")
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private ReplaySelection selection;

    @Option(names = "--dry-run", description = "Only say what would be done, and what is done already.")
    private boolean dryRun;

    @Option(names = "--force", description = "Do again what is on record, and let no verdict policy stand against it.")
    private boolean force;

    @Option(
            names = "--to",
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "The envelope recipients, instead of those on record.")
    private List<EmailAddress> to = List.of();

    @Option(
            names = "--guess-envelope",
            description = "Where no envelope is on record, guess it from the mail's header.")
    private boolean guess;

    @Override
    public Integer call() throws IOException, InterruptedException {
        selection.check();
        try (Site site = common.open()) {
            RunReport report = new RunReport(common);
            try (MailWorker worker = site.worker().listener(report).build()) {
                ReplayEnvelopes envelopes = new ReplayEnvelopes(site, to, guess);
                Mode mode = force ? Mode.FORCED_REPLAY : Mode.REPLAY;
                List<BlobRef> mails = selected(site);
                if (dryRun) {
                    new ReplayPreview(common, worker, envelopes, mode).show(mails);
                    return ExitCode.OK;
                }
                boolean allTaken = new Replayer(common, site, worker, envelopes, mode).replay(mails);
                report.summary();
                return allTaken && report.isAllSettledWell() ? ExitCode.OK : ExitCode.NEGATIVE;
            }
        }
    }

    private List<BlobRef> selected(Site site) {
        Instant now = Instant.now();
        List<BlobRef> mails = site.local().blobs().list().stream()
                .filter(selection::includes)
                .filter(ref -> selection.includes(site.local().blobs().audit(ref), now))
                .toList();
        if (mails.isEmpty()) {
            throw new PortException(
                    PortException.Kind.NOT_FOUND,
                    selection.words() + " in " + site.local().folder()
                            + "; a mail that was deleted, because all its recipients blocked it, can't come back");
        }
        return mails;
    }
}
