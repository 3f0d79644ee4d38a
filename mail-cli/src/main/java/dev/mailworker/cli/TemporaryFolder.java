package dev.mailworker.cli;

import dev.mailworker.local.OwnFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where large mails are while they are worked on: among the system's temporary files, and this user's alone. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    /** {@return a folder of this process's own, to be closed; what killed ones left behind is deleted} */
    static OwnFolder open() {
        return open(Path.of(System.getProperty("java.io.tmpdir")), System.getProperty("user.name"));
    }

    static OwnFolder open(Path system, String user) {
        Path ours = system.resolve("mailworker-" + user);
        try {
            makePrivate(ours);
            return OwnFolder.in(ours);
        } catch (IOException e) {
            throw new UsageException(
                    "can't use " + ours + " for large mails: " + e + "; name another folder by -Djava.io.tmpdir=DIR",
                    e);
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        } catch (FileAlreadyExistsException e) {
            // Somebody else could have made it, so as to read along.
            if (posix
                    && !PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))
                            .equals("rwx------")) {
                throw new IOException("others may enter it", e);
            }
        }
    }
}
