package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailworker.decide.Status;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.TemporaryMails;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link BlobStore} does. */
public interface BlobStoreContract {
    /** The mail that these tests put in: nothing in it may change. */
    byte[] MAIL = "From: ann@example.net\r\nSubject: 8 bit \u00e9\nX: bare\rcr\r\n\r\nbody\0\n.\r\nend"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    /** {@return the store} */
    BlobStore testee();

    /**
     * Puts in a mail that was not there before.
     *
     * @param mail its bytes
     * @param metadata what is stored with it; none, or such as {@link #keepsForeignMetadata()} is about
     * @return where it lies
     */
    BlobRef put(byte[] mail, Map<String, String> metadata);

    /** {@return a place of the right form where no mail lies} */
    BlobRef absent();

    /** {@return where a mail lies that the store can't read because it is encrypted; empty where there is none} */
    default Optional<BlobRef> encrypted() {
        return Optional.empty();
    }

    /** {@return whether others can store metadata with a mail, which then must stay} */
    default boolean keepsForeignMetadata() {
        return true;
    }

    /** {@return whether the audit of a deleted mail can still be read} */
    default boolean keepsAuditsOfDeleted() {
        return false;
    }

    /**
     * Puts another mail where one lies, as somebody else might.
     *
     * @param ref where
     * @param mail its bytes
     * @return false where the store can't tell one from the other
     */
    default boolean replace(BlobRef ref, byte[] mail) {
        return false;
    }

    @Test
    default void givesTheBytes(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());

        assertThat(fetchedBytes(ref, folder)).isEqualTo(MAIL);
        assertThat(fetchedBytes(ref, folder)).as("again").isEqualTo(MAIL);
    }

    @Test
    default void givesALargeMailInAFile(@TempDir Path folder) {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        BlobRef ref = put(large, Map.of());

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(Arrays.equals(bytes(fetched), large)).isTrue();
            assertThat(fetched.raw().size()).isEqualTo(large.length);
            assertThat(folder).isNotEmptyDirectory();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    default void knowsThatNobodyWasHere(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(fetched.audit().isProcessed()).isFalse();
            assertThat(fetched.audit().isOurs()).isFalse();
        }
        assertThat(testee().audit(ref).isProcessed()).isFalse();
    }

    @Test
    default void knowsThatTheEarlierWorkerWasHere(@TempDir Path folder) {
        assumeTrue(keepsForeignMetadata());
        BlobRef ref = put(MAIL, Map.of("processed", "true", "status", "delivered"));

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(fetched.audit().isProcessed()).isTrue();
            assertThat(fetched.audit().isOurs()).isFalse();
        }
    }

    @Test
    default void saysThatNothingIsThere(@TempDir Path folder) {
        assertFails(PortException.Kind.NOT_FOUND, () -> testee().fetch(absent(), temporary(folder)));
        assertFails(PortException.Kind.NOT_FOUND, () -> testee().audit(absent()));
    }

    @Test
    default void saysThatAMailIsEncrypted(@TempDir Path folder) {
        Optional<BlobRef> ref = encrypted();
        assumeTrue(ref.isPresent(), "this store has no encrypted mails");

        assertFails(PortException.Kind.UNREADABLE, () -> testee().fetch(ref.get(), temporary(folder)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    default void writesAnAudit(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());

        mark(ref, Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(2)), folder);

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(bytes(fetched)).isEqualTo(MAIL);
            assertThat(fetched.audit().isProcessed()).isTrue();
            assertThat(fetched.audit().isOurs()).isTrue();
            assertThat(fetched.audit().metadata())
                    .containsEntry("status", "delivered")
                    .containsEntry("processed_at", Long.toString(Audits.AT.getEpochSecond()))
                    .containsEntry("processed_by", "worker-1")
                    .containsEntry("envelope_from", "<ann@example.net>")
                    .containsEntry("envelope_to", "recipient-0@example.com,recipient-1@example.com");
        }
        assertThat(testee().audit(ref).value("status")).contains("delivered");
    }

    @Test
    default void keepsTheTraceOrNone(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Audit audit = Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(1));

        mark(ref, audit, folder);

        assertThat(testee().audit(ref).trace()).isIn(List.of(), audit.lines());
    }

    @Test
    default void replacesAnEarlierAudit(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());

        mark(ref, Audits.audit(Status.BLOCKED, "pattern '*' matches", Audits.recipients(1)), folder);
        mark(ref, Audits.audit(Status.DELIVERED, "released", Audits.recipients(1)), folder);

        assertThat(testee().audit(ref).metadata())
                .containsEntry("status", "delivered")
                .doesNotContainKey("blocked_by")
                .doesNotContainKey("blocked_sender");
    }

    @Test
    default void keepsWhatOthersStored(@TempDir Path folder) {
        assumeTrue(keepsForeignMetadata());
        BlobRef ref = put(MAIL, Map.of("ticket", "4711", "team", "x".repeat(500)));

        mark(ref, Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(500)), folder);

        assertThat(testee().audit(ref).metadata())
                .containsEntry("ticket", "4711")
                .containsEntry("team", "x".repeat(500))
                .containsEntry("status", "delivered");
    }

    @Test
    default void shortensWhatDoesNotFit(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Audit audit = Audits.audit(
                Status.BLOCKED, "gesperrt für \u65e5\u672c\r\n" + "x".repeat(3000), Audits.recipients(500));

        mark(ref, audit, folder);

        assertThat(testee().audit(ref).isProcessed()).isTrue();
        assertThat(testee().audit(ref).served(audit.envelope().recipients()))
                .containsExactlyInAnyOrderElementsOf(audit.envelope().recipients());
    }

    @Test
    default void deletes(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            testee().mark(ref, fetched, Audits.audit(Status.BLOCKED, "pattern '*' matches", Audits.recipients(1)));
            testee().delete(ref, fetched);
        }

        assertFails(PortException.Kind.NOT_FOUND, () -> testee().fetch(ref, temporary(folder)));
        if (keepsAuditsOfDeleted()) {
            assertThat(testee().audit(ref).value("status")).contains("blocked");
        } else {
            assertFails(PortException.Kind.NOT_FOUND, () -> testee().audit(ref));
        }
    }

    @Test
    default void deletesAgain(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            testee().mark(ref, fetched, Audits.audit(Status.BLOCKED, "pattern '*' matches", Audits.recipients(1)));
            testee().delete(ref, fetched);
            testee().delete(ref, fetched);
            testee().delete(absent(), fetched);
        }

        assertFails(PortException.Kind.NOT_FOUND, () -> testee().fetch(ref, temporary(folder)));
    }

    @Test
    default void marksNothingThatIsNotThere(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Audit audit = Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(1));

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertFails(PortException.Kind.NOT_FOUND, () -> testee().mark(absent(), fetched, audit));
        }

        assertFails(PortException.Kind.NOT_FOUND, () -> testee().audit(absent()));
    }

    @Test
    default void marksNoOtherMail(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        byte[] other = "Subject: another\r\n\r\nbody\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Audit audit = Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(1));

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assumeTrue(replace(ref, other), "this store can't tell");
            assertFails(PortException.Kind.CONFLICT, () -> testee().mark(ref, fetched, audit));
        }

        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(bytes(fetched)).isEqualTo(other);
            assertThat(fetched.audit().isProcessed()).isFalse();
        }
    }

    @Test
    default void keepsTheLaterAudit(@TempDir Path folder) {
        BlobRef ref = put(MAIL, Map.of());
        Audit mine = Audits.audit(Status.BLOCKED, "pattern '*' matches", Audits.recipients(1));
        Audit theirs = Audits.audit(Status.DELIVERED, "250 2.0.0 Ok", Audits.recipients(1));

        try (Fetched first = testee().fetch(ref, temporary(folder));
                Fetched second = testee().fetch(ref, temporary(folder))) {
            testee().mark(ref, first, mine);
            testee().mark(ref, second, theirs);
        }

        assertThat(testee().audit(ref).metadata())
                .containsEntry("status", "delivered")
                .doesNotContainKey("blocked_by");
    }

    private void mark(BlobRef ref, Audit audit, Path folder) {
        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            testee().mark(ref, fetched, audit);
        }
    }

    private byte[] fetchedBytes(BlobRef ref, Path folder) {
        try (Fetched fetched = testee().fetch(ref, temporary(folder))) {
            assertThat(fetched.raw().size()).isEqualTo(MAIL.length);
            return bytes(fetched);
        }
    }

    private static byte[] bytes(Fetched fetched) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            fetched.raw().writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static TemporaryMails temporary(Path folder) {
        return new TemporaryMails(folder, TemporaryMails.DEFAULT_MEMORY_LIMIT);
    }

    private static void assertFails(PortException.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PortException.class, e -> assertThat(e.kind())
                .isEqualTo(kind));
    }
}
