package dev.mailworker.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings in force, read from the environment. A value that can't be understood is refused with its remedy. */
final class Settings {
    private final Map<Setting, String> set = new EnumMap<>(Setting.class);

    Settings(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String value = environment.getOrDefault(setting.name(), "").strip();
            if (!value.isEmpty()) {
                set.put(setting, value);
            }
        }
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

    int number(Setting setting, int least, int most) {
        try {
            int number = Integer.parseInt(text(setting));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(setting, "a whole number from " + least + " to " + most, e);
        }
        throw wrong(setting, "a whole number from " + least + " to " + most, null);
    }

    Duration seconds(Setting setting, int least) {
        return Duration.ofSeconds(number(setting, least, Integer.MAX_VALUE));
    }

    boolean flag(Setting setting) {
        return switch (text(setting).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw wrong(setting, "true or false", null);
        };
    }

    <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(choice -> choice.name().equalsIgnoreCase(text(setting)))
                .findFirst()
                .orElseThrow(() -> wrong(setting, choices(type), null));
    }

    private static <E extends Enum<E>> String choices(Class<E> type) {
        return "one of "
                + Arrays.stream(type.getEnumConstants())
                        .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    private UsageException wrong(Setting setting, String wanted, @Nullable Throwable cause) {
        String value = setting == Setting.SMTP_PASS ? "(hidden)" : text(setting);
        return new UsageException(setting + " is '" + value + "' and has to be " + wanted, cause);
    }
}
