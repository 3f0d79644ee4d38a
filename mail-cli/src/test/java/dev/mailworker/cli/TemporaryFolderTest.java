package dev.mailworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.local.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such permissions")
class TemporaryFolderTest {
    @TempDir
    private Path system;

    @Test
    void isThisUsersAloneAndSweptByTheNext() throws IOException {
        Path left = Files.createDirectories(system.resolve("mailworker-ann/left"));
        Files.writeString(left.resolve("mail-1.eml"), "by one that was killed");
        Files.setPosixFilePermissions(left.resolveSibling(""), PosixFilePermissions.fromString("rwx------"));

        try (OwnFolder own = TemporaryFolder.open(system, "ann")) {
            assertThat(own.path()).isDirectory().hasParentRaw(system.resolve("mailworker-ann"));
            assertThat(left).doesNotExist();
        }
        try (OwnFolder own = TemporaryFolder.open(system, "bob")) {
            assertThat(Files.getPosixFilePermissions(own.path().resolveSibling("")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void isRefusedWhereOthersReadAlong() throws IOException {
        Path open = Files.createDirectory(system.resolve("mailworker-ann"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> TemporaryFolder.open(system, "ann"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(open.toString())
                .hasMessageContaining("others may enter it")
                .hasMessageContaining("-Djava.io.tmpdir");
    }
}
