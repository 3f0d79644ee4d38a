package dev.mailworker.cli;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings in force, read from the environment. A value that can't be understood is refused with its remedy, whether
 * it is going to be used or not.
 */
final class Settings {
    private final Map<Setting, String> set = new EnumMap<>(Setting.class);

    /**
     * Reads and checks them.
     *
     * @param environment names and values; what is no setting is ignored, and an empty value is none
     * @throws UsageException if a value can't be understood
     */
    Settings(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String given = environment.getOrDefault(setting.name(), "");
            String value = setting.shape().isSecret() ? given : given.strip();
            if (!value.isEmpty()) {
                set.put(setting, checked(setting, value));
            }
        }
        if (isSet(Setting.SMTP_USER) && !isSet(Setting.SMTP_PASS)) {
            throw new UsageException("SMTP_USER is set and SMTP_PASS is not: set both, or neither");
        }
    }

    private static String checked(Setting setting, String value) {
        if (!setting.shape().fits().test(value)) {
            String shown = setting.shape().isSecret() ? "(hidden)" : value;
            throw new UsageException(setting + " is '" + shown + "' and has to be "
                    + setting.shape().words());
        }
        return value;
    }

    boolean isSet(Setting setting) {
        return set.containsKey(setting);
    }

    String text(Setting setting) {
        return set.getOrDefault(setting, setting.defaultValue());
    }

    Optional<String> textIfSet(Setting setting) {
        return Optional.ofNullable(set.get(setting));
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
