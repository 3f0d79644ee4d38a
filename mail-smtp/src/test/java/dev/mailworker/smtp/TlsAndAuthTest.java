package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read a mail, and who a password. */
class TlsAndAuthTest {
    private static final String TAKEN = "alice DELIVERED ACCEPTED: 250 2.0.0 taken";

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private FakeServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.in(folder);
    }

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.smtp()
                .offering("STARTTLS", "PIPELINING", "AUTH PLAIN LOGIN")
                .withTls(certificate.serverContext(), false);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static Stream<String> send(SmtpSettings settings) {
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            return inShort(transport.send(to(ALICE)));
        }
    }

    private SmtpSettings with(Tls tls) {
        return server.settings().withTls(tls);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void startTlsWithATrustedCertificate() {
        assertThat(send(with(Tls.required().trusting(certificate.certificate()))))
                .containsExactly(TAKEN);
        assertThat(server.commands())
                .startsWith(
                        "EHLO client.example.com",
                        "STARTTLS",
                        "EHLO client.example.com",
                        "MAIL FROM:<ann@example.org>");
    }

    @Test
    void implicitTlsWithATrustedCertificate() {
        server.withTls(certificate.serverContext(), true);

        assertThat(send(with(Tls.implicit().trusting(certificate.certificate()))))
                .containsExactly(TAKEN);
        assertThat(server.commands()).doesNotContain("STARTTLS");
    }

    @Test
    void aContextMayBringTheTrust() throws Exception {
        var context = SSLContext.getInstance("TLS");
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var store = java.security.KeyStore.getInstance("PKCS12");
        try (var in = java.nio.file.Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        var trusted = java.security.KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        trust.init(trusted);
        context.init(null, trust.getTrustManagers(), null);

        assertThat(send(with(Tls.required().trusting(context)))).containsExactly(TAKEN);
    }

    @Test
    void pipeliningUnderTls() {
        server.holdingAnswersUntil("RCPT TO:<bob");
        Tls tls = Tls.required().trusting(certificate.certificate());

        try (SmtpTransport transport = new SmtpTransport(with(tls))) {
            assertThat(inShort(transport.send(to(ALICE, BOB)))).hasSize(2).allMatch(line -> line.contains("DELIVERED"));
        }
    }

    @Test
    void anUnknownCertificateIsNotTrusted() {
        assertThat(send(with(Tls.required())))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: no session with localhost:");
        server.withTls(certificate.serverContext(), true);
        assertThat(send(with(Tls.implicit()))).singleElement().asString().startsWith("alice DEFERRED PEER_UNHEALTHY: ");
        assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() {
        SmtpSettings byAddress =
                SmtpSettings.smtp("127.0.0.1").withPort(server.settings().port());
        Tls required = Tls.required().trusting(certificate.certificate());

        assertThat(send(byAddress.withTls(required)))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: ");
        server.withTls(certificate.serverContext(), true);
        assertThat(send(byAddress.withTls(Tls.implicit().trusting(certificate.certificate()))))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: ");
    }

    @Test
    void unverifiedTakesAnyCertificate() {
        assertThat(send(with(Tls.required().unverified()))).containsExactly(TAKEN);
        server.withTls(certificate.serverContext(), true);
        assertThat(send(with(Tls.implicit().unverified()))).containsExactly(TAKEN);
    }

    @Test
    void wantedTakesWhatThereIs() {
        assertThat(send(with(Tls.wanted()))).containsExactly(TAKEN);
        assertThat(server.count("STARTTLS")).isEqualTo(1);
        server.offering("PIPELINING");
        assertThat(send(with(Tls.wanted()))).containsExactly(TAKEN);
        assertThat(server.count("STARTTLS")).isEqualTo(1);
    }

    @Test
    void offMeansOff() {
        assertThat(send(with(Tls.off()))).containsExactly(TAKEN);
        assertThat(server.count("STARTTLS")).isZero();
    }

    @Test
    void requiredTakesNothingLess() {
        server.offering("PIPELINING");

        assertThat(send(with(Tls.required()).withCredentials("user", "secret")))
                .singleElement()
                .asString()
                .startsWith("alice DEFERRED PEER_UNHEALTHY: ")
                .contains("STARTTLS is required");
        server.offering("STARTTLS").answering("STARTTLS", "454 4.7.0 not now");
        assertThat(send(with(Tls.required()))).containsExactly("alice DEFERRED PEER_UNHEALTHY: 454 4.7.0 not now");
        assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL") || line.startsWith("AUTH"));
    }

    @Test
    void authPlain() {
        Tls tls = Tls.required().trusting(certificate.certificate());

        assertThat(send(with(tls).withCredentials("user", "secret"))).containsExactly(TAKEN);
        assertThat(server.commands()).anyMatch(line -> line.startsWith("AUTH PLAIN "));
        assertThat(server.commands().indexOf("STARTTLS")).isLessThan(3);
    }

    @Test
    void authLogin() {
        server.offering("AUTH LOGIN")
                .answering("AUTH LOGIN", "334 VXNlcm5hbWU6")
                .answering(base64("user"), "334 UGFzc3dvcmQ6")
                .answering(base64("secret"), "235 2.7.0 welcome");

        assertThat(send(server.settings().withCredentials("user", "secret"))).containsExactly(TAKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "535 5.7.8 wrong, DEFERRED PEER_UNHEALTHY: 535 5.7.8 wrong",
        "454 4.7.0 later, DEFERRED PEER_UNHEALTHY: 454 4.7.0 later",
        "(close),         DEFERRED PEER_UNREACHABLE: "
    })
    void authRefused(String answer, String expected) {
        server.answering("AUTH", answer);

        assertThat(send(server.settings().withCredentials("user", "secret")))
                .singleElement()
                .asString()
                .startsWith("alice " + expected);
    }

    @Test
    void withoutAuthNoMailIsSentThatNeedsIt() {
        for (String offer : List.of("PIPELINING", "AUTH CRAM-MD5")) {
            server.offering(offer);

            assertThat(send(server.settings().withCredentials("user", "secret")))
                    .singleElement()
                    .asString()
                    .startsWith("alice DEFERRED PEER_UNHEALTHY: ");
        }
        assertThat(server.commands()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void aServerThatRepeatsThePasswordIsNotQuoted() {
        server.answering("AUTH", "500 5.5.1 what is %LINE%?", "535 5.7.8 secret is no password for user");
        SmtpSettings settings = server.settings().withCredentials("user", "secret");

        for (int i = 0; i < 2; i++) {
            assertThat(send(settings))
                    .singleElement()
                    .asString()
                    .doesNotContain("secret")
                    .doesNotContain(base64("\0user\0secret"))
                    .doesNotContain(base64("user\0user\0secret"))
                    .endsWith("(its words repeat the password)");
        }
    }

    @Test
    void aCheckSendsNoMail() throws InterruptedException {
        SmtpSettings settings =
                with(Tls.required().trusting(certificate.certificate())).withCredentials("worker", "s3cret word");
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            ServerCheck check = transport.check();

            assertThat(check.words()).contains("with TLS", "logged in");
            assertThat(check)
                    .matches(ServerCheck::good)
                    .matches(ServerCheck::encrypted)
                    .matches(ServerCheck::loggedIn);
        }
        assertThat(server.awaitCommands(1, "QUIT"))
                .contains("STARTTLS")
                .noneMatch(command -> command.startsWith("MAIL"))
                .last()
                .isEqualTo("QUIT");
    }

    @Test
    void aCheckOfAPlainServerSaysSo() {
        try (SmtpTransport transport = new SmtpTransport(with(Tls.off()))) {
            ServerCheck check = transport.check();

            assertThat(check.words()).contains("without TLS", "without AUTH");
            assertThat(check.encrypted() || check.loggedIn()).isFalse();
            assertThat(check.good()).isTrue();
        }
    }

    @Test
    void aCheckSaysWhatFailed() {
        server.answering("AUTH", "535 5.7.8 no such user");
        try (SmtpTransport transport = new SmtpTransport(with(Tls.off()).withCredentials("worker", "s3cret word"))) {
            ServerCheck check = transport.check();

            assertThat(check.good()).isFalse();
            assertThat(check.words()).contains("535 5.7.8 no such user").doesNotContain("s3cret");
        }
    }

    @Test
    void whatFailsHasNoCauseThatCouldBeLogged() {
        SessionException e = new SessionException(Classification.lost(Phase.AUTH, "AUTH failed"));

        assertThat(e).hasNoCause().hasMessage("AUTH failed");
    }
}
