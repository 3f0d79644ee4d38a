package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderEditsTest {
    private static final HeaderField TAG = new HeaderField("X-Tag", "PASS");
    private static final HeaderEdits FIELDS_ONLY = new HeaderEdits(List.of(TAG), Set.of("X-Tag"), Set.of(), true);
    private static final String TAG_LINE = "X-Tag: PASS\r\n";

    @Test
    void changesNothing() throws IOException {
        String text = "A: 1\r\nbare\rcr\nlf\0\u00ff";

        assertThat(edited(text, HeaderEdits.NONE)).isEqualTo(text);
        assertThat(HeaderEdits.NONE.isNone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void setsAField(String end) throws IOException {
        String before = "A: 1\nx-tag: mine\n\tfolded\nB: 2\nX-TAG :again\n\nX-Tag: body\n".replace("\n", end);
        String after = "A: 1\nB: 2\n\nX-Tag: body\n".replace("\n", end);

        assertThat(edited(before, HeaderEdits.set(TAG))).isEqualTo(TAG_LINE + after);
    }

    @Test
    void putsFieldsOnTopInTheirOrder() throws IOException {
        HeaderEdits edits = new HeaderEdits(List.of(TAG, new HeaderField("B", "2")), Set.of());

        assertThat(edited("A: 1\r\n\r\n", edits)).isEqualTo(TAG_LINE + "B: 2\r\nA: 1\r\n\r\n");
    }

    @Test
    void takesAwayTheWholeHeader() throws IOException {
        HeaderEdits edits = new HeaderEdits(List.of(), Set.of("a", "B"));

        assertThat(edited("A: 1\r\n 2\r\nB: 3\r\nb: 4\r\n\r\nbody", edits)).isEqualTo("\r\nbody");
        assertThat(edited("A: 1\r\nB: 3", edits)).isEmpty();
    }

    @Test
    void keepsAFieldOnceWithAllItsLines() throws IOException {
        HeaderEdits edits = new HeaderEdits(List.of(), Set.of(), Set.of("Subject", "to"), false);

        assertThat(edited("Subject: a\n b\nTo: 1\nsubject : c\n d\nX: 1\nX: 2\nTO: 2\n\nSubject: body\n", edits))
                .isEqualTo("Subject: a\n b\nTo: 1\nX: 1\nX: 2\n\nSubject: body\n");
        assertThat(edits.isNone()).isFalse();
        assertThat(HeaderEdits.set(TAG).and(edits).once()).containsExactlyInAnyOrder("subject", "to");
    }

    @Test
    void keepsAnMboxSeparatorFirst() throws IOException {
        String separator = "From ann@example.net Mon Jan  1\n";

        String edited = edited(separator + "X-Tag: mine\nA: 1\n\nbody\n", HeaderEdits.set(TAG));

        assertThat(edited).isEqualTo(separator + TAG_LINE + "A: 1\n\nbody\n");
        assertThat(read(edited).fields()).containsExactly(TAG, new HeaderField("A", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" evil\r\nX-Tag: body\r\n", "\tevil", "Hello\r\nX-Tag: body\r\n", "\0"})
    void partsItsFieldsFromABodyWithoutAHeader(String body) throws IOException {
        assertThat(edited(body, HeaderEdits.set(TAG))).isEqualTo(TAG_LINE + "\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\nX-Tag: body", "\n\n", "\r\n body"})
    void keepsABodyBehindAnEmptyHeader(String body) throws IOException {
        assertThat(edited(body, HeaderEdits.set(TAG))).isEqualTo(TAG_LINE + body);
    }

    @Test
    void takesAwayWhatStandsBelowAStrayLine() throws IOException {
        assertThat(edited(
                        "A: 1\r\nno field\r\n more\r\nX-Tag: 2\r\n 3\r\nB: 4\r\n\r\nX-Tag: body", HeaderEdits.set(TAG)))
                .isEqualTo(TAG_LINE + "A: 1\r\nno field\r\n more\r\nB: 4\r\n\r\nX-Tag: body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void keepsNothingButFieldsIfWanted(String end) throws IOException {
        String before =
                "From ann\nstray\nA: 1\n a\n>From ann\n more\nX-Tag: 2\nstray\n\0: 3\nB: 4\n\nstray\nX-Tag: body";
        String after = "A: 1\n a\nB: 4\n\nstray\nX-Tag: body";

        assertThat(edited(before.replace("\n", end), FIELDS_ONLY)).isEqualTo(TAG_LINE + after.replace("\n", end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello Bob,\nsee you.\n", "Hello Bob,\nsee you.\n\nAnn\nX-Tag: body", "\0\n\n"})
    void keepsTextThatNoEmptyLineGoesBefore(String text) throws IOException {
        assertThat(edited("A: 1\n" + text, FIELDS_ONLY)).isEqualTo(TAG_LINE + "A: 1\n\r\n" + text);
        assertThat(edited(text, FIELDS_ONLY)).isEqualTo(TAG_LINE + "\r\n" + text);
    }

    @Test
    void waitsForTheEndOfNoMassOfStrayLines() throws IOException {
        String mass = ("x".repeat(70_000) + "\n").repeat(20);

        assertThat(edited("A: 1\n" + mass + "X-Tag: 2\n\nbody", FIELDS_ONLY))
                .isEqualTo(TAG_LINE + "A: 1\n\r\n" + mass + "X-Tag: 2\n\nbody");
    }

    @Test
    void takesAwayAVeryLongField() throws IOException {
        String longLine = "X-Tag: " + "x".repeat(HeaderReader.MAX_OCTETS + 17) + "\r\n";

        assertThat(edited("A: 1\r\n" + longLine + "B: 2\r\n\r\nbody", HeaderEdits.set(TAG)))
                .isEqualTo(TAG_LINE + "A: 1\r\nB: 2\r\n\r\nbody");
    }

    @Test
    void takesAwayWhatStandsBehindAVeryLongHeader() throws IOException {
        String filler = ("Filler: " + "x".repeat(900) + "\r\n").repeat(1300);

        assertThat(edited(filler + "X-Tag: mine\r\n\r\nbody", HeaderEdits.set(TAG)))
                .isEqualTo(TAG_LINE + filler + "\r\nbody");
    }

    @Test
    void combines() {
        HeaderEdits one = HeaderEdits.set(new HeaderField("A", "1"));
        HeaderEdits two = HeaderEdits.set(new HeaderField("B", "2"));

        HeaderEdits both = one.and(two);

        assertThat(both.added()).containsExactly(new HeaderField("A", "1"), new HeaderField("B", "2"));
        assertThat(both.removed()).containsExactlyInAnyOrder("a", "b");
        assertThat(HeaderEdits.NONE.and(one)).isEqualTo(one);
    }

    @Test
    void setsOnceWhatIsSetTwice() {
        HeaderEdits edits = HeaderEdits.set(new HeaderField("A", "1")).and(HeaderEdits.set(new HeaderField("a", "2")));

        assertThat(edits.added()).containsExactly(new HeaderField("a", "2"));
    }

    @Test
    void knowsItsSize() throws IOException {
        for (String text : List.of("A: 1\r\n\r\nbody", " headless", "X-Tag: mine\r\n\r\n")) {
            RawMail raw = RawMail.of(MailSamples.octets(text));
            Content content = new Content.Received(raw, HeaderEdits.set(TAG));
            assertThat(content.size()).isGreaterThanOrEqualTo(write(content).length());
            assertThat(new Content.Received(raw, HeaderEdits.NONE).size()).isEqualTo(text.length());
        }
        byte[] composed = MailSamples.octets("A: 1\r\n\r\n");
        Content content = new Content.Composed(composed);
        composed[0] = 'B';
        assertThat(write(content)).isEqualTo("A: 1\r\n\r\n");
        assertThat(content.size()).isEqualTo(8);
    }

    /** Any text is cut into the same fields by the reader and by the edits, and nothing but the edited fields changes. */
    @Test
    void leavesEverythingElse() throws IOException {
        Random random = new Random(20260302);
        List<String> parts = List.of(
                "A: 1",
                "X-Tag: 2",
                "x-tag :3",
                "X-Tagged: 4",
                "From x",
                ">From y",
                " folded",
                "\tX-Tag: 5",
                "\r\n",
                "\r\n",
                "\r\n",
                "\n",
                "\r",
                "\0",
                "\u00e9",
                ":",
                "X-Tag",
                " ",
                "body");
        HeaderEdits edits = HeaderEdits.set(TAG);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(16); length > 0; length--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            String before = text.toString();
            List<HeaderField> kept = new ArrayList<>(read(before).fields());
            kept.removeIf(field -> field.isNamed("X-Tag"));
            kept.add(0, TAG);
            List<HeaderField> fields = List.copyOf(kept);

            String after = edited(before, edits);

            assertThat(edited(before, HeaderEdits.NONE)).isEqualTo(before);
            assertThat(read(after).fields()).as(Printable.of(before)).isIn(fields, List.of(TAG));
            assertThat(read(after).fields().equals(fields) || after.contains(TAG_LINE + "\r\n"))
                    .as("a first line that is no field begins the body: " + Printable.of(before))
                    .isTrue();
            assertThat(isSubsequence(after.replace(TAG_LINE, ""), before)
                            || isSubsequence(after.replace(TAG_LINE + "\r\n", ""), before)
                            || isSubsequence(after.replace("\r\n" + TAG_LINE, ""), before))
                    .as(Printable.of(before))
                    .isTrue();
            assertThat(edited(after, edits)).as("once is enough").isEqualTo(after);
        }
    }

    private static boolean isSubsequence(String part, String whole) {
        int at = 0;
        for (int i = 0; i < whole.length() && at < part.length(); i++) {
            if (whole.charAt(i) == part.charAt(at)) {
                at++;
            }
        }
        return at == part.length();
    }

    private static String edited(String text, HeaderEdits edits) throws IOException {
        return write(new Content.Received(RawMail.of(MailSamples.octets(text)), edits));
    }

    private static String write(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static Headers read(String text) throws IOException {
        return HeaderReader.read(RawMail.of(MailSamples.octets(text)));
    }
}
