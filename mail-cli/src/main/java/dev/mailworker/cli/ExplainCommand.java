package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Say why a mail did or didn't arrive: what each rule ruled for each recipient and what came of it;"
                        + " and, where it differs, what today's tables would rule."
                        + " Or, with --file, what would be decided about mails that are files, with tables and no site.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @ArgGroup
    private @Nullable Wanted wanted;

    @Spec
    private CommandSpec spec;

    /** Which mails to explain. */
    static final class Wanted {
        @ArgGroup(exclusive = false)
        private @Nullable SiteMailOptions site;

        @ArgGroup(exclusive = false)
        private @Nullable MailFileOptions files;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wanted == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--key=KEY' or '--file=FILE'");
        }
        return wanted.files != null
                ? new FileExplanations(common, wanted.files).show()
                : ofSite(Objects.requireNonNull(wanted.site));
    }

    private int ofSite(SiteMailOptions wanted) throws IOException, InterruptedException {
        try (Site site = common.open();
                MailWorker worker = site.worker().build()) {
            List<SiteMail> found = site.mails().find(wanted.key, Optional.ofNullable(wanted.domain));
            if (found.isEmpty()) {
                throw new PortException(PortException.Kind.NOT_FOUND, notFound(site, wanted));
            }
            Explanation.Reader reader = new Explanation.Reader(site, worker);
            Optional<PortException> trouble = Optional.empty();
            for (SiteMail one : found) {
                Explanation explanation = reader.read(one);
                new ExplanationView(common).show(explanation);
                trouble = trouble.or(explanation::trouble);
            }
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            return ExitCode.OK;
        }
    }

    private static String notFound(Site site, SiteMailOptions mail) {
        String of = mail.domain == null ? "" : " of " + mail.domain;
        return "no mail" + of + " with the key '" + mail.key + "' is in "
                + site.mails().place();
    }
}
