package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailIdentitiesTest {
    private static final BlobRef REF = new BlobRef("x.example", "m");

    @TempDir
    Path site;

    private MailIdentities identities;
    private Path mail;

    @BeforeEach
    void put() throws IOException {
        identities = new MailIdentities(new SpoolFolders(site));
        mail = Files.createDirectories(site.resolve("spool/x.example")).resolve("m.eml");
    }

    private String identity() {
        return identities.of(REF).orElseThrow();
    }

    private void touch() throws IOException {
        Files.setLastModifiedTime(mail, FileTime.from(Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 100_000, 131_072, 3_000_000})
    void aMailIsTheSameWhoeverTouchesItAndWhereverItIs(int size) throws IOException {
        Files.write(mail, new byte[size]);
        String first = identity();

        touch();
        assertThat(identity()).isEqualTo(first);
        assertThat(identities.isAnothers(REF, first)).isFalse();

        Files.createDirectories(site.resolve("done/x.example"));
        Files.copy(mail, site.resolve("done/x.example/m.eml"));
        Files.delete(mail);
        assertThat(identity()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_535, 65_536, 99_999})
    void aMailOfTheSameSizeIsAnother(int where) throws IOException {
        byte[] bytes = new byte[100_000];
        Files.write(mail, bytes);
        String first = identity();

        bytes[where] = 1;
        Files.write(mail, bytes);
        assertThat(identities.isAnothers(REF, first)).isTrue();
    }

    @Test
    void aLongerMailIsAnother() throws IOException {
        Files.write(mail, new byte[500_000]);
        String first = identity();
        Files.write(mail, Arrays.copyOf(new byte[0], 500_001));
        assertThat(identities.isAnothers(REF, first)).isTrue();
    }

    @Test
    void ofAMailThatIsGoneNothingCanBeTold() {
        assertThat(identities.of(REF)).isEmpty();
        assertThat(identities.isAnothers(REF, "5 octets, abc")).isFalse();
    }

    @Test
    void whatEarlierVersionsWroteDownCountsAsTheyMeantIt() throws IOException {
        Files.writeString(mail, "hello");
        touch();
        assertThat(identities.isAnothers(REF, "5 octets of 1970-01-01T00:00:00Z"))
                .isFalse();
        assertThat(identities.isAnothers(REF, "6 octets of 1970-01-01T00:00:00Z"))
                .isTrue();
        assertThat(identities.isAnothers(REF, "5 octets of 1970-01-02T00:00:00Z"))
                .isTrue();
    }
}
