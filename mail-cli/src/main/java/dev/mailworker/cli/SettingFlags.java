package dev.mailworker.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Makes each setting a flag of the commands that have settings. */
final class SettingFlags {
    private static final String[] FOOTER = {
        "",
        "Each setting is an option too, which wins over the environment and the file:",
        "SMTP_HOST as --smtp-host VALUE. 'mailworker config' lists them all."
    };

    private SettingFlags() {}

    /**
     * Adds them to a command and all below it.
     *
     * @param command the command
     * @param hidden whether its help is silent about them
     */
    static void addTo(CommandLine command, boolean hidden) {
        CommandSpec spec = command.getCommandSpec();
        spec.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(CommonOptions.class::isInstance)
                .findFirst()
                .ifPresent(common -> add(spec, ((CommonOptions) common).flags(), hidden));
        command.getSubcommands().values().forEach(below -> addTo(below, hidden));
    }

    private static void add(CommandSpec spec, Map<Setting, String> flags, boolean hidden) {
        for (Setting setting : Setting.values()) {
            spec.addOption(OptionSpec.builder(setting.flag())
                    .type(String.class)
                    .paramLabel(setting == Setting.CONFIG_FILE ? "FILE" : "VALUE")
                    .description(description(setting))
                    .hidden(hidden && setting != Setting.CONFIG_FILE)
                    .setter(new Taking(setting, flags))
                    .build());
        }
        if (spec.usageMessage().footer().length == 0) {
            spec.usageMessage().footer(FOOTER);
        }
    }

    private static String description(Setting setting) {
        String meaning = setting.meaning();
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1).replace("%", "%%") + ".";
    }

    /** Takes a flag's value. */
    private record Taking(Setting setting, Map<Setting, String> flags) implements ISetter {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
        public <T> T set(T value) {
            String before = value == null ? flags.remove(setting) : flags.put(setting, (String) value);
            return (T) before;
        }
    }
}
