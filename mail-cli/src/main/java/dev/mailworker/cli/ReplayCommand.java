package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Work on mails again, by the same rules and with today's tables: whoever has a copy on record gets no"
                        + " other. May run beside a worker, and may be run again: it goes on with what is missing. SIGTERM or"
                        + " SIGINT finishes what is in work; a second one ends at once. 1 if something is deferred, was set"
                        + " aside or was not come to.")
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private MailSelection selection;

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

    @Option(
            names = "--lost",
            description =
                    "On AWS, also take mails of which nothing is on record, because their notices are lost: as long as"
                            + " one is in its queue, a worker may deliver its mail too.")
    private boolean lost;

    @Override
    public Integer call() throws IOException, InterruptedException {
        selection.check();
        try (Site site = common.open()) {
            Replays replays = site.replays();
            RunReport report = new RunReport(common, false);
            try (MailWorker worker = site.worker().listener(report).build()) {
                return replay(site, replays, worker, report);
            }
        }
    }

    private int replay(Site site, Replays replays, MailWorker worker, RunReport report)
            throws IOException, InterruptedException {
        Mails mails = site.mails();
        ReplayEnvelopes envelopes = new ReplayEnvelopes(mails, to, guess);
        Mode mode = force ? Mode.FORCED_REPLAY : Mode.REPLAY;
        LeftAlone leftAlone = new LeftAlone();
        Choice choice = Choice.of(selection, mails, mail -> isPossible(mail, replays, mode, leftAlone));
        try {
            if (dryRun) {
                new ReplayPreview(common, worker, envelopes, mode, leftAlone).show(choice.mails());
                choice.requireAny(selection, mails);
                return leftAlone.exitCode();
            }
            Progress progress = new Progress(common, choice.all());
            Replayer replayer = new Replayer(replays, worker, envelopes, mode, progress, leftAlone);
            boolean complete = replay(site, replayer, choice);
            if (complete) {
                choice.requireAny(selection, mails);
            }
            List<BlobRef> unfinished = worker.stop().unfinished();
            report.ended(unfinished, !complete || !unfinished.isEmpty());
            boolean well = complete && unfinished.isEmpty() && report.isAllSettledWell();
            return Math.max(leftAlone.exitCode(), well ? ExitCode.OK : ExitCode.NEGATIVE);
        } finally {
            leftAlone.report(common);
        }
    }

    private boolean replay(Site site, Replayer replayer, Choice choice) throws InterruptedException {
        Instant began = Instant.now();
        Signals signals = Signals.onFirst(() -> {
            replayer.beginNoMore();
            common.tellOfStop(site.config());
            replayer.stop();
        });
        try (signals) {
            boolean complete = replayer.replay(choice.mails());
            if (!complete) {
                common.note(goingOn(replayer.begun(), choice.all(), began));
            }
            return complete;
        }
    }

    /** Those that were done by force are still on record as whoever is to be chosen, but with the time when they were done. */
    private String goingOn(int begun, OptionalInt all, Instant began) {
        String same = force
                ? "the same command with --until "
                        + began.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1)
                : "the same command";
        String of = all.isPresent() ? " of " + all.getAsInt() : "";
        return "stopped after " + begun + of + " mails; " + same + " goes on with the others";
    }

    private boolean isPossible(SiteMail mail, Replays replays, Mode mode, LeftAlone leftAlone) {
        try {
            Optional<String> objection = replays.objection(mail, mode, lost);
            objection.ifPresent(because -> leftAlone.add(mail, because));
            return objection.isEmpty();
        } catch (PortException e) {
            leftAlone.add(mail, e);
            return false;
        }
    }
}
