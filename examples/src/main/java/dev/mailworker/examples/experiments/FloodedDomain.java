package dev.mailworker.examples.experiments;

import dev.mailworker.MailWorker;
import dev.mailworker.WorkerConfig;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Outgoing;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One domain is flooded, twenty others get a mail now and then: how long the quiet ones' mails wait, with a mail server
 * that takes 5 ms for each mail and 64 mails in flight.
 */
public final class FloodedDomain {
    private static final int FLOOD = 20_000;
    private static final int QUIET_DOMAINS = 20;
    private static final int QUIET_MAILS = 200;
    private static final EmailAddress ALICE = EmailAddress.of("alice@example.com");

    private final SettableTime time = new SettableTime();
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final Map<String, Long> putAt = new ConcurrentHashMap<>();
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final CountDownLatch floodServed = new CountDownLatch(2_000);
    private final CountDownLatch quietLeft = new CountDownLatch(QUIET_MAILS);

    private FloodedDomain() {}

    /**
     * Measures, and prints.
     *
     * @param args not used
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        new FloodedDomain().run();
    }

    private void run() throws InterruptedException {
        MemoryMessageSource flooded = new MemoryMessageSource("flooded", time);
        List<MemoryMessageSource> quiet = new ArrayList<>();
        for (int i = 0; i < QUIET_DOMAINS; i++) {
            quiet.add(new MemoryMessageSource("quiet-" + i, time));
        }
        List<MessageSource> sources = new ArrayList<>(quiet);
        sources.add(flooded);
        for (int i = 0; i < FLOOD; i++) {
            put(flooded, "flood-" + i);
        }
        try (MailWorker worker = MailWorker.builder()
                .config(WorkerConfig.defaults())
                .sources(() -> sources)
                .managedDomains(() -> Set.of("example.com"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .transport(Route.LOCAL, this::send)
                .build()) {
            worker.start();
            // Not before the code is warm: what is measured is the waiting, not the compiler.
            boolean warm = floodServed.await(60, TimeUnit.SECONDS);
            for (int i = 0; i < QUIET_MAILS; i++) {
                boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
                put(quiet.get(i % QUIET_DOMAINS), "quiet-" + i);
            }
            boolean all = quietLeft.await(60, TimeUnit.SECONDS);
            report(warm && all, flooded.size());
        }
    }

    private void put(MemoryMessageSource source, String key) {
        BlobRef ref = new BlobRef("bucket", key);
        blobs.put(ref, "From: ann@example.net\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        putAt.put(key, System.nanoTime());
        source.put("example.com", ref, Envelope.of(ReversePath.NULL, List.of(ALICE)));
    }

    private Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
        String key = mail.id().substring(mail.id().indexOf('/') + 1);
        try {
            boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sentAt.put(key, System.nanoTime()) == null) {
            (key.startsWith("quiet") ? quietLeft : floodServed).countDown();
        }
        return Map.of(ALICE, DeliveryResult.delivered("250 2.0.0 Ok"));
    }

    private void report(boolean all, int floodLeft) {
        Report report = new Report();
        double[] delays = sentAt.keySet().stream()
                .filter(key -> key.startsWith("quiet"))
                .mapToDouble(key -> (sentAt.getOrDefault(key, 0L) - putAt.getOrDefault(key, 0L)) / 1e6)
                .toArray();
        report.exactly("flood.quiet.mails.delivered", delays.length, all ? QUIET_MAILS : -1);
        report.figure("flood.mails.still.waiting.when.the.last.quiet.one.was.delivered", floodLeft);
        report.percentiles("flood.quiet.delay.ms", delays, 250);
        report.end();
    }
}
