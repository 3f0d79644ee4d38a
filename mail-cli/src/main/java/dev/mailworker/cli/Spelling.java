package dev.mailworker.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds environment variables that somebody may have meant as settings. Others' are nobody's business. */
final class Spelling {
    private static final int MOST_EDITS = 2;
    private static final Set<String> NAMES =
            Arrays.stream(Setting.values()).map(Setting::name).collect(Collectors.toUnmodifiableSet());

    private Spelling() {}

    /**
     * {@return a warning for each name that is two edits or less from a setting's, sorted}
     *
     * @param environment the variables' names
     */
    static List<String> warnings(Collection<String> environment) {
        return environment.stream()
                .filter(name -> !NAMES.contains(name) && !isAnotherServices(name))
                .sorted()
                .flatMap(name -> meant(name).stream()
                        .map(setting ->
                                name + " is set in the environment, and is no setting: did you mean " + setting + "?"))
                .toList();
    }

    private static Optional<String> meant(String name) {
        return NAMES.stream()
                .filter(setting -> Math.abs(setting.length() - name.length()) <= MOST_EDITS
                        && Nearest.edits(name, setting) <= MOST_EDITS)
                .min(Comparator.<String>comparingInt(setting -> Nearest.edits(name, setting))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** AWS has more services with names of three letters than those that are asked for mail. */
    private static boolean isAnotherServices(String name) {
        return name.matches("AWS_ENDPOINT_URL_[A-Z0-9]{2,3}");
    }
}
