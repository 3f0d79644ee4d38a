package dev.mailworker.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus reads from a page of text format 0.0.4. */
final class Scrape {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** How the series of a histogram end, besides its own name. */
    private static final String PARTS = "_(bucket|count|sum)$";

    private final Map<String, String> types = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** One value; the labels without {@code le}. */
    record Sample(String name, Map<String, String> labels, double value) {}

    /** A series as documents list it: the names of the labels are sorted. */
    record Series(String name, String type, Set<String> labels) {}

    Scrape(String text) {
        text.lines().forEach(this::read);
    }

    private void read(String line) {
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (type.matches()) {
            types.put(type.group(1), type.group(2));
        } else if (sample.matches()) {
            samples.add(new Sample(
                    sample.group(1),
                    labels(Objects.requireNonNullElse(sample.group(2), "")),
                    Double.parseDouble(sample.group(3))));
        } else if (!line.startsWith("# HELP ")) {
            throw new AssertionError("this is no line of a scrape: " + line);
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        labels.remove("le");
        return labels;
    }

    /** {@return all series, each with the labels that any of its samples has} */
    Set<Series> series() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (Sample sample : samples) {
            labels.computeIfAbsent(family(sample.name()), name -> new TreeSet<>())
                    .addAll(sample.labels().keySet());
        }
        Set<Series> all = new HashSet<>();
        labels.forEach((name, its) -> all.add(new Series(name, type(name), its)));
        return all;
    }

    private String family(String name) {
        String whole = name.replaceFirst(PARTS, "");
        return types.containsKey(name) ? name : whole;
    }

    private String type(String name) {
        return Objects.requireNonNull(types.get(name), name + " has no type");
    }

    /** {@return the sum of all samples of a name whose labels have these values} */
    double sum(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    boolean has(String name) {
        return has(name, Set.of());
    }

    /** {@return whether a sample of a name has all these labels} */
    boolean has(String name, Set<String> labels) {
        return samples.stream()
                .anyMatch(sample ->
                        sample.name().equals(name) && sample.labels().keySet().containsAll(labels));
    }
}
