package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.mail.EmailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Postfix of the test's own, with STARTTLS, TLS from the first octet, and AUTH by Dovecot; it hands on to a fake. */
class PostfixTest {
    private static final String DAEMONS = "/usr/lib/postfix/sbin";
    private static final EmailAddress NOBODY = EmailAddress.of("nobody@example.com");
    private static final EmailAddress ELSEWHERE = EmailAddress.of("x@elsewhere.example");
    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            daemon_directory = %5$s
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = localhost
            mydestination =
            mynetworks =
            maillog_file = %1$s/mail.log
            maillog_file_prefixes = %1$s
            alias_maps =
            alias_database =
            virtual_mailbox_domains = example.com
            virtual_mailbox_maps = inline:{ alice@example.com=x, bob@example.com=x }
            virtual_transport = smtp:[127.0.0.1]:%4$d
            default_transport = discard:
            smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = %2$s/cert.pem
            smtpd_tls_key_file = %2$s/key.pem
            smtpd_tls_auth_only = yes
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = inet:127.0.0.1:%3$d
            smtpd_error_sleep_time = 0
            smtpd_peername_lookup = no
            message_size_limit = 100000
            """;
    private static final String MASTER = """
            127.0.0.1:%1$d inet n - n - - smtpd
            127.0.0.1:%2$d inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            discard unix - - n - - discard
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;

    @TempDir
    private static Path postfixFolder;

    @TempDir
    private static Path dovecotFolder;

    @TempDir
    private static Path certificateFolder;

    private static TestCertificate certificate;
    private static PrivateDovecot dovecot;
    private static FakeServer next;
    private static RealServer postfix;
    private static int startTlsPort;
    private static int tlsPort;

    @BeforeAll
    static void start() throws Exception {
        Path master = RealServer.needs(DAEMONS + "/master");
        Path check = RealServer.needs("/usr/sbin/postfix");
        certificate = TestCertificate.in(certificateFolder);
        dovecot = PrivateDovecot.in(dovecotFolder);
        next = FakeServer.smtp();
        startTlsPort = RealServer.freePort();
        tlsPort = RealServer.freePort();
        RealServer.open(postfixFolder);
        for (String sub : List.of("queue", "data", "etc")) {
            RealServer.open(Files.createDirectory(postfixFolder.resolve(sub)));
        }
        RealServer.own(postfixFolder.resolve("data"), "postfix");
        Path etc = postfixFolder.resolve("etc");
        Files.writeString(
                etc.resolve("main.cf"),
                MAIN.formatted(
                        postfixFolder,
                        certificateFolder,
                        dovecot.saslPort(),
                        next.settings().port(),
                        DAEMONS));
        Files.writeString(etc.resolve("master.cf"), MASTER.formatted(startTlsPort, tlsPort));
        RealServer.run(postfixFolder.resolve("check"), check.toString(), "-c", etc.toString(), "check");
        String version = RealServer.run(
                postfixFolder.resolve("version"), "/usr/sbin/postconf", "-c", etc.toString(), "-h", "mail_version");
        RealServer.announce("Postfix smtpd " + version + " with TLS and SASL");
        postfix = RealServer.start(
                postfixFolder.resolve("out"), startTlsPort, master.toString(), "-c", etc.toString(), "-d");
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : new AutoCloseable[] {postfix, next, dovecot}) {
            if (one != null) {
                one.close();
            }
        }
    }

    private static SmtpSettings settings() {
        return SmtpSettings.smtp("localhost")
                .withPort(startTlsPort)
                .withTls(Tls.required().trusting(certificate.certificate()));
    }

    private static Stream<String> send(SmtpSettings settings, EmailAddress... recipients) {
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            return inShort(transport.send(to(recipients)));
        }
    }

    @Test
    void startTlsAuthAndPipelining() throws Exception {
        String body = "\r\n\r\nGr\u00fc\u00dfe\r\n.dot\r\n.\r\ntrailing  \r\n\r\n";
        int before = next.mails().size();
        try (SmtpTransport transport = new SmtpTransport(settings().withCredentials("alice@example.com", "secret"))) {
            assertThat(inShort(
                            transport.send(Mails.mail("From: ann@example.org" + body, NOBODY, ALICE, BOB, ELSEWHERE))))
                    .hasSize(4)
                    .anyMatch(line -> line.startsWith("nobody REJECTED INVALID_INBOX: 550 5.1.1 "))
                    .anyMatch(line -> line.startsWith("alice DELIVERED ACCEPTED: 250 2.0.0 Ok: queued as "))
                    .anyMatch(line -> line.startsWith("bob DELIVERED ACCEPTED: 250 2.0.0 Ok: queued as "))
                    .anyMatch(line -> line.startsWith("x DELIVERED ACCEPTED: 250 2.0.0 Ok: queued as "));
        }
        postfix.await(() -> next.mails().size() > before);
        // Postfix tidies headers; the body is what it got from us.
        assertThat(new String(next.mails().get(before), StandardCharsets.ISO_8859_1))
                .endsWith(body);
    }

    @Test
    void implicitTls() {
        SmtpSettings implicit = settings()
                .withPort(tlsPort)
                .withTls(Tls.implicit().trusting(certificate.certificate()))
                .withCredentials("bob@example.com", "secret");

        assertThat(send(implicit, ALICE)).singleElement().asString().startsWith("alice DELIVERED ACCEPTED: 250 2.0.0 ");
    }

    @Test
    void aWrongPassword() {
        assertThat(send(settings().withCredentials("alice@example.com", "wrong-password"), ALICE))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: 535 5.7.8 ")
                .doesNotContain("wrong-password");
    }

    @Test
    void withoutAuthItDoesNotRelay() {
        assertThat(send(settings(), ELSEWHERE, ALICE))
                .anyMatch(line -> line.startsWith("x DEFERRED PEER_UNHEALTHY: 554 5.7.1 "))
                .anyMatch(line -> line.startsWith("alice DELIVERED ACCEPTED: "));
    }

    @Test
    void aMailTooBig() {
        try (SmtpTransport transport = new SmtpTransport(settings())) {
            assertThat(inShort(transport.send(Mails.mail("x".repeat(200_000), ALICE))))
                    .singleElement()
                    .asString()
                    .startsWith("alice REJECTED REFUSED: 552 5.3.4 ");
        }
    }

    @Test
    void aCertificateThatIsNotTrusted() throws IOException {
        assertThat(send(settings().withTls(Tls.required()), ALICE))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: no session with localhost:");
    }
}
