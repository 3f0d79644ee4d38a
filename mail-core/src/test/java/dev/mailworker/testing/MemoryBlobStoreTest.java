package dev.mailworker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.BlobStoreContract;
import dev.mailworker.port.Fetched;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBlobStoreTest implements BlobStoreContract {
    private final MemoryBlobStore store = new MemoryBlobStore();
    private int count;

    @Override
    public BlobStore testee() {
        return store;
    }

    @Override
    public BlobRef put(byte[] mail, Map<String, String> metadata) {
        count++;
        BlobRef ref = new BlobRef("example-com-emails", "mail-" + count);
        store.put(ref, mail, metadata);
        return ref;
    }

    @Override
    public BlobRef absent() {
        return new BlobRef("example-com-emails", "absent");
    }

    @Override
    public Optional<BlobRef> encrypted() {
        return Optional.of(put(new byte[] {1, 2, 3}, Map.of("x-amz-key-v2", "secret")));
    }

    @Override
    public boolean replace(BlobRef ref, byte[] mail) {
        store.put(ref, mail);
        return true;
    }

    @Override
    public boolean keepsAuditsOfDeleted() {
        return true;
    }

    @Test
    void countsOpenMails(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Fetched fetched = store.fetch(ref, new TemporaryMails(folder, 10));
        assertThat(store.openMails()).isEqualTo(1);

        fetched.close();
        fetched.close();

        assertThat(store.openMails()).isZero();
    }

    @Test
    void refusesToDeleteWithoutAnAudit(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());

        try (Fetched fetched = store.fetch(ref, new TemporaryMails(folder, 1000))) {
            assertThatThrownBy(() -> store.delete(ref, fetched)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(store.contains(ref)).isTrue();
    }
}
