package dev.mailworker.cli;

import dev.mailworker.cli.Origin.Source;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows which settings are in force, and why. */
final class ConfigView {
    private static final String MASK = "(hidden)";

    private final CommonOptions common;

    ConfigView(CommonOptions common) {
        this.common = common;
    }

    /** A setting as it is in force. */
    private record Row(String setting, String value, Origin origin) {}

    /** Shows what is in force for all domains. */
    void show(Settings settings) {
        show(Arrays.stream(Setting.values())
                .map(setting -> row(setting, setting.name(), settings.text(setting), settings))
                .toList());
    }

    /**
     * Shows what is in force for one domain.
     *
     * @param settings those for all domains
     * @param domain in lower case
     */
    void show(Settings settings, String domain) {
        Settings its = settings.domains().of(domain);
        List<Row> rows = new ArrayList<>();
        rows.add(managed(settings, domain));
        for (Setting setting : Setting.values()) {
            setting.nameInDomain().ifPresent(name -> rows.add(row(setting, name, value(setting, its, domain), its)));
        }
        show(rows);
    }

    private static Row row(Setting setting, String name, String value, Settings settings) {
        boolean hidden = setting.shape().isSecret() && !value.isEmpty();
        return new Row(name, hidden ? MASK : value, settings.origin(setting));
    }

    private static String value(Setting setting, Settings its, String domain) {
        String text = its.text(setting);
        boolean isTemplate = setting == Setting.QUEUE_TEMPLATE || setting == Setting.BUCKET_TEMPLATE;
        return isTemplate ? text.replace("{domain}", domain.replace('.', '-')) : text;
    }

    private Row managed(Settings settings, String domain) {
        Optional<Origin> origin =
                common.folder().isPresent() ? inFolder(common.folder().get(), domain) : named(settings, domain);
        return new Row("managed", Boolean.toString(origin.isPresent()), origin.orElse(Origin.DEFAULT));
    }

    private static Optional<Origin> inFolder(Path site, String domain) {
        Path folder = site.resolve("spool").resolve(domain);
        return Files.isDirectory(folder) ? Optional.of(Origin.file(folder.toString(), 0)) : Optional.empty();
    }

    private static Optional<Origin> named(Settings settings, String domain) {
        ConfigFile.OfDomain inFile = settings.file().domains().get(domain);
        if (inFile != null) {
            return Optional.of(inFile.named());
        }
        boolean listed = Domains.listed(settings.text(Setting.DOMAINS)).stream()
                .flatMap(each -> Domains.domain(each).stream())
                .anyMatch(domain::equals);
        if (listed) {
            return Optional.of(settings.origin(Setting.DOMAINS));
        }
        return settings.textIfSet(Setting.DOMAINS_FILE)
                .filter(file -> DomainsFile.open(Path.of(file), Set.of(), WatchedFile.LOOK_EVERY)
                        .get()
                        .contains(domain))
                .map(file -> Origin.file(file, 0));
    }

    private void show(List<Row> rows) {
        if (common.isJson()) {
            rows.forEach(row -> common.terminal().line(Json.compact(json(row))));
        } else {
            common.terminal()
                    .table(
                            List.of("SETTING", "VALUE", "FROM"),
                            rows.stream()
                                    .map(row -> List.of(
                                            row.setting(),
                                            row.value().isEmpty() ? "–" : row.value(),
                                            row.origin().toString()))
                                    .toList());
        }
    }

    private static JsonValue json(Row row) {
        Origin origin = row.origin();
        JsonFields fields = new JsonFields()
                .with("setting", row.setting())
                .with("value", row.value())
                .with("from", origin.source().word());
        if (origin.source() != Source.DEFAULT) {
            fields.with("name", origin.name());
        }
        if (origin.line() > 0) {
            fields.with("line", origin.line());
        }
        return fields.build();
    }
}
