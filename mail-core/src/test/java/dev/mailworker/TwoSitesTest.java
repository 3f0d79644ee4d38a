package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.MailboxRules.OutOfOffice;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.MemoryReplyLedger;
import dev.mailworker.testing.MemoryRules;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sites whose mailboxes forward to each other and are both away: whatever is written to them comes to rest. */
class TwoSitesTest {
    private static final String ANN = "ann@a.example";
    private static final String BOB = "bob@b.example";
    private static final String STRANGER = "joe@elsewhere.example";
    private static final OutOfOffice AWAY = new OutOfOffice(true, "I am away.", false);
    private static final int FAR_TOO_MANY_ROUNDS = 20;

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();
    private final Map<String, Site> sites = new HashMap<>();
    private final List<Outgoing> intoTheWorld = new ArrayList<>();
    private Site a;
    private Site b;

    @BeforeEach
    void open() {
        a = new Site("a.example");
        b = new Site("b.example");
        a.rules.put(ANN, new MailboxRules(AWAY, List.of(BOB)));
        b.rules.put(BOB, new MailboxRules(AWAY, List.of(ANN)));
    }

    @AfterEach
    void close() {
        sites.values().forEach(site -> site.worker.close());
    }

    @Test
    void aStrangersMailComesToRest() throws InterruptedException {
        write(STRANGER, ANN, "");

        settle();

        assertThat(a.local.delivered(ANN)).as("the mail, and what came round").hasSize(2);
        assertThat(b.local.delivered(BOB)).hasSize(1);
        assertThat(intoTheWorld).extracting(Outgoing::recipients).containsExactly(addresses(STRANGER));
    }

    @Test
    void whatTheTwoWriteToEachOtherComesToRest() throws InterruptedException {
        write(BOB, ANN, "");

        settle();

        assertThat(a.local.delivered(ANN))
                .as("the mail, and both that Bob's mailbox sent back")
                .hasSize(3);
        assertThat(b.local.delivered(BOB)).as("the forward and the reply").hasSize(2);
        assertThat(intoTheWorld).isEmpty();
    }

    @Test
    void aBounceComesToRestAtOnce() throws InterruptedException {
        write("", ANN, "Content-Type: multipart/report; boundary=b\r\n");

        settle();

        assertThat(a.local.delivered(ANN)).hasSize(1);
        assertThat(b.local.sent()).isEmpty();
        assertThat(intoTheWorld).isEmpty();
    }

    @Test
    void sitesThatKeepNoCopyComeToRestInTheMailboxWhereTheMailCameFirst() throws InterruptedException {
        a.rules.put(ANN, new MailboxRules(OutOfOffice.OFF, List.of(BOB), false));
        b.rules.put(BOB, new MailboxRules(OutOfOffice.OFF, List.of(ANN), false));
        write(STRANGER, ANN, "");

        settle();

        assertThat(a.local.delivered(ANN)).hasSize(1);
        assertThat(a.local.delivered(ANN).get(0).text())
                .contains("X-SES-Worker-Processed: a.example", "X-SES-Worker-Processed: b.example");
        assertThat(b.local.sent()).isEmpty();
    }

    private void write(String from, String to, String fields) {
        String mail = "From: " + (from.isEmpty() ? "MAILER-DAEMON@elsewhere.example" : from) + "\r\nTo: " + to
                + "\r\nSubject: hello\r\nMessage-ID: <1@elsewhere.example>\r\n" + fields + "\r\nhello\r\n";
        Site site = siteOf(EmailAddress.of(to));
        site.receive(Envelope.of(ReversePath.parse(from), addresses(to)), mail.getBytes(StandardCharsets.UTF_8));
    }

    private void settle() throws InterruptedException {
        for (int round = 0; round < FAR_TOO_MANY_ROUNDS; round++) {
            for (Site site : List.of(a, b)) {
                site.worker.runOnce();
            }
            if (a.source.size() + b.source.size() == 0) {
                assertThat(a.source.deadLetters()).isEmpty();
                assertThat(b.source.deadLetters()).isEmpty();
                return;
            }
        }
        throw new AssertionError("still under way: " + a.source.size() + " mails at a, " + b.source.size() + " at b");
    }

    private Site siteOf(EmailAddress address) {
        return Objects.requireNonNull(sites.get(address.domain()), () -> address + " is at no site");
    }

    private static List<EmailAddress> addresses(String... texts) {
        return List.of(texts).stream().map(EmailAddress::of).toList();
    }

    /** Between the sites is nothing but the mail. */
    private final class Site {
        private final String domain;
        private final MemoryMessageSource source = new MemoryMessageSource(time);
        private final MemoryBlobStore blobs = new MemoryBlobStore();
        private final MemoryRules rules = new MemoryRules();
        private final RecordingTransport local = new RecordingTransport();
        private final MailWorker worker;
        private int received;

        Site(String domain) {
            this.domain = domain;
            sites.put(domain, this);
            worker = MailWorker.builder()
                    .config(WorkerConfig.defaults().withSiteId(domain))
                    .time(time)
                    .sources(() -> List.of(source))
                    .managedDomains(() -> Set.of(domain))
                    .blobs(blobs)
                    .progress(new MemoryProgressStore())
                    .replies(new MemoryReplyLedger())
                    .rules(rules)
                    .temporaryFolder(folder.resolve(domain))
                    .transport(Route.LOCAL, local)
                    .transport(Route.OUTSIDE, this::carry)
                    .build();
        }

        private void receive(Envelope envelope, byte[] mail) {
            BlobRef ref = new BlobRef(domain, "mail-" + received++);
            blobs.put(ref, mail);
            source.put(domain, ref, envelope);
        }

        private Map<EmailAddress, DeliveryResult> carry(Outgoing mail) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try {
                mail.content().writeTo(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            EmailAddress recipient = mail.recipients().get(0);
            synchronized (sites) {
                if (sites.containsKey(recipient.domain())) {
                    siteOf(recipient).receive(Envelope.of(mail.sender(), mail.recipients()), octets.toByteArray());
                } else {
                    intoTheWorld.add(mail);
                }
            }
            return Map.of(recipient, DeliveryResult.delivered("250 2.0.0 carried"));
        }
    }
}
