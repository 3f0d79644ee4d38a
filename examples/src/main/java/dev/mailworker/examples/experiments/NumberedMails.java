package dev.mailworker.examples.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Mails that can be told apart, each with one, two or five recipients, in a local site's spool.
 *
 * @param site the site's folder
 * @param count how many
 */
record NumberedMails(Path site, int count) {
    private static final int[] RECIPIENTS = {1, 2, 5};
    private static final String MARK = "X-Key: mail-";

    /** Writes them all. */
    void spool() throws IOException {
        Path domain = Files.createDirectories(spoolFolder());
        for (int i = 0; i < count; i++) {
            String to = String.join("\",\"", recipients(i));
            Files.writeString(
                    domain.resolve(key(i) + ".json"), "{\"from\":\"ann@example.net\",\"to\":[\"" + to + "\"]}");
            Files.writeString(domain.resolve(key(i) + ".eml"), text(i), StandardCharsets.ISO_8859_1);
        }
    }

    private Path spoolFolder() {
        return folder("spool");
    }

    private Path folder(String name) {
        return site.resolve(name).resolve("example.com");
    }

    static String key(int i) {
        return "mail-" + i;
    }

    static List<String> recipients(int i) {
        return IntStream.range(0, RECIPIENTS[i % RECIPIENTS.length])
                .mapToObj(r -> "user" + r + "@example.com")
                .toList();
    }

    static String text(int i) {
        return MARK + i + "\r\nFrom: ann@example.net\r\nSubject: number " + i + "\r\n\r\n"
                + (".line " + i + "\r\n").repeat(i % 50) + "end of " + i + "\r\n";
    }

    /** The number of the mail that a text is, or was. */
    static int number(String text) {
        return Integer.parseInt(text.substring(MARK.length(), text.indexOf('\r')));
    }

    /** How many are not finished. */
    int left() throws IOException {
        return keys(spoolFolder()).size();
    }

    /** The keys of those that were set aside. */
    List<String> setAside() throws IOException {
        return Files.exists(folder("dead")) ? keys(folder("dead")) : List.of();
    }

    private static List<String> keys(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".eml"))
                    .map(name -> name.substring(0, name.length() - ".eml".length()))
                    .toList();
        }
    }
}
