package dev.mailworker.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Show which settings are in force, and where each value comes from:",
            "a flag, the environment, a line of the file, or the default.",
            "Nobody outside is asked."
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "What is in force for one domain, of that which can differ by domain.")
    private @Nullable String domain;

    @Override
    public Integer call() {
        Settings settings = common.settings();
        ConfigView view = new ConfigView(common);
        if (domain == null) {
            view.show(settings);
        } else {
            String name = Domains.domain(domain)
                    .orElseThrow(() -> new UsageException("--domain is '" + domain + "', which is no mail domain"));
            view.show(settings, name);
        }
        return ExitCode.OK;
    }
}
