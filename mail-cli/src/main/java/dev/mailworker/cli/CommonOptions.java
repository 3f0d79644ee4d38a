package dev.mailworker.cli;

import dev.mailworker.WorkerConfig;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command that works on a site takes. */
final class CommonOptions {
    private static final Logger LOG = LoggerFactory.getLogger(CommonOptions.class);

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

    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

    /** How results are printed. */
    enum Format {
        text,
        json
    }

    /** {@return where the settings go that are given as flags} */
    Map<Setting, String> flags() {
        return flags;
    }

    /** {@return the folder of the local site, if it is one} */
    Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    Site open() {
        return Site.open(folder, settings());
    }

    /** {@return the settings in force, for what only a site on AWS has} */
    Settings settingsOnAws() {
        if (folder != null) {
            throw new UsageException("this is about a site on AWS: leave out --local");
        }
        return settings();
    }

    /** {@return the settings, for work that needs no site} */
    Settings withoutSite() {
        if (folder != null) {
            throw new UsageException("--local and --file exclude each other: the files are no site's");
        }
        return settings();
    }

    /** {@return the settings in force, whatever is going to be done with them} */
    Settings settings() {
        if (quiet && verbose) {
            throw new UsageException("--quiet and --verbose exclude each other: give one of them");
        }
        Logging.setUp(quiet, verbose);
        Spelling.warnings(environment().keySet()).forEach(LOG::warn);
        return Settings.read(flags, environment(), WatchedFile.LOOK_EVERY);
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

    /** Tells that a signal was heard, and what it does. */
    void tellOfStop(WorkerConfig config) {
        note("stopping: what is in work gets " + config.stopTimeout().toSeconds()
                + " s to end; a second signal ends at once");
    }

    /** {@return where results go: nowhere with {@code --quiet}} */
    Terminal terminal() {
        PrintWriter out = quiet
                ? new PrintWriter(Writer.nullWriter())
                : spec.commandLine().getOut();
        return new Terminal(out, Terminal.hasColours(environment()));
    }
}
