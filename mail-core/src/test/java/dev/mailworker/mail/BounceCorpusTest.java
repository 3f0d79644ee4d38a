package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real bounces, and real mails that are none: {@code MAILWORKER_CORPUS} names a folder with a MANIFEST.tsv. */
class BounceCorpusTest {
    private static final Pattern RECIPIENT = Pattern.compile("final-recipient=[^;]*; ?([^;]+)");
    private static final Pattern ID = Pattern.compile("orig-message-id=<([^@>]+)@");

    @TestFactory
    Stream<DynamicTest> readsWhatTheManifestSaysOfSesBounces() throws IOException {
        Path folder = folder();
        return derived(folder).entrySet().stream()
                .filter(row -> row.getKey().startsWith("bounce-ses/"))
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(), () -> assertRead(folder.resolve(row.getKey()), row.getValue())));
    }

    private static void assertRead(Path file, String derived) throws IOException {
        Optional<BounceReport> report = read(file);
        Matcher recipient = RECIPIENT.matcher(derived);
        Matcher id = ID.matcher(derived);
        if (recipient.find()) {
            assertThat(report.orElseThrow().recipients().get(0).address())
                    .hasToString(recipient.group(1).strip());
        }
        if (id.find()) {
            assertThat(report.orElseThrow().originalId()).isEqualTo(id.group(1));
        }
    }

    @Test
    void takesNoOtherMailForABounce() throws IOException {
        Path folder = folder();
        for (String kind : List.of("ordinary", "list", "charset", "auto-reply", "malformed")) {
            try (Stream<Path> files = Files.list(folder.resolve(kind))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".eml")).toList()) {
                    assertThat(read(file)).as(file.toString()).isEmpty();
                }
            }
        }
    }

    private static Optional<BounceReport> read(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        return BounceReader.read(BounceSamples.bounce(new String(octets, StandardCharsets.ISO_8859_1)));
    }

    private static Map<String, String> derived(Path folder) throws IOException {
        Map<String, String> derived = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(folder.resolve("MANIFEST.tsv"));
        int column = List.of(lines.get(0).split("\t", -1)).indexOf("derived_by_script");
        lines.stream().skip(1).map(line -> line.split("\t", -1)).forEach(cells -> derived.put(cells[0], cells[column]));
        return derived;
    }

    private static Path folder() {
        Optional<Path> folder = Optional.ofNullable(System.getenv("MAILWORKER_CORPUS"))
                .map(Path::of)
                .filter(path -> Files.isRegularFile(path.resolve("MANIFEST.tsv")));
        assumeTrue(folder.isPresent(), "MAILWORKER_CORPUS names no folder with a MANIFEST.tsv");
        return folder.orElseThrow();
    }
}
