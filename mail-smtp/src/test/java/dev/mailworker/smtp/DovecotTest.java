package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LMTP into real mailboxes, read back by IMAP. */
class DovecotTest {
    private static final EmailAddress FULL = EmailAddress.of("full@example.com");
    private static final EmailAddress NOBODY = EmailAddress.of("nobody@example.com");

    @TempDir
    private static Path folder;

    private static PrivateDovecot dovecot;

    @BeforeAll
    static void start() throws Exception {
        dovecot = PrivateDovecot.in(folder);
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    private static SmtpTransport transport() {
        return new SmtpTransport(SmtpSettings.lmtp("127.0.0.1").withPort(dovecot.lmtpPort()));
    }

    /** {@return all mails of an inbox, octet for octet} */
    private static List<String> inbox(EmailAddress of) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.imap.partialfetch", "false");
        List<String> mails = new ArrayList<>();
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", dovecot.imapPort(), of.toString(), "secret");
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            for (var mail : inbox.getMessages()) {
                try (InputStream octets = ((IMAPMessage) mail).getMimeStream()) {
                    mails.add(new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return mails;
    }

    @Test
    void fatesStayApart() throws Exception {
        int before = inbox(BOB).size();
        try (SmtpTransport transport = transport()) {
            assertThat(inShort(transport.send(to(NOBODY, ALICE, FULL, BOB))))
                    .hasSize(4)
                    .anyMatch(line -> line.startsWith("nobody REJECTED INVALID_INBOX: 550 5.1.1 "))
                    .anyMatch(line -> line.startsWith("alice DELIVERED ACCEPTED: 250 2.0.0 "))
                    .anyMatch(line -> line.startsWith("full DEFERRED MAILBOX_FULL: 552 5.2.2 "))
                    .anyMatch(line -> line.startsWith("bob DELIVERED ACCEPTED: 250 2.0.0 "));
        }
        assertThat(inbox(BOB)).hasSize(before + 1);
        assertThat(inbox(FULL)).isEmpty();
    }

    @Test
    void everyOctetIsKept() throws Exception {
        String odd =
                "Received: from x\r\n\tby y\r\nsubject :  odd \r\nSubject: Gr\u00fc\u00dfe\r\nBcc: eve@example.org\r\n"
                        + "Content-Length: 3\r\nX-Empty:\r\nX-Folded: a\r\n \r\n b\r\n\r\n"
                        + " leading space\r\n.dot\r\n..two\r\n.\r\nFrom here\r\ntab\tand \u00ff\u0001 and trailing  \r\n"
                        + "x".repeat(5_000) + "\r\n\r\n\r\n";
        try (SmtpTransport transport = transport()) {
            assertThat(transport.send(Mails.mail(odd, ALICE)).values()).allMatch(DeliveryResult::isFinal);
        }

        assertThat(inbox(ALICE)).anyMatch(mail -> mail.endsWith("\r\n" + odd));
    }

    @Test
    void manyAtOnce() throws Exception {
        int before = inbox(BOB).size();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (SmtpTransport transport = transport()) {
            List<Callable<DeliveryResult>> mails = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                mails.add(() -> Mails.resultFor(BOB, transport.send(to(BOB))));
            }
            for (Future<DeliveryResult> sent : senders.invokeAll(mails)) {
                assertThat(sent.get().kind()).isEqualTo(DeliveryResult.Kind.DELIVERED);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(inbox(BOB)).hasSize(before + 60);
    }
}
