package dev.mailworker.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force for all domains: flags win over the environment, the environment over the file, the file over the
 * defaults. They stay as they are while the program runs. A value that can't be understood is refused with its remedy, whether
 * it is going to be used or not. What differs by domain is in {@link DomainSettings}.
 */
final class Settings {
    private final Map<Setting, Given> given;
    private final Supplier<ConfigFile> file;
    private @Nullable DomainSettings domains;

    /**
     * Reads and checks the environment.
     *
     * @param environment names and values; what is no setting is ignored, and an empty value is none; an empty port on which
     *     the worker would listen turns that off
     * @throws UsageException if a value can't be understood
     */
    Settings(Map<String, String> environment) {
        this(said(Map.of(), environment), () -> ConfigFile.NONE);
        check().ifPresent(objection -> {
            throw new UsageException(objection);
        });
    }

    private Settings(Map<Setting, Given> given, Supplier<ConfigFile> file) {
        this.given = new EnumMap<>(Setting.class);
        this.given.putAll(given);
        this.file = file;
    }

    /**
     * Reads and checks everything that says something, the file included that one of them may name.
     *
     * @param flags values by setting; an empty one says that the setting is not set
     * @param environment as {@link #Settings(Map)}
     * @throws UsageException if a value can't be understood, or the file can't be used
     */
    static Settings read(Map<Setting, String> flags, Map<String, String> environment) {
        Settings said = new Settings(said(flags, environment), () -> ConfigFile.NONE);
        Settings all = said.textIfSet(Setting.CONFIG_FILE)
                .map(file -> WatchedConfig.open(Path.of(file), said))
                .orElse(said);
        all.check().ifPresent(objection -> {
            throw new UsageException(objection);
        });
        return all;
    }

    private static Map<Setting, Given> said(Map<Setting, String> flags, Map<String, String> environment) {
        Map<Setting, Given> said = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Optional<String> value = Optional.ofNullable(environment.get(setting.name()))
                    .map(text -> bare(setting, text))
                    .map(text -> text.isEmpty() && setting.shape().equals(Shape.OWN_PORT) ? "0" : text)
                    .filter(text -> !text.isEmpty());
            if (value.isPresent()) {
                said.put(setting, checked(setting, value.get(), setting.name(), Origin.environment(setting)));
            }
        }
        flags.forEach((setting, value) -> said.put(setting, given(setting, value)));
        return said;
    }

    private static Given given(Setting setting, String flag) {
        if (setting.shape().isSecret()) {
            throw new UsageException(setting.flag() + ": everybody on this machine can read a command line: set "
                    + setting + " in the environment, or " + setting.nameInFile() + " in the file of settings");
        }
        return checked(setting, flag.strip(), setting.flag(), Origin.flag(setting));
    }

    private static String bare(Setting setting, String value) {
        return setting.shape().isSecret() ? value : value.strip();
    }

    private static Given checked(Setting setting, String value, String called, Origin origin) {
        if (!value.isEmpty()) {
            setting.objection(called, value).ifPresent(objection -> {
                throw new UsageException(objection);
            });
        }
        return new Given(value, origin);
    }

    /** {@return these settings above what a file sets for all domains} */
    Settings above(ConfigFile said, Supplier<ConfigFile> current) {
        Map<Setting, Given> all = new EnumMap<>(Setting.class);
        all.putAll(said.defaults());
        all.putAll(given);
        return new Settings(all, current);
    }

    /** {@return these settings with some replaced} */
    Settings with(Map<Setting, Given> others) {
        Settings changed = new Settings(given, file);
        changed.given.putAll(others);
        return changed;
    }

    /** {@return what doesn't go together, with the remedy; empty if all does} */
    Optional<String> check() {
        return isSet(Setting.SMTP_USER) && !isSet(Setting.SMTP_PASS)
                ? Optional.of("SMTP_USER is set and SMTP_PASS is not: set both, or neither")
                : Optional.empty();
    }

    /** {@return what is in force for each domain} */
    synchronized DomainSettings domains() {
        DomainSettings made = domains == null ? new DomainSettings(this) : domains;
        domains = made;
        return made;
    }

    /** {@return what the file says at the moment; nothing if there is none} */
    ConfigFile file() {
        return file.get();
    }

    /** {@return the file, to be asked again; what it gives stays the same object as long as it says the same} */
    Supplier<ConfigFile> watched() {
        return file;
    }

    /** Reads the file again even if it looks unchanged. */
    void readAgain() {
        if (file instanceof WatchedFile<?> watched) {
            watched.readAgain();
        }
    }

    boolean isSet(Setting setting) {
        return textIfSet(setting).isPresent();
    }

    String text(Setting setting) {
        return textIfSet(setting).orElse(setting.defaultValue());
    }

    Optional<String> textIfSet(Setting setting) {
        return Optional.ofNullable(given.get(setting)).map(Given::value).filter(value -> !value.isEmpty());
    }

    /** {@return where the value in force comes from} */
    Origin origin(Setting setting) {
        Given said = given.get(setting);
        return said == null ? Origin.DEFAULT : said.origin();
    }

    int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    Duration seconds(Setting setting) {
        return Duration.ofSeconds(number(setting));
    }

    boolean flag(Setting setting) {
        return Shape.isTrue(text(setting));
    }

    <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
        return Enum.valueOf(type, text(setting).toUpperCase(Locale.ROOT));
    }
}
