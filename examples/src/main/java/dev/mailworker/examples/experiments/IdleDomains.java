package dev.mailworker.examples.experiments;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Route;
import dev.mailworker.port.MessageSource;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ten thousand domains without mail: the threads that they take, and the processor time. */
public final class IdleDomains {
    private static final int DOMAINS = 10_000;
    private static final int SECONDS = 20;

    private IdleDomains() {}

    /**
     * Measures for twenty seconds, and prints.
     *
     * @param args not used
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        SettableTime time = new SettableTime();
        List<MessageSource> sources = new ArrayList<>();
        for (int i = 0; i < DOMAINS; i++) {
            sources.add(new MemoryMessageSource("domain-" + i, time));
        }
        int threadsBefore = threads();
        try (MailWorker worker = MailWorker.builder()
                .sources(() -> sources)
                .managedDomains(Set::of)
                .blobs(new MemoryBlobStore())
                .progress(new MemoryProgressStore())
                .transport(Route.LOCAL, new RecordingTransport())
                .build()) {
            worker.start();
            sources.forEach(source -> ((MemoryMessageSource) source).awaitPolls(1));
            pause(5);
            long cpuBefore = cpu();
            pause(SECONDS);
            long cpuUsed = cpu() - cpuBefore;
            Report report = new Report();
            report.figure("idle.domains", DOMAINS);
            report.atMost("idle.threads.of.the.worker", threads() - threadsBefore, 3);
            report.atMost("idle.cpu.percent.of.a.core", 100.0 * cpuUsed / TimeUnit.SECONDS.toNanos(SECONDS), 1);
            report.end();
        }
    }

    private static void pause(int seconds) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
