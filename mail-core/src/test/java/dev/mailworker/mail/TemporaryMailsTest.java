package dev.mailworker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryMailsTest {
    private static final int LIMIT = 100;

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection reset");
        }
    }

    @TempDir
    Path parent;

    private Path folder = Path.of("");
    private TemporaryMails mails = new TemporaryMails(folder, LIMIT);

    @BeforeEach
    void chooseFolder() {
        folder = parent.resolve("not/there/yet");
        mails = new TemporaryMails(folder, LIMIT);
    }

    @Test
    void keepsTheDefaultLimit() {
        assertThat(TemporaryMails.DEFAULT_MEMORY_LIMIT).isEqualTo(256 * 1024);
    }

    @Test
    void keepsSmallMailsInMemory() throws IOException {
        for (int size : new int[] {0, 1, LIMIT}) {
            try (RawMail mail = mails.read(new ByteArrayInputStream(new byte[size]))) {
                assertThat(mail.size()).isEqualTo(size);
                assertThat(bytes(mail)).isEqualTo(new byte[size]);
            }
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void keepsLargeMailsInPrivateFiles() throws IOException {
        byte[] bytes = MailSamples.octets("Subject: large\r\n\r\n" + "\u00e9\0\r\n".repeat(100_000));

        RawMail mail = mails.read(new ByteArrayInputStream(bytes));

        assertThat(mail.size()).isEqualTo(bytes.length);
        assertThat(bytes(mail)).isEqualTo(bytes);
        assertThat(bytes(mail)).as("again").isEqualTo(bytes);
        List<Path> files = files();
        assertThat(files).hasSize(1);
        if (Files.getFileStore(parent).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
                    .isEqualTo("rw-------");
        }

        mail.close();
        mail.close();

        assertThat(files()).isEmpty();
    }

    @Test
    void tellsWhatItHolds() throws IOException {
        RawMail small = mails.read(new ByteArrayInputStream(new byte[30]));
        RawMail other = mails.read(new ByteArrayInputStream(new byte[40]));
        RawMail large = mails.read(new ByteArrayInputStream(new byte[LIMIT + 1]));
        assertThat(mails.bytesInMemory()).isEqualTo(70);
        assertThat(mails.bytesInFiles()).isEqualTo(LIMIT + 1);

        other.close();
        large.close();
        large.close();

        assertThat(mails.bytesInMemory()).isEqualTo(30);
        assertThat(mails.bytesInFiles()).isZero();
        small.close();
        assertThat(mails.bytesInMemory()).isZero();
    }

    @Test
    void leavesNothingWhenReadingFails() {
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(new byte[LIMIT + 500]), new Broken());

        assertThatThrownBy(() -> mails.read(failing))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void failsWhenTheFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        TemporaryMails impossible = new TemporaryMails(file.resolve("below"), LIMIT);

        assertThatThrownBy(() -> impossible.read(new ByteArrayInputStream(new byte[LIMIT + 1])))
                .isInstanceOf(IOException.class);
    }

    @Test
    void sweepsWhatAKilledProcessLeft() throws IOException {
        mails.sweep();
        RawMail left = mails.read(new ByteArrayInputStream(new byte[LIMIT + 1]));
        assertThat(left.size()).isEqualTo(LIMIT + 1);
        Path foreign = Files.writeString(folder.resolve("notes.txt"), "somebody else's");

        new TemporaryMails(folder, LIMIT).sweep();

        assertThat(files()).containsExactly(foreign);
    }

    @Test
    void keepsAFileThatIsNotItsOwn() throws IOException {
        Path file = Files.writeString(parent.resolve("mail.eml"), "Subject: s\r\n\r\n");

        try (RawMail mail = RawMail.of(file)) {
            assertThat(mail.size()).isEqualTo(14);
            assertThat(bytes(mail)).isEqualTo(Files.readAllBytes(file));
        }

        assertThat(file).exists();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static byte[] bytes(RawMail mail) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.writeTo(out);
        try (InputStream in = mail.open()) {
            assertThat(in.readAllBytes()).isEqualTo(out.toByteArray());
        }
        return out.toByteArray();
    }
}
