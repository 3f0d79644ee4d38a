package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.CAROL;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.resultFor;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.HeaderEdits;
import dev.mailworker.mail.RawMail;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One mail, one server, and everything that can go wrong between them. */
class SmtpTransportTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.smtp();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        return send(server.settings(), mail);
    }

    private static Map<EmailAddress, DeliveryResult> send(SmtpSettings settings, Outgoing mail) {
        try (SmtpTransport transport = new SmtpTransport(settings)) {
            return transport.send(mail);
        }
    }

    private SmtpSettings impatient() {
        return server.settings().withTimeouts(new SmtpTimeouts(SHORT, SHORT, SHORT, SHORT, SHORT));
    }

    @Test
    void oneTransactionForAllRecipients() throws InterruptedException {
        server.answering(FakeServer.DOT, "250 2.0.0 Ok: queued as 4F3");

        assertThat(inShort(send(to(ALICE, BOB))))
                .containsExactly(
                        "alice DELIVERED ACCEPTED: 250 2.0.0 Ok: queued as 4F3",
                        "bob DELIVERED ACCEPTED: 250 2.0.0 Ok: queued as 4F3");
        assertThat(server.awaitCommands(1, "QUIT"))
                .containsExactly(
                        "EHLO client.example.com",
                        "MAIL FROM:<ann@example.org> BODY=8BITMIME",
                        "RCPT TO:<alice@example.com>",
                        "RCPT TO:<bob@example.com>",
                        "DATA",
                        "QUIT");
        assertThat(server.mails()).singleElement().isEqualTo(Mails.TEXT.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void onlyWhatIsOfferedIsUsed() {
        server.offering("SIZE 1000000");
        send(Mails.from("<>", to(ALICE)));
        server.offering();
        send(to(ALICE));

        assertThat(server.commands())
                .contains("MAIL FROM:<> SIZE=" + Mails.TEXT.length(), "MAIL FROM:<ann@example.org>");
        assertThat(server.early()).isZero();
    }

    @Test
    void aServerThatKnowsNoEhloGetsHelo() {
        server.answering("EHLO", "502 5.5.1 what?");

        assertThat(inShort(send(to(ALICE)))).containsExactly("alice DELIVERED ACCEPTED: 250 2.0.0 taken");
        assertThat(server.commands()).contains("HELO client.example.com", "MAIL FROM:<ann@example.org>");
    }

    @Test
    void withoutANameOfItsOwnItSaysTheHosts() {
        send(server.settings().withEhloName(""), to(ALICE));

        assertThat(server.commands().get(0)).matches("EHLO (\\[[0-9A-Za-z.:]+]|[\\w-]+(\\.[\\w-]+)+)");
    }

    @Test
    void eachRecipientHasAFateOfItsOwn() {
        server.answering("RCPT TO:<alice", "550 5.1.1 unknown").answering("RCPT TO:<carol", "452 4.2.2 full");

        assertThat(inShort(send(to(ALICE, BOB, CAROL))))
                .containsExactlyInAnyOrder(
                        "alice REJECTED INVALID_INBOX: 550 5.1.1 unknown",
                        "bob DELIVERED ACCEPTED: 250 2.0.0 taken",
                        "carol DEFERRED TEMPORARY: 452 4.2.2 full");
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void whenAllAreRefusedNothingIsSentAndTheConnectionIsGoodForTheNext() {
        server.answering("RCPT", "550 5.1.1 unknown", "554 5.7.1 Relay access denied");

        try (SmtpTransport transport = new SmtpTransport(server.settings())) {
            assertThat(inShort(transport.send(to(ALICE, BOB))))
                    .containsExactly(
                            "alice REJECTED INVALID_INBOX: 550 5.1.1 unknown",
                            "bob DEFERRED PEER_UNHEALTHY: 554 5.7.1 Relay access denied");
            assertThat(server.commands()).contains("RSET").doesNotContain("DATA");
            assertThat(inShort(transport.send(to(ALICE)))).containsExactly("alice DELIVERED ACCEPTED: 250 2.0.0 taken");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void eachRecipientIsToldOnce() {
        EmailAddress shouting = EmailAddress.of("ALICE@example.com");

        assertThat(send(to(ALICE, shouting))).containsOnlyKeys(ALICE);
        assertThat(server.count("RCPT")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} answered with {1}")
    @CsvSource({
        "(greeting), 554 5.3.2 no,       DEFERRED PEER_UNHEALTHY: 554 5.3.2 no",
        "(greeting), 421 4.3.2 later,    DEFERRED PEER_UNHEALTHY: 421 4.3.2 later",
        "EHLO,       421 4.3.2 later,    DEFERRED PEER_UNHEALTHY: 421 4.3.2 later",
        "MAIL,       550 5.7.1 not you,  DEFERRED PEER_UNHEALTHY: 550 5.7.1 not you",
        "MAIL,       552 5.3.4 too big,  REJECTED REFUSED: 552 5.3.4 too big",
        "MAIL,       451 4.3.0 later,    DEFERRED PEER_UNHEALTHY: 451 4.3.0 later",
        "MAIL,       421 4.3.2 bye,      DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye",
        "RCPT,       421 4.3.2 bye,      DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye",
        "DATA,       554 5.7.1 no,       REJECTED REFUSED: 554 5.7.1 no",
        "DATA,       503 5.5.1 what?,    DEFERRED TEMPORARY: 503 5.5.1 what?",
        "DATA,       421 4.3.2 bye,      DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye",
        "DATA,       250 2.0.0 thanks,   DEFERRED TEMPORARY: 250 2.0.0 thanks",
        "(dot),      554 5.7.1 spam,     REJECTED REFUSED: 554 5.7.1 spam",
        "(dot),      451 4.7.1 later,    DEFERRED TEMPORARY: 451 4.7.1 later",
        "(dot),      421 4.3.2 bye,      DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye",
    })
    void refusalsByStep(String step, String answer, String expected) {
        server.answering(step, answer);

        assertThat(inShort(send(to(ALICE)))).containsExactly("alice " + expected);
    }

    @Test
    void aServerThatRefusesBothGreetingsIsUnhealthy() {
        server.answering("EHLO", "550 5.7.1 no").answering("HELO", "550 5.7.1 no");

        assertThat(inShort(send(to(ALICE)))).containsExactly("alice DEFERRED PEER_UNHEALTHY: 550 5.7.1 no");
    }

    @ParameterizedTest
    @ValueSource(strings = {FakeServer.CLOSE, FakeServer.SILENCE, "nonsense", "99 x", ""})
    void noAnswerBeforeTheFinalDotDefers(String answer) {
        for (String step : List.of(FakeServer.GREETING, "EHLO", "MAIL", "RCPT", "DATA")) {
            server.answering(step, answer);
            boolean noSession = step.equals(FakeServer.GREETING) || step.equals("EHLO");

            assertThat(resultFor(ALICE, send(impatient(), to(ALICE))))
                    .as(step)
                    .satisfies(result -> assertThat(result.kind() + " " + result.cause())
                            .isEqualTo(noSession ? "DEFERRED PEER_UNREACHABLE" : "DEFERRED TEMPORARY"))
                    .satisfies(result -> assertThat(result.reply()).isNotBlank());
        }
        assertThat(server.mails()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FakeServer.CLOSE, FakeServer.SILENCE, "nonsense", "354 go on"})
    void noAnswerAfterTheFinalDotIsADoubt(String answer) {
        server.answering(FakeServer.DOT, answer).answering("RCPT TO:<bob", "550 5.1.1 unknown");

        assertThat(send(impatient(), to(ALICE, BOB)))
                .hasEntrySatisfying(ALICE, result -> assertThat(result.kind() + " " + result.cause())
                        .isEqualTo("IN_DOUBT TEMPORARY"))
                .hasEntrySatisfying(BOB, result -> assertThat(result.isFinal()).isTrue());
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void theWordsSayAtWhichStepItWasLost() {
        server.answering("RCPT TO:<bob", FakeServer.CLOSE).answering("DATA", FakeServer.SILENCE);

        assertThat(inShort(send(to(ALICE, BOB))))
                .containsExactly(
                        "alice DEFERRED TEMPORARY: lost at RCPT: the server closed the connection",
                        "bob DEFERRED TEMPORARY: lost at RCPT: the server closed the connection");
        assertThat(inShort(send(impatient(), to(ALICE))))
                .containsExactly("alice DEFERRED TEMPORARY: lost at DATA: it took too long");
    }

    @Test
    void aConnectionCutInTheMiddleOfAMailDefers() {
        server.answering("DATA", FakeServer.CUT);

        assertThat(resultFor(ALICE, send(Mails.mail("x".repeat(5_000_000), ALICE)))
                        .kind())
                .isEqualTo(DeliveryResult.Kind.DEFERRED);
        assertThat(server.mails()).isEmpty();
    }

    @Test
    void aServerThatStopsReadingIsGivenUp() {
        server.answering("DATA", FakeServer.STALL);

        assertThat(resultFor(ALICE, send(impatient(), Mails.mail("x".repeat(20_000_000), ALICE)))
                        .kind())
                .isEqualTo(DeliveryResult.Kind.DEFERRED);
    }

    @Test
    void repliesMayComeInPiecesAndLines() {
        server.dribbling()
                .answering(FakeServer.GREETING, "220-hello\r\n220 there")
                .answering("RCPT", "250-2.1.5 a\r\n250 2.1.5 b")
                .answering(FakeServer.DOT, "250-2.0.0 taken\r\n250 2.0.0 with thanks");

        assertThat(inShort(send(to(ALICE)))).containsExactly("alice DELIVERED ACCEPTED: 250 2.0.0 taken with thanks");
    }

    @Test
    void theServersWordsAreMadeHarmless() {
        server.answering(FakeServer.DOT, "554 5.7.1 \u001b[31mno\u0007 " + "x".repeat(10_000));

        assertThat(resultFor(ALICE, send(to(ALICE))).reply())
                .startsWith("554 5.7.1 ?[31mno? xxx")
                .hasSizeLessThan(600);
    }

    @Test
    void aServerThatIsNotThereDefers() throws IOException {
        int freePort;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = unused.getLocalPort();
        }

        DeliveryResult result =
                resultFor(ALICE, send(SmtpSettings.smtp("localhost").withPort(freePort), to(ALICE)));

        assertThat(result.kind() + " " + result.cause()).isEqualTo("DEFERRED PEER_UNREACHABLE");
        assertThat(result.reply()).contains("localhost:" + freePort, "refused");
    }

    @Test
    void aHostWithoutAnAddressDefers() {
        assertThat(resultFor(ALICE, send(SmtpSettings.smtp("no-such-host.invalid"), to(ALICE)))
                        .reply())
                .contains("no address is known for no-such-host.invalid");
    }

    @Test
    void aMailThatCannotBeReadIsNotDelivered(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mail"), Mails.TEXT);
        Content content = new Content.Received(RawMail.of(file), HeaderEdits.NONE);
        Files.delete(file);

        try (SmtpTransport transport = new SmtpTransport(server.settings())) {
            assertThat(resultFor(ALICE, transport.send(new Outgoing("m-1", ReversePath.NULL, List.of(ALICE), content)))
                            .kind())
                    .isEqualTo(DeliveryResult.Kind.DEFERRED);
            assertThat(inShort(transport.send(to(BOB)))).containsExactly("bob DELIVERED ACCEPTED: 250 2.0.0 taken");
        }
        assertThat(server.mails()).hasSize(1);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anAddressBeyondAsciiNeedsSmtputf8() {
        EmailAddress umlaut = EmailAddress.of("jürgen@example.com");

        assertThat(inShort(send(to(ALICE, umlaut))))
                .containsExactlyInAnyOrder(
                        "alice DELIVERED ACCEPTED: 250 2.0.0 taken",
                        "jürgen REJECTED REFUSED: the server has no SMTPUTF8, and this address can't be written without");
        assertThat(send(to(umlaut))).hasSize(1);
        assertThat(resultFor(ALICE, send(Mails.from("jürgen@example.com", to(ALICE))))
                        .reply())
                .contains("the sender's address");
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void anAddressBeyondAsciiIsSentAsUtf8() {
        server.offering("8BITMIME", "SMTPUTF8");

        assertThat(send(to(ALICE, EmailAddress.of("jürgen@example.com"))).values())
                .allMatch(DeliveryResult::isFinal);
        String utf8 = new String(
                "RCPT TO:<jürgen@example.com>".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(server.commands()).contains("MAIL FROM:<ann@example.org> BODY=8BITMIME SMTPUTF8", utf8);
        send(to(ALICE));
        assertThat(server.commands()).contains("MAIL FROM:<ann@example.org> BODY=8BITMIME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nRCPT TO:<eve@example.com>\r\n@example.com",
                "a\nb@example.com",
                "a\rb@example.com",
                "a\0b@example.com",
                "a b@example.com",
                "a>b@example.com",
                "a@example.com> SIZE=1",
                "a@exa\r\nmple.com"
            })
    void noAddressCanBeMadeThatBreaksACommand(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EmailAddress.of(text));
        assertThatIllegalArgumentException().isThrownBy(() -> ReversePath.parse(text));
    }

    @Test
    void noCommandCanHoldALineEnd() throws Exception {
        try (ConnectionPool pool = onePool()) {
            var lease = pool.lease("example.com");
            assertThatThrownBy(() -> lease.connection().ask("NOOP\r\nRSET")).isInstanceOf(IOException.class);
            lease.close();
        }
        assertThat(server.commands()).noneMatch(line -> line.contains("RSET") || line.contains("NOOP"));
    }

    private ConnectionPool onePool() {
        TlsSockets tls = new TlsSockets(Tls.off());
        var session = jakarta.mail.Session.getInstance(new java.util.Properties());
        return new ConnectionPool(
                PoolLimits.DEFAULT,
                new SettableClock(),
                now -> SmtpConnection.open(
                        session,
                        server.settings(),
                        new CorkableSocket("localhost", new Watchdog("test"), SHORT),
                        tls,
                        now));
    }

    @Test
    void pipelinedWhereOffered() {
        server.offering("PIPELINING").holdingAnswersUntil("RCPT TO:<carol");

        assertThat(inShort(send(to(ALICE, BOB, CAROL)))).hasSize(3).allMatch(line -> line.contains("DELIVERED"));
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void notPipelinedIfForbidden() {
        server.offering("PIPELINING").holdingAnswersUntil("RCPT TO:<carol");

        assertThat(inShort(send(impatient().withPipelining(false), to(ALICE, BOB, CAROL))))
                .hasSize(3)
                .allMatch(line -> line.endsWith("lost at MAIL: it took too long"));
    }

    @Test
    void pipelinedFatesStayApart() {
        server.offering("PIPELINING")
                .holdingAnswersUntil("RCPT TO:<carol")
                .answering("RCPT TO:<alice", "550 5.1.1 unknown")
                .answering("RCPT TO:<carol", "552 5.2.2 full");

        assertThat(inShort(send(to(ALICE, BOB, CAROL))))
                .containsExactlyInAnyOrder(
                        "alice REJECTED INVALID_INBOX: 550 5.1.1 unknown",
                        "bob DELIVERED ACCEPTED: 250 2.0.0 taken",
                        "carol DEFERRED MAILBOX_FULL: 552 5.2.2 full");
    }

    @Test
    void pipelinedRecipientsOfARefusedSenderAreNotJudgedByTheirReplies() {
        server.offering("PIPELINING")
                .answering("MAIL", "451 4.3.0 later")
                .answering("RCPT", "503 5.5.1 need MAIL", "503 5.5.1 need MAIL");

        try (SmtpTransport transport = new SmtpTransport(server.settings())) {
            assertThat(inShort(transport.send(to(ALICE, BOB))))
                    .containsExactly(
                            "alice DEFERRED PEER_UNHEALTHY: 451 4.3.0 later",
                            "bob DEFERRED PEER_UNHEALTHY: 451 4.3.0 later");
            assertThat(inShort(transport.send(to(BOB)))).containsExactly("bob DELIVERED ACCEPTED: 250 2.0.0 taken");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void hundredsOfRecipientsGoInGroups() {
        server.offering("PIPELINING");
        EmailAddress[] many = Stream.iterate(0, i -> i + 1)
                .limit(333)
                .map(i -> EmailAddress.of("r" + i + "@example.com"))
                .toArray(EmailAddress[]::new);

        assertThat(send(to(many)).values()).hasSize(333).allMatch(DeliveryResult::isFinal);
        assertThat(server.count("RCPT")).isEqualTo(333);
    }
}
