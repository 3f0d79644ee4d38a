package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellPatternTest {
    /** Code points, because an emoji is one character to Python and two to Java. */
    private static final int[] NASTY =
            "[]!-^\\*?ab.zZ/\n&~|\u00e9\ud83d\ude00".codePoints().toArray();

    private static final int PAIRS = 20_000;

    private static final String PYTHON = """
            import fnmatch, re, sys
            out = []
            for line in sys.stdin:
                pattern, text = (bytes.fromhex(part).decode('utf-8') for part in line.rstrip('\\n').split(' '))
                regex = fnmatch.translate(pattern.lower())
                out.append('1' if re.compile(regex).match(text.lower()) else '0')
            print(''.join(out))
            """;

    private record Pair(String pattern, String text) {}

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*@example.com, ann@example.com, true",
                "*@example.com, ann@sub.example.com, false",
                "*@*.example.com, ann@sub.example.com, true",
                "*@EXAMPLE.com, Ann@example.COM, true",
                "ann@example.com, ann@example.com.evil.example, false",
                "ann, ann@example.com, false",
                "*, \"a/b.c\nd\", true",
                "*, \"\", true",
                "?, \"\n\", true",
                "?, ab, false",
                "?, \"\", false",
                "?, \ud83d\ude00, true",
                "[ab]x, bx, true",
                "[ab]x, cx, false",
                "[a-c]x, bx, true",
                "[!ab]x, cx, true",
                "[!ab]x, ax, false",
                "[^a], a, true",
                "[^a], ^, true",
                "[^a], b, false",
                "a\\*b, a\\xxb, true",
                "a\\*b, a*b, false",
                "[abc, [abc, true",
                "[abc, a, false",
                "[, [, true",
                "[!, [!, true",
                "[], [], true",
                "[]a], ], true",
                "[]a], a, true",
                "[!]a], b, true",
                "[!]a], ], false",
                "[c-a], b, false",
                "[c-a], c, false",
                "[!c-a], x, true",
                "[a-], -, true",
                "[-a], -, true",
                "[a-c-e], d, false",
                "[a-c-e], -, true",
                "[[:alpha:]], a], true",
                "\"{a,b}\", \"{a,b}\", true",
                "{a}, a, false",
                "a.c, abc, false",
                "J\u00d6RG@*, j\u00f6rg@example.com, true",
            })
    void matches(String pattern, String text, boolean matches) {
        assertThat(ShellPattern.of(pattern).matches(text)).isEqualTo(matches);
        assertThat(ShellPattern.of(pattern)).hasToString(pattern);
    }

    @Test
    void endsOnPatternsThatMakeOthersTryForever() {
        ShellPattern pattern = ShellPattern.of("*a*a*a*a*b");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(pattern.matches("a".repeat(10_000)))
                .isFalse());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(pattern.matches("a".repeat(10_000) + "b"))
                .isTrue());
    }

    @Test
    void takesAsManyRangesAsATableCanHold() {
        String pattern = "[" + "a-b".repeat(100_000) + "]";

        assertThat(ShellPattern.of(pattern).matches("b")).isTrue();
        assertThat(ShellPattern.of(pattern).matches("z")).isFalse();
    }

    @Test
    void meansWhatPythonMakesOfIt(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(hasPython(), "there is no python3 to compare with");
        List<Pair> pairs = randomPairs();

        String answers = python(pairs, folder);

        assertThat(answers).hasSize(PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            Pair pair = pairs.get(i);
            assertThat(ShellPattern.of(pair.pattern()).matches(pair.text()))
                    .as("pattern %s, text %s", pair.pattern(), pair.text())
                    .isEqualTo(answers.charAt(i) == '1');
        }
        assertThat(answers.chars().filter(answer -> answer == '1').count())
                .as("enough that match")
                .isGreaterThan(PAIRS / 20);
    }

    private static List<Pair> randomPairs() {
        Random random = new Random(20260303);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            // Half of the patterns are one set, half of the texts one character: what is odd about sets is met often.
            boolean set = random.nextBoolean();
            String pattern = set ? "[" + random(random, 8) + "]" : random(random, 8);
            pairs.add(new Pair(pattern, random.nextBoolean() ? random(random, 1) : random(random, 6)));
        }
        return pairs;
    }

    private static String random(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(maxLength); length > 0; length--) {
            text.appendCodePoint(NASTY[random.nextInt(NASTY.length)]);
        }
        return text.toString();
    }

    private static String python(List<Pair> pairs, Path folder) throws IOException, InterruptedException {
        // Read from a file: a pipe would have to be written to and read from at once.
        Path file = folder.resolve("pairs");
        Files.write(
                file,
                pairs.stream()
                        .map(pair -> hex(pair.pattern()) + " " + hex(pair.text()))
                        .toList());
        Process python = new ProcessBuilder("python3", "-W", "ignore", "-c", PYTHON)
                .redirectInput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answers = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(python.waitFor()).isZero();
        return answers;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "-c", "import fnmatch").start();
            return python.waitFor(30, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
