package dev.mailworker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.mailworker.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSiteTest {
    @TempDir
    Path folder;

    @Test
    void refusesWhatIsNoSite() throws IOException {
        assertThatThrownBy(() -> LocalSite.open(folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none is no folder");
        assertThatThrownBy(() -> LocalSite.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no spool/: make it");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keepsItsStatePrivate() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Files.createDirectories(folder.resolve("state"));
        LocalSite.open(folder).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))))
                .isEqualTo("rwx------");
    }

    @Test
    void seesDomainsAsTheyCome() throws IOException {
        Files.createDirectories(folder.resolve("spool/b.example"));
        Files.createDirectories(folder.resolve("spool/Upper.example"));
        Files.createDirectories(folder.resolve("spool/not a domain"));
        Files.createDirectories(folder.resolve("spool/.hidden"));
        Files.createFile(folder.resolve("spool/file.example"));
        try (LocalSite site = LocalSite.open(folder)) {
            assertThat(site.domains()).containsExactly("b.example");
            Files.createDirectories(folder.resolve("spool/a.example"));
            assertThat(site.domains()).containsExactly("a.example", "b.example");
            assertThatThrownBy(() -> site.source("../x")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatMayNotBeReadIsNotTakenForMissing() throws IOException {
        Path closed = Files.createDirectories(folder.resolve("spool/a.example"));
        Files.createDirectories(folder.resolve("spool/b.example"));
        Files.createFile(folder.resolve("spool/b.example/key.eml"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try (LocalSite site = LocalSite.open(folder)) {
            assumeFalse(Files.isExecutable(closed), "root may read everything");
            assertThatThrownBy(() -> site.blobs().find("key"))
                    .isInstanceOf(PortException.class)
                    .hasMessageContaining("no permission for " + closed);
            assertThatThrownBy(site::expedite)
                    .isInstanceOf(PortException.class)
                    .hasMessageContaining("can't look through spool/a.example: no permission for " + closed);
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void sweepsTheTemporaryFilesOfTheDeadAndNoOthers() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Path left = Files.createDirectories(folder.resolve("state/tmp/left"));
        Files.createFile(left.resolve(".owner"));
        Files.createFile(left.resolve("mail-1.eml"));
        LocalSite first = LocalSite.open(folder);
        assertThat(left).doesNotExist();
        Path own = Files.createFile(first.temporaryFolder().resolve("mail-2.eml"));
        try (LocalSite second = LocalSite.open(folder)) {
            assertThat(own).exists();
            assertThat(second.temporaryFolder()).isNotEqualTo(first.temporaryFolder());
        }
        first.close();
        first.close();
        assertThat(first.temporaryFolder()).doesNotExist();
    }
}
