package dev.mailworker.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command that works on a site takes. */
final class CommonOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--local",
            paramLabel = "DIR",
            description = "The folder of a local site (see docs/local-site.md); without it, the site is on AWS.")
    private @Nullable Path folder;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (see docs/output.md); default ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = "--quiet", description = "Print nothing but errors: the exit code answers.")
    private boolean quiet;

    @Option(names = "--verbose", description = "Print every ruling, and log what is done to standard error.")
    private boolean verbose;

    /** How results are printed. */
    enum Format {
        text,
        json
    }

    Site open() {
        return Site.open(folder, settings());
    }

    /** {@return the settings, for work that needs no site} */
    Settings withoutSite() {
        if (folder != null) {
            throw new UsageException("--local and --file exclude each other: the files are no site's");
        }
        return settings();
    }

    private Settings settings() {
        if (quiet && verbose) {
            throw new UsageException("--quiet and --verbose exclude each other: give one of them");
        }
        Logging.setUp(quiet, verbose);
        return new Settings(environment());
    }

    boolean isJson() {
        return format == Format.json;
    }

    boolean isVerbose() {
        return verbose;
    }

    private Map<String, String> environment() {
        return Main.environment(spec);
    }

    /** {@return whether somebody looks on, at a terminal} */
    boolean hasTerminal() {
        return !quiet && !isJson() && Terminal.isThere();
    }

    /** Tells people what is going on, beside the results. */
    void note(String text) {
        if (!quiet) {
            spec.commandLine().getErr().println("mailworker: " + text);
        }
    }

    /** {@return where results go: nowhere with {@code --quiet}} */
    Terminal terminal() {
        PrintWriter out = quiet
                ? new PrintWriter(Writer.nullWriter())
                : spec.commandLine().getOut();
        return new Terminal(out, Terminal.hasColours(environment()));
    }
}
