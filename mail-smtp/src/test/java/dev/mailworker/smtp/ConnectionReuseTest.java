package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.BOB;
import static dev.mailworker.smtp.Mails.inShort;
import static dev.mailworker.smtp.Mails.resultFor;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connection a mail takes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionReuseTest {
    private final SettableClock clock = new SettableClock();
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.smtp();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private SmtpTransport transport(PoolLimits limits) {
        return new SmtpTransport(server.settings().withPool(limits), clock);
    }

    private static void deliver(SmtpTransport transport) {
        assertThat(inShort(transport.send(to(ALICE)))).containsExactly("alice DELIVERED ACCEPTED: 250 2.0.0 taken");
    }

    @Test
    void aConnectionUsedLatelyIsUsedAgainWithoutAsking() throws InterruptedException {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            clock.pass(Duration.ofSeconds(4));
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.awaitCommands(1, "QUIT")).doesNotContain("NOOP").containsOnlyOnce("QUIT");
    }

    @Test
    void anIdleOneIsAskedFirst() {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            clock.pass(Duration.ofSeconds(5));
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.commands()).containsOnlyOnce("NOOP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.4.2 idle for too long", FakeServer.CLOSE, "500 what?"})
    void oneThatDoesNotAnswerWellIsReplaced(String answer) {
        server.answering("NOOP", answer);
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            clock.pass(Duration.ofSeconds(60));
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    /** Sends two mails at once, each on a connection of its own: both open one before either goes on. */
    private void deliverTwo(SmtpTransport transport) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = senders.submit(() -> deliver(transport));
            Future<?> second = senders.submit(() -> deliver(transport));
            first.get();
            second.get();
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    void whereOneConnectionHasDiedTheOthersAreNotAsked() throws Exception {
        CountDownLatch opening = new CountDownLatch(2);
        InstantSource meeting = () -> {
            opening.countDown();
            await(opening);
            return clock.instant();
        };
        server.answering("NOOP", FakeServer.CLOSE, FakeServer.CLOSE);
        try (SmtpTransport transport = new SmtpTransport(server.settings(), meeting)) {
            deliverTwo(transport);
            clock.pass(Duration.ofSeconds(60));
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(3);
        assertThat(server.commands()).containsOnlyOnce("NOOP");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anOldOneIsReplaced() throws InterruptedException {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            clock.pass(Duration.ofMinutes(5));
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.awaitCommands(2, "QUIT")).filteredOn("QUIT"::equals).hasSize(2);
    }

    @Test
    void oneThatCarriedEnoughMailsIsReplaced() throws InterruptedException {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT.withMailsPerConnection(2))) {
            for (int i = 0; i < 5; i++) {
                deliver(transport);
            }
        }
        assertThat(server.connections()).isEqualTo(3);
        assertThat(server.awaitCommands(3, "QUIT")).filteredOn("QUIT"::equals).hasSize(3);
    }

    @Test
    void oneThatTheServerClosedCostsNothing() throws IOException {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            server.hangUp();
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.mails()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.4.2 too many mails", FakeServer.CLOSE, "nonsense"})
    void oneThatFailsAtMailIsReplacedOnce(String answer) {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            server.answering("MAIL", answer);
            deliver(transport);
            server.answering("MAIL", answer, "421 4.4.2 really");

            assertThat(inShort(transport.send(to(ALICE))))
                    .containsExactly("alice DEFERRED PEER_UNHEALTHY: 421 4.4.2 really");
        }
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void aNewOneThatFailsIsNotReplaced() {
        server.answering("MAIL", "421 4.4.2 no");
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            assertThat(inShort(transport.send(to(ALICE))))
                    .containsExactly("alice DEFERRED PEER_UNHEALTHY: 421 4.4.2 no");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aMailThatWasTakenIsNotSentAgain() {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            deliver(transport);
            server.answering(FakeServer.DOT, FakeServer.CLOSE);

            assertThat(resultFor(ALICE, transport.send(to(ALICE))).kind()).isEqualTo(DeliveryResult.Kind.IN_DOUBT);
        }
        assertThat(server.mails()).hasSize(2);
    }

    @Test
    void goodbyeAfterAMailEndsTheConnectionAndNotTheNextMail() {
        server.answering(FakeServer.DOT, "421 4.3.2 bye");
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            assertThat(inShort(transport.send(to(BOB)))).containsExactly("bob DEFERRED PEER_UNHEALTHY: 421 4.3.2 bye");
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void noMoreConnectionsThanAllowed() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(12);
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT.withSize(3))) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                sent.add(senders.submit(() -> deliver(transport)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(server.mails()).hasSize(120);
        assertThat(server.connections()).isBetween(1, 3);
        assertThat(server.awaitCommands(server.connections(), "QUIT"))
                .filteredOn("QUIT"::equals)
                .hasSize(server.connections());
    }

    @Test
    void aServerThatHangsHoldsUpNoClose() throws InterruptedException {
        server.answering("QUIT", FakeServer.SILENCE, FakeServer.SILENCE);
        SmtpTransport transport = transport(PoolLimits.DEFAULT);
        deliver(transport);

        transport.close();

        assertThat(server.awaitCommands(1, "QUIT")).last().isEqualTo("QUIT");
    }

    @Test
    void aServerThatHangsHoldsUpNoMailByAnOldConnection() {
        server.answering("QUIT", FakeServer.SILENCE, FakeServer.SILENCE);
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT.withMailsPerConnection(1))) {
            deliver(transport);
            deliver(transport);
        }
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void afterCloseNothingIsSent() throws InterruptedException {
        SmtpTransport transport = transport(PoolLimits.DEFAULT);
        deliver(transport);
        transport.close();
        transport.close();

        assertThat(inShort(transport.send(to(ALICE))))
                .containsExactly("alice DEFERRED NOT_STARTED: the connections to this server are being closed");
        assertThat(server.awaitCommands(1, "QUIT")).filteredOn("QUIT"::equals).hasSize(1);
    }

    @Test
    void anInterruptEndsTheWaitForAConnection() {
        try (SmtpTransport transport = transport(PoolLimits.DEFAULT)) {
            Thread.currentThread().interrupt();

            assertThat(inShort(transport.send(to(ALICE))))
                    .containsExactly("alice DEFERRED NOT_STARTED: interrupted while waiting for a connection");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(server.connections()).isZero();
    }
}
