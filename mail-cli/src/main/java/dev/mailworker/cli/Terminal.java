package dev.mailworker.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes for people: tables, and colours where there is a terminal that shows them. */
final class Terminal {
    private final PrintWriter out;
    private final boolean colours;

    Terminal(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** {@return whether standard output is a terminal that takes colours, and nobody asked for none} */
    static boolean hasColours(Map<String, String> environment) {
        String term = environment.get("TERM");
        return isThere() && environment.getOrDefault("NO_COLOR", "").isEmpty() && term != null && !term.equals("dumb");
    }

    /** {@return whether somebody looks on} */
    static boolean isThere() {
        return Optional.ofNullable(System.console()).map(Terminal::isTerminal).orElse(false);
    }

    /** From Java 22 on there is a console without a terminal too; this method, new there, tells them apart. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJava22) {
            return true;
        }
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Writes rows in columns; the last column may be as long as it likes. */
    void table(List<String> head, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < head.size(); column++) {
            int width = head.get(column).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(column).length());
            }
            widths.add(width);
        }
        line(row(head, widths, true));
        rows.forEach(row -> line(row(row, widths, false)));
    }

    private String row(List<String> cells, List<Integer> widths, boolean isHead) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            boolean last = column == cells.size() - 1;
            String cell = cells.get(column);
            String padded = last ? cell : cell + " ".repeat(widths.get(column) - cell.length() + 2);
            line.append(isHead ? strong(padded) : word(padded));
        }
        return line.toString().stripTrailing();
    }

    private String strong(String text) {
        return coloured(text, "1");
    }

    /** Colours a cell or part that is a status or effect word. */
    String word(String text) {
        return switch (text.strip()) {
            case "delivered", "deliver", "ok" -> coloured(text, "32");
            case "blocked",
                    "discarded",
                    "held",
                    "kept",
                    "unmanaged",
                    "suppress",
                    "edit",
                    "deferred",
                    "partial",
                    "retry",
                    "warn" -> coloured(text, "33");
            case "invalid", "rejected", "expired", "dead", "failed", "bad" -> coloured(text, "31");
            default -> text;
        };
    }

    private String coloured(String text, String code) {
        return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
