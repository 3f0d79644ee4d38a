package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.mail.Content;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.EnvelopeGuess;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.HeaderField;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.RawMail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real mails can be read and written, whatever they are: a folder of them is named by {@code MAILWORKER_CORPUS}. */
class CorpusTest {
    private static final HeaderField TAG = new HeaderField("X-Corpus-Tag", "PASS");

    @TestFactory
    Stream<DynamicTest> readsAndWrites() throws IOException {
        Path folder = folder();
        return mails(folder).stream()
                .map(mail -> DynamicTest.dynamicTest(folder.relativize(mail).toString(), () -> readAndWrite(mail)));
    }

    @Test
    void findsHeadersInMost() throws IOException {
        int without = 0;
        List<Path> mails = mails(folder());
        for (Path mail : mails) {
            without += HeaderReader.read(RawMail.of(mail)).fields().isEmpty() ? 1 : 0;
        }
        assertThat(without).isLessThan(1 + mails.size() / 20);
    }

    private static void readAndWrite(Path mail) throws IOException {
        byte[] bytes = Files.readAllBytes(mail);
        RawMail raw = RawMail.of(mail);

        Headers headers = HeaderReader.read(raw);
        Envelope envelope = EnvelopeGuess.of(headers, domain -> true);
        BlocklistMatch.senders(envelope.sender(), headers)
                .forEach(sender -> assertThat(sender.address()).contains("@"));

        assertThat(written(raw, HeaderEdits.NONE)).isEqualTo(bytes);
        byte[] tagged = written(raw, HeaderEdits.set(TAG));
        assertThat(tagged.length - bytes.length).isBetween(TAG.toBytes().length, TAG.toBytes().length + 2);
        List<HeaderField> expected = new ArrayList<>(headers.fields());
        expected.add(0, TAG);
        boolean isBodyOnly = tagged.length - bytes.length > TAG.toBytes().length;
        assertThat(HeaderReader.read(RawMail.of(tagged)).fields()).isEqualTo(isBodyOnly ? List.of(TAG) : expected);
    }

    private static byte[] written(RawMail raw, HeaderEdits edits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Content.Received(raw, edits).writeTo(out);
        return out.toByteArray();
    }

    private static Path folder() {
        Optional<Path> folder = Optional.ofNullable(System.getenv("MAILWORKER_CORPUS"))
                .map(Path::of)
                .filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), "MAILWORKER_CORPUS names no folder of mails");
        return folder.orElseThrow();
    }

    private static List<Path> mails(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
    }
}
