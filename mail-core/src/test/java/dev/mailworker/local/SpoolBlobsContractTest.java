package dev.mailworker.local;

import dev.mailworker.json.Json;
import dev.mailworker.json.JsonFields;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlobStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SpoolBlobsContractTest implements BlobStoreContract {
    @TempDir
    Path site;

    private SpoolBlobs blobs;
    private int count;

    @BeforeEach
    void open() {
        blobs = new SpoolBlobs(new SpoolFolders(site));
    }

    @Override
    public BlobStore testee() {
        return blobs;
    }

    @Override
    public BlobRef put(byte[] mail, Map<String, String> metadata) {
        count++;
        BlobRef ref = new BlobRef("example.com", "mail-" + count);
        try {
            Path spool = Files.createDirectories(site.resolve("spool/example.com"));
            if (!metadata.isEmpty()) {
                byte[] audit =
                        Json.file(new JsonFields().with("metadata", metadata).build());
                Files.write(spool.resolve(ref.key() + ".audit.json"), audit);
            }
            Files.write(spool.resolve(ref.key() + ".eml"), mail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ref;
    }

    @Override
    public BlobRef absent() {
        return new BlobRef("example.com", "absent");
    }

    @Override
    public boolean keepsAuditsOfDeleted() {
        return true;
    }
}
