package dev.mailworker.cli;

import dev.mailworker.aws.doctor.Finding;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows what the doctor found. */
final class DoctorView {
    private static final List<State> WORST_FIRST = List.of(State.BAD, State.WARN, State.UNKNOWN);

    private final Terminal terminal;
    private final boolean json;
    private final boolean verbose;

    /**
     * @param json an object for each finding
     * @param verbose what holds too, each by itself
     */
    DoctorView(Terminal terminal, boolean json, boolean verbose) {
        this.terminal = terminal;
        this.json = json;
        this.verbose = verbose;
    }

    void show(List<Finding> findings) {
        if (json) {
            findings.forEach(finding -> terminal.line(Json.compact(object(finding))));
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        holding(findings).forEach((subject, found) -> rows.add(List.of("ok", subject, found)));
        for (State state : WORST_FIRST) {
            with(state, findings).forEach(finding -> rows.add(row(finding)));
        }
        terminal.table(List.of("STATE", "SUBJECT", "FOUND"), rows);
        remedies(findings);
    }

    /** What holds of one subject stands in one row, unless every detail is asked for. */
    private Map<String, String> holding(List<Finding> findings) {
        Map<String, String> bySubject = new LinkedHashMap<>();
        for (Finding finding : with(State.OK, findings)) {
            bySubject.merge(
                    finding.subject(),
                    finding.found(),
                    (one, other) -> verbose ? one + "; " + other : one + (one.endsWith("…") ? "" : "; …"));
        }
        return bySubject;
    }

    private static List<Finding> with(State state, List<Finding> findings) {
        return findings.stream().filter(finding -> finding.state() == state).toList();
    }

    private static List<String> row(Finding finding) {
        return List.of(word(finding.state()), finding.subject(), finding.found());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private void remedies(List<Finding> findings) {
        Map<State, Long> counts =
                findings.stream().collect(Collectors.groupingBy(Finding::state, Collectors.counting()));
        for (State state : WORST_FIRST) {
            List<Finding> curable = with(state, findings).stream()
                    .filter(finding -> !finding.remedy().isEmpty())
                    .toList();
            if (!curable.isEmpty()) {
                terminal.line("");
                terminal.line(
                        switch (state) {
                            case BAD -> "To mend:";
                            case WARN -> "To look into:";
                            default -> "Not known:";
                        });
                curable.forEach(finding -> terminal.line("  " + finding.subject() + ": " + finding.remedy()));
            }
        }
        terminal.line("");
        terminal.line(counts.getOrDefault(State.OK, 0L) + " ok, " + counts.getOrDefault(State.WARN, 0L)
                + " to look into, " + counts.getOrDefault(State.BAD, 0L) + " bad, "
                + counts.getOrDefault(State.UNKNOWN, 0L) + " unknown");
    }

    private static JsonValue object(Finding finding) {
        return new JsonFields()
                .with("subject", finding.subject())
                .with("state", word(finding.state()))
                .with("found", finding.found())
                .with("remedy", finding.remedy())
                .build();
    }
}
