package dev.mailworker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.MailWorkerBuilder;
import dev.mailworker.WorkerConfig;
import dev.mailworker.local.LocalSite;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Decided;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each example mail says of itself what comes of it, in its body or by its name; so it does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleSiteTest {
    private final Map<String, Decided> outcomes = new ConcurrentHashMap<>();
    private Map<String, Path> originals;
    private ExampleSite site;

    @BeforeAll
    void runOnce(@TempDir Path folder) throws IOException, InterruptedException {
        site = new ExampleSite(folder);
        originals = ExampleSite.mails();
        try (LocalSite local = LocalSite.open(folder);
                MailWorker worker = MailWorkerBuilder.on(local)
                        // As the program does it: the first domain names the site.
                        .config(WorkerConfig.defaults().withSiteId("example.com"))
                        .listener(this::note)
                        .build()) {
            worker.runOnce();
        }
    }

    private void note(Processed processed) {
        outcomes.put(processed.arrival().blob().key(), (Decided) processed);
    }

    private Decided outcome(String key) {
        return Objects.requireNonNull(outcomes.get(key), key);
    }

    /** The mail's key, its status, and each recipient's. */
    @ParameterizedTest
    @CsvSource(textBlock = """
                    01-delivered,          delivered, alice@example.com delivered
                    02-one-of-two-blocks,  partial,   alice@example.com delivered; bob@example.com blocked
                    03-all-block,          blocked,   bob@example.com blocked
                    04-foreign-recipient,  partial,   alice@example.com delivered; carol@elsewhere.example unmanaged
                    05-loop,               delivered, bob@example.com delivered
                    06-eight-bit,          delivered, alice@example.com delivered
                    07-attachment,         delivered, alice@example.com delivered
                    08-malformed,          delivered, alice@example.com delivered
                    09-null-sender,        delivered, alice@example.com delivered
                    10-invalid-mailbox,    invalid,   nobody@example.com invalid
                    11-wildcard-near-miss, delivered, bob@example.com delivered
                    12-long-line,          delivered, alice@example.com delivered
                    13-no-envelope,        delivered, dave@example.org delivered
                    14-nobody-is-ours,     dead,      carol@elsewhere.example unmanaged
                    15-out-of-office,      delivered, erin@example.com delivered
                    16-forwarded,          delivered, frank@example.com delivered
                    """)
    void mailEndsAsItSays(String key, String status, String recipients) {
        Decided outcome = outcome(key);

        assertThat(outcome.audit().status().word()).isEqualTo(status);
        assertThat(String.join(
                        "; ",
                        outcome.audit().recipients().stream()
                                .map(ExampleSiteTest::words)
                                .toList()))
                .isEqualTo(recipients);
        assertThat(outcome.settlement())
                .isInstanceOf(status.equals("dead") ? Settlement.Dead.class : Settlement.Done.class);
        assertThat(outcomes).as("pin the new ones too").hasSize(16).containsOnlyKeys(originals.keySet());
    }

    private static String words(RecipientAudit one) {
        return one.recipient() + " " + one.status().word();
    }

    private String because(String key, String recipient) {
        return outcome(key).audit().recipients().stream()
                .filter(one -> one.recipient().equals(EmailAddress.of(recipient)))
                .findFirst()
                .orElseThrow()
                .because();
    }

    @Test
    void eachRecipientGetsEveryOctetOfItsMail() throws IOException {
        int copies = 0;
        for (Map.Entry<String, Decided> outcome : outcomes.entrySet()) {
            byte[] original = Files.readAllBytes(originals.get(outcome.getKey()));
            for (RecipientAudit one : outcome.getValue().audit().recipients()) {
                boolean hasCopy = one.because().contains(" stored as new/");
                if (one.status().word().equals("delivered") && hasCopy) {
                    String file = one.because().replaceFirst(".* stored as new/", "");
                    EmailAddress to = one.recipient();
                    Path stored = site.folder()
                            .resolve("mail")
                            .resolve(to.domain())
                            .resolve(to.localPart())
                            .resolve("new")
                            .resolve(file);
                    assertThat(stored).as(outcome.getKey()).hasBinaryContent(original);
                    copies++;
                }
            }
        }
        assertThat(copies).isEqualTo(12);
        assertThat(site.mailbox("example.com", "alice")).hasSize(8);
        assertThat(site.mailbox("example.com", "bob")).hasSize(2);
        assertThat(site.mailbox("example.com", "erin")).hasSize(1);
        assertThat(site.mailbox("example.org", "dave"))
                .as("his own, and a forward")
                .hasSize(2);
    }

    @Test
    void whatIsFinishedIsKeptAsItWasExceptWhatAllBlock() throws IOException {
        for (Map.Entry<String, Path> original : originals.entrySet()) {
            String place = original.getKey().startsWith("14") ? "dead" : "done";
            Path kept = site.folder()
                    .resolve(place)
                    .resolve(ExampleSite.domain(original.getValue()))
                    .resolve(original.getKey() + ".eml");
            if (original.getKey().equals("03-all-block")) {
                assertThat(kept).as("marked, then deleted").doesNotExist();
            } else {
                assertThat(kept).hasBinaryContent(Files.readAllBytes(original.getValue()));
            }
            assertThat(kept.resolveSibling(original.getKey() + ".audit.json")).exists();
        }
    }

    @Test
    void blockedSendersAreNamedWithTheirPattern() {
        assertThat(because("02-one-of-two-blocks", "bob@example.com"))
                .isEqualTo("pattern '*@shop.example.net' matches the envelope sender bounce-17@shop.example.net");
        assertThat(because("03-all-block", "bob@example.com"))
                .isEqualTo("pattern '*@shop.example.net' matches the envelope sender bounce-18@shop.example.net");
        assertThat(stored("example.com", "03-all-block").value(AuditMetadata.DELETED_AT))
                .isPresent();
        assertThat(stored("example.com", "03-all-block").value(AuditMetadata.BLOCKED_RECIPIENTS))
                .hasValue("bob@example.com");
    }

    @Test
    void strangersAreNamedInTheAudit() {
        assertThat(stored("example.com", "04-foreign-recipient").value(AuditMetadata.LEFT_OUT))
                .hasValue("carol@elsewhere.example");
        assertThat(outcome("14-nobody-is-ours").settlement().because()).isEqualTo("no managed recipient");
    }

    @Test
    void loopIsSeen() {
        assertThat(outcome("05-loop").audit().trace()).anySatisfy(ruling -> assertThat(ruling.toString())
                .startsWith("bob@example.com loop: ")
                .contains("example.com")
                .doesNotContain("no X-SES-Worker-Processed field"));
    }

    @Test
    void outOfOfficeIsAnsweredAndTheAnswerLaidIntoTheOutbox() throws IOException {
        String reply = outgoing("ann@example.net");

        assertThat(reply)
                .contains(
                        "\r\nFrom: erin@example.com\r\n",
                        "\r\nSubject: =?UTF-8?Q?Auto:_Gr=C3=BC=C3=9Fe?=\r\n",
                        "\r\nAuto-Submitted: auto-replied\r\n",
                        "\r\nIn-Reply-To: <m15@mail.example.net>\r\n",
                        "In a hurry? Alice <alice@example.com> can help.");
        assertThat(trace("15-out-of-office")).contains("erin@example.com auto-reply: reply because");
    }

    @Test
    void forwardsGoInsideAsTheyAreAndOutsideInTheMailboxesName() throws IOException {
        String inside = site.mailbox("example.org", "dave").stream()
                .map(ExampleSiteTest::text)
                .filter(mail -> mail.contains("m16@"))
                .findFirst()
                .orElseThrow();

        assertThat(inside).endsWith(text(Objects.requireNonNull(originals.get("16-forwarded"))));
        assertThat(outgoing("frank@private.example"))
                .contains(
                        "\r\nFrom: \"Ann Lee via frank@example.com\" <frank@example.com>\r\n",
                        "\r\nReply-To: Ann Lee <ann@example.net>\r\n",
                        "\r\nReferences: <m16@mail.example.net>\r\n");
        assertThat(because("16-forwarded", "frank@example.com")).isEqualTo("no copy is kept");
    }

    private String trace(String key) {
        return outcome(key).audit().trace().toString();
    }

    /** {@return the mail for an address in the outbox} */
    private String outgoing(String address) throws IOException {
        try (Stream<Path> files = Files.list(site.folder().resolve("outbox"))) {
            Path envelope = files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> text(file).contains(address))
                    .findFirst()
                    .orElseThrow();
            return text(Path.of(envelope.toString().replaceFirst("\\.json$", ".eml")));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void missingMailboxIsNamed() {
        assertThat(because("10-invalid-mailbox", "nobody@example.com"))
                .isEqualTo("550 5.1.1 no mailbox for nobody@example.com: "
                        + site.folder().resolve("mail/example.com/nobody") + " is not there");
    }

    @Test
    void nullSenderStaysOne() {
        assertThat(outcome("09-null-sender").audit().envelope().sender().address())
                .isEmpty();
    }

    @Test
    void guessedEnvelopeIsMarked() {
        assertThat(stored("example.org", "13-no-envelope").value(AuditMetadata.ENVELOPE))
                .hasValue("guessed");
        assertThat(stored("example.org", "13-no-envelope").value(AuditMetadata.ENVELOPE_FROM))
                .hasValue("<ann@example.net>");
        assertThat(stored("example.com", "01-delivered").value(AuditMetadata.ENVELOPE))
                .isEmpty();
    }

    private StoredAudit stored(String domain, String key) {
        try (LocalSite local = LocalSite.open(site.folder())) {
            return local.blobs().audit(new BlobRef(domain, key));
        }
    }

    /** What makes these mails worth having must not get lost when somebody saves them with an editor. */
    @Test
    void oddMailsAreStillOdd() throws IOException {
        byte[] malformed = Files.readAllBytes(originals.get("08-malformed"));
        assertThat(new String(malformed, StandardCharsets.ISO_8859_1))
                .contains("\0", "\rCRLF.\r\n".substring(1))
                .containsPattern("\r[^\n]")
                .doesNotEndWith("\n");
        assertThat(new String(Files.readAllBytes(originals.get("06-eight-bit")), StandardCharsets.UTF_8))
                .as("octets that are no UTF-8")
                .contains("�");
        assertThat(Files.readString(originals.get("12-long-line")).lines()).anyMatch(line -> line.length() > 998);
    }
}
