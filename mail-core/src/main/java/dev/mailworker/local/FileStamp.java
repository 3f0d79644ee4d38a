package dev.mailworker.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What shows that a file is another by now.
 *
 * @param modified when it was changed
 * @param size its size; -1 if it isn't there
 * @param identity its inode, where there is one: a file renamed over the old one
 */
record FileStamp(FileTime modified, long size, String identity) {
    static final FileStamp MISSING = new FileStamp(FileTime.fromMillis(0), -1, "");

    private static final long COARSEST_MILLIS = 2_000;

    static FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }

    boolean isMissing() {
        return size < 0;
    }

    /** {@return whether the file changed so lately that another change could leave the same stamp} */
    boolean isFresh() {
        // The system's clock, as in the file's time: the two are compared with each other only.
        return !isMissing() && System.currentTimeMillis() - modified.toMillis() <= COARSEST_MILLIS;
    }
}
