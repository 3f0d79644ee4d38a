package dev.mailworker.cli;

import dev.mailworker.aws.AwsSite;
import dev.mailworker.aws.doctor.Doctor;
import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at what a site on AWS needs: credentials, queues, buckets, tables, SES and the mail servers. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Look at what the site needs, say what doesn't hold and how to mend it.",
            "Nothing is changed, and no mail is sent."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long it may take; what isn't known by then is unknown. Default ${DEFAULT-VALUE}.")
    private int timeout;

    @Override
    public Integer call() throws InterruptedException {
        if (timeout < 1) {
            throw new UsageException("--timeout has to be 1 or more seconds");
        }
        Settings settings = common.settingsOnAws();
        Set<String> domains = Domains.of(settings).get();
        Duration limit = Duration.ofSeconds(timeout);
        List<Finding> onAws =
                AwsSite.examine(AwsEnvironment.settings(settings), domains, settings.seconds(Setting.MAX_AGE), limit);
        List<Finding> servers = new Doctor(2, limit).examine(new MailServers(settings).examinations());
        List<Finding> all = new ArrayList<>(onAws);
        all.addAll(servers);
        new DoctorView(common.terminal(), common.isJson(), common.isVerbose()).show(all);
        return exitCode(onAws, servers);
    }

    /** What can't be looked at is no finding, unless that is so of everything. */
    private static int exitCode(List<Finding> onAws, List<Finding> servers) {
        boolean anybodyAnswered = onAws.stream()
                        .anyMatch(finding -> finding.state() != State.UNKNOWN
                                && !finding.subject().equals("credentials"))
                || servers.stream().anyMatch(finding -> finding.state() == State.OK);
        if (!anybodyAnswered) {
            return ExitCode.OUTSIDE;
        }
        boolean isAnyWrong = Stream.of(onAws, servers)
                .flatMap(List::stream)
                .anyMatch(finding -> finding.state() == State.WARN || finding.state() == State.BAD);
        return isAnyWrong ? ExitCode.NEGATIVE : ExitCode.OK;
    }
}
