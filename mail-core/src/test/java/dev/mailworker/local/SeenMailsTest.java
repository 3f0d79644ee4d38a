package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenMailsTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-05T09:00:00Z"));

    @TempDir
    Path cur;

    private final SeenMails seen = new SeenMails();

    private void take(String name) throws IOException {
        Files.createFile(cur.resolve(name));
    }

    private void changed(FileTime when) throws IOException {
        Files.setLastModifiedTime(cur, when);
    }

    @Test
    void flagsAreNotPartOfTheName() throws IOException {
        take("plain");
        take("flagged:2,RS");
        take("longer-name:2,");
        assertThat(seen.find(cur, "plain").isPresent()).isTrue();
        assertThat(seen.find(cur, "flagged").isPresent()).isTrue();
        assertThat(seen.find(cur, "longer").isPresent()).isFalse();
    }

    @Test
    void namesOfOneHashCodeAreToldApart() throws IOException {
        take("Aa");
        assertThat("BB").hasSameHashCodeAs("Aa");
        assertThat(seen.find(cur, "BB").isPresent()).isFalse();
        assertThat(seen.find(cur, "Aa").isPresent()).isTrue();
    }

    @Test
    void aFolderIsNotListedAgainUnlessItChanged() throws IOException {
        changed(LONG_AGO);
        assertThat(seen.find(cur, "m").isPresent()).isFalse();
        take("m:2,S");
        // As if it had come without changing the folder: a new listing would find it.
        changed(LONG_AGO);
        assertThat(seen.find(cur, "m").isPresent()).isFalse();
        changed(FileTime.from(LONG_AGO.toInstant().plusSeconds(1)));
        assertThat(seen.find(cur, "m").isPresent()).isTrue();
    }

    @Test
    void ofAFolderThatJustChangedTheNextChangeMayNotShow() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        changed(now);
        assertThat(seen.find(cur, "m").isPresent()).isFalse();
        take("m:2,S");
        changed(now);
        assertThat(seen.find(cur, "m").isPresent()).isTrue();
    }
}
