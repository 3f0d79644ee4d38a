package dev.mailworker.cli;

import dev.mailworker.aws.AwsSite;
import dev.mailworker.aws.doctor.Doctor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Looks at what a site on AWS needs: credentials, queues, buckets, tables, SES and the mail servers. No method of this class
 * has a type of AWS in its signature, for all commands' methods are looked at before any of them runs.
 */
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
        Diagnosis diagnosis = new Diagnosis(
                AwsSite.examine(AwsEnvironment.settings(settings), domains, settings.seconds(Setting.MAX_AGE), limit),
                new Doctor(2, limit).examine(new MailServers(settings).examinations(domains)));
        new DoctorView(common.terminal(), common.isJson(), common.isVerbose()).show(diagnosis.all());
        return diagnosis.exitCode();
    }
}
