package dev.mailworker.cli;

import dev.mailworker.cli.ConfigFile.OfDomain;
import dev.mailworker.mail.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a file of settings (YAML 1.2). Only names and text are made of it, whatever else its author asks for. */
final class ConfigReader {
    private static final String DEFAULTS = "defaults";
    private static final String DOMAINS = "domains";
    /** Ten thousand domains with all that can differ, and comments. */
    private static final int LONGEST = 64 * 1024 * 1024;

    private final String file;

    private ConfigReader(String file) {
        this.file = file;
    }

    /** A name with what belongs to it. */
    private record Entry(String name, int line, Node value) {}

    /** Tells what one part of the file may set, by the names that it has there. */
    private record Vocabulary(String where, Map<String, Setting> settings) {
        static Vocabulary of(String where, Function<Setting, Optional<String>> name) {
            return new Vocabulary(
                    where,
                    Arrays.stream(Setting.values())
                            .filter(setting -> name.apply(setting).isPresent())
                            .collect(Collectors.toMap(
                                    setting -> name.apply(setting).orElseThrow(), setting -> setting)));
        }
    }

    private static final Vocabulary OF_ALL = Vocabulary.of(
            "under defaults",
            setting -> setting == Setting.CONFIG_FILE ? Optional.empty() : Optional.of(setting.nameInFile()));
    private static final Vocabulary OF_ONE = Vocabulary.of("of a domain", Setting::nameInDomain);

    /**
     * {@return what a file says}
     *
     * @param file what errors call it
     * @param text what is in it
     * @throws Unusable if it can't be understood, with the line and the remedy
     */
    static ConfigFile read(String file, String text) throws Unusable {
        return new ConfigReader(file).read(text);
    }

    private ConfigFile read(String text) throws Unusable {
        Map<Setting, Given> defaults = Map.of();
        Map<String, OfDomain> domains = Map.of();
        for (Entry part : entries(root(text), "the file", "'defaults:' and 'domains:'")) {
            switch (part.name()) {
                case DEFAULTS -> defaults = settings(part, OF_ALL);
                case DOMAINS -> domains = domains(part);
                default -> throw noPart(part);
            }
        }
        return new ConfigFile(defaults, domains);
    }

    private Node root(String text) throws Unusable {
        try {
            return new Compose(LoadSettings.builder()
                            .setLabel(file)
                            .setCodePointLimit(LONGEST)
                            .setAllowNonScalarKeys(true)
                            .build())
                    .composeString(text)
                    .orElseThrow(() -> unusable(1, "it says nothing: write 'defaults:' and 'domains:' into it"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw unusable(line, "this is no YAML: " + Printable.of(String.valueOf(e.getProblem()), 200));
        } catch (YamlEngineException e) {
            throw new Unusable(file + ": this is no YAML: " + Printable.of(String.valueOf(e.getMessage()), 200));
        }
    }

    private Unusable noPart(Entry part) {
        String remedy = OF_ALL.settings().containsKey(part.name())
                ? "is a setting: write it under 'defaults:'"
                : "is no part of the file: did you mean '" + Nearest.of(part.name(), List.of(DEFAULTS, DOMAINS)) + "'?";
        return unusable(part.line(), quoted(part.name()) + " " + remedy);
    }

    private Map<String, OfDomain> domains(Entry part) throws Unusable {
        Map<String, OfDomain> domains = new LinkedHashMap<>();
        for (Entry entry : entries(part.value(), DOMAINS, "domains, such as 'example.com:'")) {
            String domain = Domains.domain(entry.name())
                    .orElseThrow(() -> unusable(
                            entry.line(), quoted(entry.name()) + " is no mail domain: write one such as example.com"));
            Origin origin = Origin.file(file, entry.line());
            OfDomain before = domains.put(domain, new OfDomain(origin, settings(entry, OF_ONE)));
            if (before != null) {
                throw twice(entry, before.named().line());
            }
        }
        return domains;
    }

    private Map<Setting, Given> settings(Entry part, Vocabulary vocabulary) throws Unusable {
        Map<Setting, Given> settings = new EnumMap<>(Setting.class);
        for (Entry entry : entries(part.value(), part.name(), "settings, such as 'smtp_host: mail.example.com'")) {
            Setting setting = vocabulary.settings().get(entry.name());
            if (setting == null) {
                throw unknown(entry, vocabulary);
            }
            settings.put(setting, new Given(value(entry, setting), Origin.file(file, entry.line())));
        }
        return settings;
    }

    private Unusable unknown(Entry entry, Vocabulary vocabulary) {
        String name = entry.name();
        Setting elsewhere =
                OF_ALL.settings().getOrDefault(name, OF_ONE.settings().get(name));
        if (elsewhere == null) {
            return unusable(
                    entry.line(),
                    quoted(name) + " is no setting " + vocabulary.where() + ": did you mean '"
                            + Nearest.of(name, vocabulary.settings().keySet()) + "'?");
        }
        String remedy = elsewhere
                .nameInDomain()
                .filter(ofOne -> vocabulary.settings().containsKey(ofOne))
                .map(ofOne -> "here it is called '" + ofOne + "'")
                .orElse(
                        vocabulary.equals(OF_ONE)
                                ? "it is the same for all domains: write it under 'defaults:'"
                                : "for all domains it is called '" + elsewhere.nameInFile() + "'");
        return unusable(entry.line(), quoted(name) + " is no setting " + vocabulary.where() + ": " + remedy);
    }

    private String value(Entry entry, Setting setting) throws Unusable {
        if (!(entry.value() instanceof ScalarNode scalar)) {
            throw unusable(
                    entry.line(),
                    entry.name() + " has to be " + setting.shape().words() + ", and not a list or names with values");
        }
        String value = setting.bare(scalar.getValue());
        boolean mayBeUnset = setting.defaultValue().isEmpty() && !isNothing(scalar);
        if (value.isEmpty() ? !mayBeUnset : isNothing(scalar)) {
            throw unusable(
                    entry.line(),
                    entry.name() + " has no value: write " + setting.shape().words() + ", or leave it out");
        }
        Optional<String> objection = value.isEmpty() ? Optional.empty() : setting.objection(entry.name(), value);
        if (objection.isPresent()) {
            throw unusable(entry.line(), objection.get());
        }
        return value;
    }

    /** What a part holds by name; nothing at all is as good as none. */
    private List<Entry> entries(Node node, String whose, String wanted) throws Unusable {
        if (isNothing(node)) {
            return List.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw unusable(line(node), whose + " has to hold " + wanted);
        }
        Map<String, Integer> lines = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw unusable(line(tuple.getKeyNode()), whose + " has to hold " + wanted);
            }
            Entry entry = new Entry(key.getValue(), line(key), tuple.getValueNode());
            Integer before = lines.put(entry.name(), entry.line());
            if (before != null) {
                throw twice(entry, before);
            }
            entries.add(entry);
        }
        return entries;
    }

    private Unusable twice(Entry entry, int before) {
        return unusable(entry.line(), quoted(entry.name()) + " is there twice, in line " + before + " too");
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static String quoted(String text) {
        return "'" + Printable.of(text, 80) + "'";
    }

    private Unusable unusable(int line, String what) {
        return new Unusable(file + ":" + line + ": " + what);
    }
}
