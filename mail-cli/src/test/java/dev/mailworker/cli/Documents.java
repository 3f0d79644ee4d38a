package dev.mailworker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The pages that users read, for tests that hold the program to them. */
final class Documents {
    private Documents() {}

    /** {@return a page's text} */
    static String text(String page) throws IOException {
        return Files.readString(Path.of("..").resolve(page));
    }

    /** {@return what stands below a heading, up to the next one of any level; fails if there is no such heading} */
    static String section(String page, String heading) throws IOException {
        String[] parts = text(page).split("(?m)^#+ ", -1);
        return Arrays.stream(parts)
                .filter(part -> part.startsWith(heading + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " has no section " + heading));
    }

    /** {@return the rows of a section's table, without its head} */
    static List<List<String>> table(String page, String heading) throws IOException {
        List<List<String>> rows = section(page, heading)
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList())
                .toList();
        return rows.subList(2, rows.size());
    }

    /** {@return the words that a text has in code font, in order} */
    static List<String> code(String text) {
        String[] parts = text.split("`", -1);
        return IntStream.range(0, parts.length / 2)
                .mapToObj(i -> parts[2 * i + 1])
                .toList();
    }
}
