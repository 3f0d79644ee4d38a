package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Say why a mail did or didn't arrive: what each rule ruled for each recipient and what came of it;"
                        + " and, where it differs, what today's tables would rule.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(names = "--key", required = true, paramLabel = "KEY", description = "The mail's key.")
    private String key;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only this domain's mail of that key.")
    private @Nullable String domain;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Site site = common.open();
                MailWorker worker = site.worker().build()) {
            List<SiteMail> found = site.mails().find(key, Optional.ofNullable(domain));
            if (found.isEmpty()) {
                throw new PortException(PortException.Kind.NOT_FOUND, notFound(site));
            }
            Explanation.Reader reader = new Explanation.Reader(site, worker);
            Optional<PortException> trouble = Optional.empty();
            for (SiteMail mail : found) {
                Explanation explanation = reader.read(mail);
                new ExplanationView(common).show(explanation);
                trouble = trouble.or(explanation::trouble);
            }
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            return ExitCode.OK;
        }
    }

    private String notFound(Site site) {
        String of = domain == null ? "" : " of " + domain;
        return "no mail" + of + " with the key '" + key + "' is in "
                + site.mails().place();
    }
}
