package dev.mailworker.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** The leases of one domain. To be used while the domain's lock is held. */
final class LeaseFolder {
    private final Path folder;

    LeaseFolder(Path folder) {
        this.folder = folder;
    }

    Lease read(String key) throws IOException {
        return Lease.read(file(key));
    }

    void write(String key, Lease lease) throws IOException {
        lease.write(file(key));
    }

    void remove(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    /** Removes leases of entries that are gone, and what a killed process was writing. */
    void sweep(Set<String> keys, Instant now) throws IOException {
        Set<String> wanted = keys.stream().map(FileNames::of).collect(Collectors.toSet());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!wanted.contains(String.valueOf(file.getFileName()))
                        && Lease.read(file).isFree(now)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private Path file(String key) {
        return folder.resolve(FileNames.of(key));
    }
}
