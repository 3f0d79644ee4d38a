package dev.mailworker.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of settings. What it says of domains works at once when it changes; what it sets for all domains works from the
 * next start on.
 */
final class WatchedConfig implements WatchedFile.Content<ConfigFile> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedConfig.class);

    private final Path file;
    private final Settings above;
    private final ConfigFile first;

    private WatchedConfig(Path file, Settings above, ConfigFile first) {
        this.file = file;
        this.above = above;
        this.first = first;
    }

    /**
     * Reads the file for the first time.
     *
     * @param file where it is
     * @param above the settings that win over it
     * @param pause between two looks whether it has changed, at least
     * @return all settings
     * @throws UsageException if it can't be read or understood
     */
    static Settings open(Path file, Settings above, Duration pause) {
        ConfigFile first = WatchedFile.open(file, new WatchedConfig(file, above, ConfigFile.NONE), pause)
                .get();
        return above.above(first, WatchedFile.open(file, new WatchedConfig(file, above, first), pause));
    }

    @Override
    public Setting setting() {
        return Setting.CONFIG_FILE;
    }

    @Override
    public String remedy() {
        return "see docs/configuration.md for what it holds, or name another";
    }

    @Override
    public ConfigFile read(String text) throws Unusable {
        ConfigFile read = ConfigReader.read(file.toString(), text);
        Settings all = above.above(first.equals(ConfigFile.NONE) ? read : first, () -> read);
        for (Map.Entry<String, Settings> one : all.domains().differing().entrySet()) {
            Optional<String> objection = one.getValue().check();
            if (objection.isPresent() && all.check().isEmpty()) {
                throw new Unusable(named(read, one.getKey()) + one.getKey() + ": " + objection.get());
            }
        }
        return read;
    }

    private static String named(ConfigFile read, String domain) {
        return Optional.ofNullable(read.domains().get(domain))
                .map(known -> known.named() + ": ")
                .orElse("");
    }

    @Override
    public void changed(ConfigFile before, ConfigFile now) {
        LOG.info("{} was read again: {} domains", file, now.domains().size());
        Set<String> waiting = Stream.concat(first.defaults().keySet().stream(), now.defaults().keySet().stream())
                .filter(setting -> !value(first, setting).equals(value(now, setting)))
                .map(Setting::nameInFile)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!waiting.isEmpty()) {
            LOG.warn(
                    "{}: what changed under 'defaults:' works from the next start on: {}",
                    file,
                    String.join(", ", waiting));
        }
    }

    private static Optional<String> value(ConfigFile said, Setting setting) {
        return Optional.ofNullable(said.defaults().get(setting)).map(Given::value);
    }
}
