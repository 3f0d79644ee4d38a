package dev.mailworker.examples.experiments;

import dev.mailworker.decide.Decider;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.pipeline.Lease;
import dev.mailworker.pipeline.MailPipeline;
import dev.mailworker.pipeline.PipelineSettings;
import dev.mailworker.pipeline.Ports;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.MemoryReplyLedger;
import dev.mailworker.testing.MemoryRules;
import dev.mailworker.testing.MemorySentMail;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A week in seconds: mails come all the time, and the mail server is away for the third day. Shows that every mail arrives,
 * how often each is tried, and how long after the server's return the last one that waited is delivered.
 */
public final class SimulatedWeek {
    private static final int MAILS = 10_000;
    private static final Duration WEEK = Duration.ofDays(7);
    private static final EmailAddress ALICE = EmailAddress.of("alice@example.com");

    private final SettableTime time = new SettableTime();
    private final Instant start = time.instant();
    private final Instant leaves = start.plus(Duration.ofDays(2));
    private final Instant returns = start.plus(Duration.ofDays(3));
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final Map<String, Integer> connections = new HashMap<>();
    private final Map<String, Integer> receives = new HashMap<>();
    private final Map<String, Instant> delivered = new HashMap<>();
    private final Random random = new Random(7);
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));
    private int dead;

    private SimulatedWeek() {}

    private record Due(Instant at, Arrival arrival) {}

    private record NoReceipt() implements Receipt {}

    /**
     * Simulates, and prints what came of it.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        new SimulatedWeek().run();
    }

    private void run() {
        MailPipeline pipeline = pipeline();
        spool();
        while (!queue.isEmpty()) {
            Due due = queue.remove();
            if (due.at().isAfter(time.instant())) {
                time.set(due.at());
            }
            String key = due.arrival().blob().key();
            receives.merge(key, 1, Integer::sum);
            Settlement settlement =
                    pipeline.process(due.arrival(), Lease.UNLIMITED).settlement();
            if (settlement instanceof Settlement.RetryAfter retry) {
                queue.add(new Due(time.instant().plus(retry.delay()), again(due.arrival())));
            } else if (settlement instanceof Settlement.Dead) {
                dead++;
            }
        }
        report();
    }

    private MailPipeline pipeline() {
        Ports ports = new Ports(
                blobs,
                new MemoryBlocklist(),
                new MemoryRules(),
                new MemorySentMail(),
                new MemoryReplyLedger(),
                new MemoryProgressStore(),
                Map.of(Route.LOCAL, this::answer));
        return new MailPipeline(
                ports,
                policies -> new Decider(Decider.standardRules("site", policies)),
                () -> Set.of("example.com"),
                new PipelineSettings(
                        "worker",
                        "site",
                        () -> VerdictPolicies.PASS_ALL,
                        Duration.ofDays(3),
                        Duration.ofMinutes(1),
                        64,
                        20,
                        true),
                new TemporaryMails(Path.of(System.getProperty("java.io.tmpdir"), "simulated-week"), 1 << 20),
                time,
                pause -> {});
    }

    private Map<EmailAddress, DeliveryResult> answer(Outgoing mail) {
        String key = mail.id();
        connections.merge(key, 1, Integer::sum);
        boolean away = !time.instant().isBefore(leaves) && time.instant().isBefore(returns);
        if (away) {
            return Map.of(ALICE, DeliveryResult.deferred(Cause.PEER_UNREACHABLE, "connection refused"));
        }
        delivered.put(key, time.instant());
        return Map.of(ALICE, DeliveryResult.delivered("250 2.0.0 Ok"));
    }

    private void spool() {
        byte[] mail =
                "From: ann@example.net\r\nTo: alice@example.com\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
        Envelope envelope = Envelope.of(ReversePath.parse("ann@example.net"), List.of(ALICE));
        for (int i = 0; i < MAILS; i++) {
            BlobRef ref = new BlobRef("example-com-emails", "mail-" + i);
            blobs.put(ref, mail);
            Instant at = start.plusMillis((long) (random.nextDouble() * WEEK.toMillis()));
            queue.add(new Due(at, new Arrival("example.com", ref, envelope, Verdicts.NONE, 1, at, new NoReceipt())));
        }
    }

    private static Arrival again(Arrival arrival) {
        return new Arrival(
                arrival.domain(),
                arrival.blob(),
                arrival.envelope(),
                arrival.verdicts(),
                arrival.receiveCount() + 1,
                arrival.queuedAt(),
                arrival.receipt());
    }

    private void report() {
        Report report = new Report();
        report.exactly("week.mails.delivered", delivered.size(), MAILS);
        report.exactly("week.mails.dead", dead, 0);
        report.figure(
                "week.outage.hours", (double) Duration.between(leaves, returns).toHours());
        report.figure("week.connections.per.mail.mean", mean(connections));
        report.figure("week.connections.per.mail.max", max(connections));
        report.figure("week.receives.per.mail.mean", mean(receives));
        report.atMost("week.receives.per.mail.max", max(receives), 40);
        report.atMost("week.last.waiting.mail.minutes.after.return", lastAfterReturn(), 75);
        report.end();
    }

    private double lastAfterReturn() {
        Set<String> waited = new HashSet<>();
        receives.forEach((key, count) -> {
            if (count > 1) {
                waited.add(key);
            }
        });
        return delivered.entrySet().stream()
                .filter(entry ->
                        waited.contains(entry.getKey().substring(entry.getKey().indexOf('/') + 1)))
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder())
                .map(last -> Duration.between(returns, last).toSeconds() / 60.0)
                .orElse(0.0);
    }

    private static double mean(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    private static double max(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
