package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that share a folder, at the same time and one after the other. */
@Timeout(120)
class WorkersOnOneSiteTest {
    private static final int MAILS = 300;

    private final SettableTime time = new SettableTime();
    /** How often each mail was handed to the transport: a Maildir would not show a second time. */
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void spool() throws IOException {
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time)) {
            rig.mailbox("alice");
            for (int i = 0; i < MAILS; i++) {
                rig.spool("m" + i, "ann@example.net", "alice@example.com");
            }
        }
    }

    private Transport counting(Transport transport) {
        return mail -> {
            sent.merge(mail.id(), 1, Integer::sum);
            return transport.send(mail);
        };
    }

    private static void assertAllAreDelivered(LocalSiteRig rig) throws IOException {
        assertThat(rig.names("spool")).isEmpty();
        assertThat(rig.names("dead")).isEmpty();
        assertThat(rig.names("done")).hasSize(3 * MAILS);
        assertThat(rig.mails("alice")).hasSize(MAILS).containsOnly(LocalSiteRig.MAIL);
    }

    @Test
    void twoWorkersDeliverEachMailOnce() throws Exception {
        try (LocalSiteRig one = LocalSiteRig.open(folder, time);
                LocalSiteRig other = LocalSiteRig.open(folder, time);
                MailWorker first = one.worker(WorkerConfig.defaults(), this::counting);
                MailWorker second = other.worker(WorkerConfig.defaults(), this::counting)) {
            CountDownLatch settled = new CountDownLatch(MAILS);
            one.whenSettled(settled::countDown);
            other.whenSettled(settled::countDown);

            first.start();
            second.start();

            assertThat(settled.await(90, TimeUnit.SECONDS)).isTrue();
            assertThat(first.stop().isClean()).isTrue();
            assertThat(second.stop().isClean()).isTrue();
            assertAllAreDelivered(one);
        }
        assertThat(sent)
                .hasSize(MAILS)
                .allSatisfy((mail, times) -> assertThat(times).as(mail).isEqualTo(1));
    }

    @Test
    void aWorkerStopsInTheMiddleAndAnotherFinishes() throws Exception {
        CountDownLatch half = new CountDownLatch(MAILS / 2);
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(
                        WorkerConfig.defaults().withWorkerThreads(4), transport -> slowedBy(half, transport))) {
            worker.start();
            assertThat(half.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.stop().isClean()).isTrue();
        }
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(WorkerConfig.defaults(), this::counting)) {
            // What came back from the first worker is free at once.
            worker.runOnce();

            assertAllAreDelivered(rig);
        }
        assertThat(sent)
                .hasSize(MAILS)
                .allSatisfy((mail, times) -> assertThat(times).as(mail).isEqualTo(1));
    }

    private Transport slowedBy(CountDownLatch count, Transport transport) {
        Transport counted = counting(transport);
        return mail -> {
            count.countDown();
            return counted.send(mail);
        };
    }

    @Test
    void aWorkerThatHangsIsStoppedAndAnotherFinishes() throws Exception {
        Semaphore free = new Semaphore(MAILS / 10);
        CountDownLatch hanging = new CountDownLatch(4);
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(
                        WorkerConfig.defaults().withWorkerThreads(4).withStopTimeout(Duration.ofMillis(100)),
                        transport -> hangingAfter(free, hanging, transport))) {
            worker.start();
            assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.stop().unfinished()).hasSize(4);
            rig.awaitProcessed(MAILS / 10 + 4);
            assertThat(rig.mails("alice")).hasSize(MAILS / 10);
            assertThat(rig.names("spool")).hasSize(2 * (MAILS - MAILS / 10));
        }
        time.advance(WorkerConfig.defaults().visibilityTimeout());
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(WorkerConfig.defaults(), this::counting)) {
            // Those that hung were given back for later.
            rig.site().expedite();
            worker.runOnce();

            assertAllAreDelivered(rig);
        }
        assertThat(sent)
                .hasSize(MAILS)
                .allSatisfy((mail, times) -> assertThat(times).as(mail).isEqualTo(1));
    }

    private Transport hangingAfter(Semaphore free, CountDownLatch hanging, Transport transport) {
        Transport counted = counting(transport);
        return mail -> {
            if (!free.tryAcquire()) {
                hanging.countDown();
                awaitInterrupt();
                throw new PortException(PortException.Kind.TEMPORARY, "interrupted");
            }
            return counted.send(mail);
        };
    }

    @Test
    void whatAServerTakesTooLateToStopIsOnRecord() throws Exception {
        CountDownLatch taken = new CountDownLatch(4);
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(
                        WorkerConfig.defaults().withWorkerThreads(4).withStopTimeout(Duration.ofMillis(100)),
                        transport -> answeringLate(taken, transport))) {
            worker.start();
            assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(worker.stop().unfinished()).hasSize(4);
            rig.awaitProcessed(4);
        }
        time.advance(WorkerConfig.defaults().visibilityTimeout());
        try (LocalSiteRig rig = LocalSiteRig.open(folder, time);
                MailWorker worker = rig.worker(WorkerConfig.defaults(), this::counting)) {
            rig.site().expedite();
            worker.runOnce();

            assertAllAreDelivered(rig);
        }
        assertThat(sent)
                .hasSize(MAILS)
                .allSatisfy((mail, times) -> assertThat(times).as(mail).isEqualTo(1));
    }

    /** Takes the mail, and says so when the worker has lost patience. */
    private Transport answeringLate(CountDownLatch taken, Transport transport) {
        Transport counted = counting(transport);
        return mail -> {
            Map<EmailAddress, DeliveryResult> results = counted.send(mail);
            taken.countDown();
            awaitInterrupt();
            return results;
        };
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
