package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole worker on a folder: every fate that a mail can have, in one round and as a service. */
@Timeout(120)
class WorkerOnLocalSiteTest {
    private static final String MAIL = LocalSiteRig.MAIL;

    @TempDir
    private Path folder;

    private LocalSiteRig rig;

    /** How the worker goes over the spool. */
    enum Mode {
        ONCE {
            @Override
            void work(LocalSiteRig rig, int mails) throws InterruptedException {
                try (MailWorker worker = rig.worker()) {
                    worker.runOnce();
                }
                rig.awaitSettled(mails);
            }
        },
        SERVICE {
            @Override
            void work(LocalSiteRig rig, int mails) throws InterruptedException {
                try (MailWorker worker = rig.worker()) {
                    worker.start();
                    rig.awaitSettled(mails);
                    assertThat(worker.stop().isClean()).isTrue();
                }
            }
        };

        abstract void work(LocalSiteRig rig, int mails) throws InterruptedException;
    }

    @BeforeEach
    void open() throws IOException {
        rig = LocalSiteRig.open(folder, new SettableTime());
        rig.mailbox("alice");
        rig.mailbox("bob");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void block(String... keys) throws IOException {
        StringBuilder items = new StringBuilder();
        for (String key : keys) {
            items.append(items.isEmpty() ? "" : ",")
                    .append("{\"email_address\":{\"S\":\"")
                    .append(key)
                    .append("\"},\"blocked_patterns\":{\"L\":[{\"S\":\"*@example.net\"}]}}");
        }
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Files.writeString(tables.resolve("email-blocked-senders.json"), "{\"Items\":[" + items + "]}");
    }

    private void assertEndedIn(String place, String key) throws IOException {
        assertThat(rig.names("spool")).isEmpty();
        assertThat(rig.names(place)).contains(key + ".eml", key + ".audit.json");
    }

    private static void assertStatus(StoredAudit audit, String status) {
        assertThat(audit.metadata()).containsEntry(AuditMetadata.STATUS, status);
    }

    @ParameterizedTest
    @EnumSource
    void delivers(Mode mode) throws Exception {
        rig.spool("m", "ann@example.net", "alice@example.com", "Bob@example.com");

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertThat(rig.mails("bob")).containsExactly(MAIL);
        assertEndedIn("done", "m");
        assertThat(rig.names("done")).contains("m.json");
        assertThat(rig.audit("m").isProcessed()).isTrue();
        assertStatus(rig.audit("m"), "delivered");
        assertThat(rig.audit("m").trace()).anyMatch(line -> line.rule().equals("delivery"));
    }

    @ParameterizedTest
    @EnumSource
    void deliversToWhomDoesNotBlock(Mode mode) throws Exception {
        block("bob@example.com");
        rig.spool("m", "ann@example.net", "alice@example.com", "bob@example.com");

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertThat(rig.mails("bob")).isEmpty();
        assertEndedIn("done", "m");
        assertStatus(rig.audit("m"), "partial");
        assertThat(rig.audit("m").value(AuditMetadata.BLOCKED_RECIPIENTS)).contains("bob@example.com");
        assertThat(rig.audit("m").value(AuditMetadata.BLOCKED_SENDER)).contains("ann@example.net");
    }

    @ParameterizedTest
    @EnumSource
    void deletesWhatEverybodyBlocksAndKeepsTheAudit(Mode mode) throws Exception {
        block("alice@example.com", "bob@example.com");
        rig.spool("m", "ann@example.net", "alice@example.com", "bob@example.com");

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).isEmpty();
        assertThat(rig.mails("bob")).isEmpty();
        assertThat(rig.names("spool")).isEmpty();
        assertThat(rig.names("done")).containsExactly("m.audit.json", "m.json");
        assertStatus(rig.audit("m"), "blocked");
        assertThat(rig.audit("m").value(AuditMetadata.DELETED_AT)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutForeignRecipients(Mode mode) throws Exception {
        rig.spool("m", "ann@example.net", "alice@example.com", "eve@elsewhere.example", "no address");

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertEndedIn("done", "m");
        assertStatus(rig.audit("m"), "partial");
        assertThat(rig.audit("m").value(AuditMetadata.LEFT_OUT).orElse(""))
                .contains("eve@elsewhere.example", "no address");
    }

    @ParameterizedTest
    @EnumSource
    void setsAsideWhatIsForNobodyHere(Mode mode) throws Exception {
        rig.spool("m", "ann@example.net", "eve@elsewhere.example");

        mode.work(rig, 1);

        assertEndedIn("dead", "m");
        assertThat(rig.audit("m").isProcessed()).isFalse();
        assertThat(rig.audit("m").value(AuditMetadata.REASON)).contains("no managed recipient");
    }

    @ParameterizedTest
    @EnumSource
    void endsAnInvalidInbox(Mode mode) throws Exception {
        rig.spool("one", "ann@example.net", "nobody@example.com");
        rig.spool("two", "ann@example.net", "nobody@example.com", "alice@example.com");

        mode.work(rig, 2);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertEndedIn("done", "one");
        assertEndedIn("done", "two");
        assertStatus(rig.audit("one"), "invalid");
        assertStatus(rig.audit("two"), "partial");
        assertThat(rig.audit("two").value(AuditMetadata.INVALID_INBOXES)).contains("nobody@example.com");
    }

    @ParameterizedTest
    @EnumSource
    void guessesAnEnvelopeThatNobodyStated(Mode mode) throws Exception {
        String mail = "Return-Path: <ann@example.net>\r\nReceived: by x for <bob@example.com>; today\r\n"
                + "To: alice@example.com, eve@elsewhere.example\r\n\r\nhello\r\n";
        rig.spoolWithoutEnvelope("m", mail.getBytes(StandardCharsets.ISO_8859_1));

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(mail);
        assertThat(rig.mails("bob")).containsExactly(mail);
        assertEndedIn("done", "m");
        assertStatus(rig.audit("m"), "delivered");
        assertThat(rig.audit("m").value(AuditMetadata.ENVELOPE)).contains("guessed");
        assertThat(rig.audit("m").value(AuditMetadata.ENVELOPE_FROM)).contains("<ann@example.net>");
    }

    @ParameterizedTest
    @EnumSource
    void deliversFromTheNullSender(Mode mode) throws Exception {
        rig.spool("m", "", "alice@example.com");

        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertThat(rig.audit("m").value(AuditMetadata.ENVELOPE_FROM)).contains("<>");
    }

    @ParameterizedTest
    @EnumSource
    void changesNoOctet(Mode mode) throws Exception {
        StringBuilder odd = new StringBuilder("Subject: gr\u00fc\u00df\nX-Long: " + "x".repeat(2_000) + "\n\n");
        for (char octet = 0; octet < 256; octet++) {
            odd.append(octet);
        }
        odd.append("\r\n.\r\n\r\r\n\n.");
        rig.spool("m", odd.toString().getBytes(StandardCharsets.ISO_8859_1), "ann@example.net", "alice@example.com");
        rig.spool("large", "x".repeat(1_000_000).getBytes(StandardCharsets.ISO_8859_1), "", "bob@example.com");
        rig.spool("empty", new byte[0], "", "bob@example.com");

        mode.work(rig, 3);

        assertThat(rig.mails("alice")).containsExactly(odd.toString());
        assertThat(rig.mails("bob")).containsExactlyInAnyOrder("x".repeat(1_000_000), "");
        assertThat(rig.names("spool")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void setsAsideABrokenEnvelopeWithItsPlace(Mode mode) throws Exception {
        rig.spoolEnvelope("m", "{\"from\": \"\",\n \"to\": [\"alice@example.com\",]}");
        rig.spoolWithoutEnvelope("m", MAIL.getBytes(StandardCharsets.ISO_8859_1));
        rig.spool("good", "", "alice@example.com");

        mode.work(rig, 2);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertEndedIn("dead", "m");
        assertEndedIn("done", "good");
        assertThat(rig.names("dead")).contains("m.json");
        assertThat(rig.audit("m").value(AuditMetadata.REASON).orElse("")).contains("m.json:2:");
    }

    @ParameterizedTest
    @EnumSource
    void keepsMailsWhileThereAreNoMailboxesAtAll(Mode mode) throws Exception {
        Path mail = folder.resolve("mail");
        Path away = Files.move(mail, folder.resolve("mail-that-is-not-mounted"));
        rig.spool("m", "ann@example.net", "alice@example.com");

        mode.work(rig, 1);
        assertThat(rig.names("spool")).contains("m.eml", "m.json");

        Files.move(away, mail);
        assertThat(rig.site().expedite()).isEqualTo(1);
        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertEndedIn("done", "m");
        assertStatus(rig.audit("m"), "delivered");
    }

    @ParameterizedTest
    @EnumSource
    void takesANameUsedTwiceForTwoMails(Mode mode) throws Exception {
        rig.spool("m", "ann@example.net", "alice@example.com");
        mode.work(rig, 1);
        String second = "To: alice@example.com\r\nSubject: another\r\n\r\nhello again\r\n";

        rig.spool("m", second.getBytes(StandardCharsets.ISO_8859_1), "ann@example.net", "alice@example.com");
        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactlyInAnyOrder(MAIL, second);
        assertThat(rig.names("spool")).isEmpty();
        assertThat(rig.names("done")).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource
    void usesNoOtherMailsEnvelope(Mode mode) throws Exception {
        rig.spool("m", "ann@example.net", "bob@example.com");
        mode.work(rig, 1);

        rig.spoolWithoutEnvelope("m", MAIL.getBytes(StandardCharsets.ISO_8859_1));
        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL);
        assertThat(rig.mails("bob")).containsExactly(MAIL);
    }

    @ParameterizedTest
    @EnumSource
    void takesTheNameOfADeletedMailForAnother(Mode mode) throws Exception {
        block("alice@example.com");
        rig.spool("m", "ann@example.net", "alice@example.com");
        mode.work(rig, 1);
        block();

        rig.spoolWithoutEnvelope("m", MAIL.replace("example.net", "example.org").getBytes(StandardCharsets.ISO_8859_1));
        mode.work(rig, 1);

        assertThat(rig.mails("alice")).containsExactly(MAIL.replace("example.net", "example.org"));
        assertThat(rig.names("spool")).isEmpty();
        assertStatus(rig.audit("m"), "delivered");
        assertStatus(rig.audit("m.earlier-1"), "blocked");
    }

    @Test
    void laterMailOfAKeyIsNotTakenForAnEarlierUnfinishedOne() throws Exception {
        Path bobs = folder.resolve("mail/example.com/bob");
        Files.createDirectories(bobs);
        Files.writeString(bobs.resolve("new"), "no folder");
        rig.spool("k", "s@example.net", "alice@example.com", "bob@example.com");
        Mode.ONCE.work(rig, 1);
        Files.delete(folder.resolve("spool/example.com/k.eml"));
        Files.delete(folder.resolve("spool/example.com/k.json"));

        rig.spool("k", "second mail\r\n".getBytes(StandardCharsets.US_ASCII), "s@example.net", "alice@example.com");
        rig.site().expedite();
        Mode.ONCE.work(rig, 1);

        try (Stream<Path> mails = Files.list(folder.resolve("mail/example.com/alice/new"))) {
            assertThat(mails).hasSize(2);
        }
    }

    @Test
    void unfinishedMailThatIsTouchedIsTheSameMail() throws Exception {
        Path bobs = folder.resolve("mail/example.com/bob");
        Files.createDirectories(bobs);
        Files.writeString(bobs.resolve("new"), "no folder");
        rig.spool("k", "s@example.net", "alice@example.com", "bob@example.com");
        Mode.ONCE.work(rig, 1);
        Path read = folder.resolve("mail/example.com/alice/new");
        try (Stream<Path> mails = Files.list(read)) {
            Files.delete(mails.findFirst().orElseThrow());
        }

        Files.setLastModifiedTime(folder.resolve("spool/example.com/k.eml"), FileTime.from(Instant.EPOCH));
        rig.site().expedite();
        Mode.ONCE.work(rig, 1);

        assertThat(read).as("Alice had her copy").isEmptyDirectory();
    }

    @Test
    void linkInTheSpoolIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "To: alice@example.com\r\n\r\nsecret");
        Files.createSymbolicLink(folder.resolve("spool/example.com/link.eml"), secret);
        try (MailWorker worker = rig.worker()) {
            worker.runOnce();
        }

        assertThat(folder.resolve("mail/example.com/alice/new")).doesNotExist();
    }
}
