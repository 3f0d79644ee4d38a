package dev.mailworker.smtp;

import static dev.mailworker.smtp.Mails.ALICE;
import static dev.mailworker.smtp.Mails.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.port.ConnectionUse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transport says about its connections. */
@Timeout(60)
class ConnectionUseTest {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.smtp();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Holds up whoever has got leave to open a connection. */
    private Instant held() {
        asked.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Instant.EPOCH;
    }

    private SmtpTransport transport(InstantSource clock) {
        return new SmtpTransport(server.settings().withPool(PoolLimits.DEFAULT.withSize(1)), clock);
    }

    @Test
    void countsWhatIsOpenedAndWhatIsIdle() {
        try (SmtpTransport transport = transport(new SettableClock())) {
            assertThat(transport.connections()).isEqualTo(new ConnectionUse(0, 0, 0, 0, 0, Duration.ZERO));

            transport.send(to(ALICE));
            transport.send(to(ALICE));

            assertThat(transport.connections()).isEqualTo(new ConnectionUse(0, 1, 0, 1, 0, Duration.ZERO));
        }
    }

    @Test
    void tellsOfWhoWaits() throws InterruptedException {
        try (SmtpTransport transport = transport(this::held)) {
            Thread first = new Thread(() -> transport.send(to(ALICE)));
            first.start();
            asked.await();
            Thread second = new Thread(() -> transport.send(to(ALICE)));
            second.start();
            while (transport.connections().waiting() == 0) {
                Thread.onSpinWait();
            }
            assertThat(transport.connections().inUse()).isEqualTo(1);

            released.countDown();
            first.join();
            second.join();

            ConnectionUse after = transport.connections();
            assertThat(after.waiting()).isZero();
            assertThat(after.waits()).isEqualTo(1);
            assertThat(after.waited()).isPositive();
            assertThat(after.inUse()).isZero();
        }
    }

    @Test
    void connectionThatDoesNotComeAboutDoesNotCount() throws IOException {
        server.close();
        try (SmtpTransport transport = transport(new SettableClock())) {
            transport.send(to(ALICE));

            assertThat(transport.connections()).isEqualTo(new ConnectionUse(0, 0, 0, 0, 0, Duration.ZERO));
        }
    }
}
