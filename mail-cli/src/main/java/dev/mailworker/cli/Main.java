package dev.mailworker.cli;

import dev.mailworker.mail.EmailAddress;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
@Command(
        name = "mailworker",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Brings mail that Amazon SES received to a site's own mailboxes.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; not blocked",
            "1:a negative answer: blocked, deferred, set aside, not in the list, found by doctor",
            "2:usage or configuration",
            "3:key, object or file not found",
            "4:an outside service denied us or can't be reached",
            "70:a fault of the program",
            "130, 143:ended by a second SIGINT or SIGTERM"
        },
        footer = {"", "Settings come from flags, the environment and a file: see the README."})
public final class Main implements Runnable {
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("explain", ExplainCommand::new);
        COMMANDS.put("replay", ReplayCommand::new);
        COMMANDS.put("blocklist", BlocklistCommand::new);
        COMMANDS.put("doctor", DoctorCommand::new);
        COMMANDS.put("config", ConfigCommand::new);
        COMMANDS.put("completion", CompletionCommand::new);
        COMMANDS.put("warm-up", WarmUpCommand::new);
    }

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    private Main(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Runs it, and ends the process with one of the documented exit codes.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            // Scripts ask often, and reading all commands takes longer than the answer.
            System.out.println(version());
            return;
        }
        System.exit(run(
                System.getenv(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args));
    }

    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = new CommandLine(new Main(environment));
        commands(args).forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
        // In a command's help, half a hundred lines would hide the options that are its own.
        SettingFlags.addTo(commandLine, !isCompletion(args));
        commandLine
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed)
                .registerConverter(EmailAddress.class, Main::address);
        return commandLine.execute(args);
    }

    /** Reading a command takes longer than most commands: the one that is meant is enough, except for whoever lists them. */
    private static Map<String, Supplier<Object>> commands(String... args) {
        boolean isOne = args.length > 0 && COMMANDS.containsKey(args[0]) && !isCompletion(args);
        return isOne ? Map.of(args[0], COMMANDS.get(args[0])) : COMMANDS;
    }

    private static boolean isCompletion(String... args) {
        return args.length > 0 && args[0].equals("completion");
    }

    /** {@return the environment that a command of this program runs in} */
    static Map<String, String> environment(CommandSpec command) {
        return ((Main) command.root().userObject()).environment;
    }

    private static EmailAddress address(String text) {
        try {
            return EmailAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static int misused(ParameterException e, String... args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("mailworker: " + words(e));
        nearestOption(e).ifPresent(option -> err.println("Did you mean " + option + "?"));
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static Optional<String> nearestOption(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            String written = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
            return Optional.of(Nearest.of(
                    written, e.getCommandLine().getCommandSpec().optionsMap().keySet()));
        }
        return Optional.empty();
    }

    private static String words(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            CommandSpec command = e.getCommandLine().getCommandSpec();
            String what = "'" + unmatched.getUnmatched().get(0) + "'";
            return command.subcommands().isEmpty()
                    ? "unexpected argument " + what
                    : "unknown command " + what + ": there are " + String.join(", ", named(command));
        }
        return oneLine(e);
    }

    private static List<String> named(CommandSpec command) {
        return command.subcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        int code = ExitCode.of(e);
        commandLine.getErr().println("mailworker: " + oneLine(e));
        if (code == ExitCode.FAULT) {
            LoggerFactory.getLogger(Main.class).error("this is a fault of the program: please report it", e);
        }
        return code;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: run, explain, replay, blocklist, doctor, config or completion");
    }

    /** Reads the version from the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "mailworker " + (version == null ? "(unpackaged)" : version);
    }
}
