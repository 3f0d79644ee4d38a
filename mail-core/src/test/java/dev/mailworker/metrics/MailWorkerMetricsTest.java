package dev.mailworker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Bounce;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.ConnectionUse;
import dev.mailworker.port.LookUpUse;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.SendingQuota;
import dev.mailworker.port.ServiceRequest;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.MemoryRules;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker between fakes, seen through a registry. */
class MailWorkerMetricsTest {
    private static final String ALICE = "alice@example.com";
    private static final String BOB = "bob@example.com";

    @TempDir
    private Path folder;

    private final Set<String> managed = new HashSet<>(Set.of("example.com"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SettableTime time = new SettableTime();
    private final MailWorkerMetrics metrics = new MailWorkerMetrics(registry, 3, time);
    private final MemoryMessageSource source = new MemoryMessageSource(time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final MemoryRules rules = new MemoryRules();
    private final RecordingTransport local = new RecordingTransport();
    private final RecordingTransport outside = new RecordingTransport();
    private MailWorker worker;

    @BeforeEach
    void setUp() {
        worker = MailWorker.builder()
                .sources(() -> List.of(source))
                .managedDomains(() -> managed)
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .rules(rules)
                .temporaryFolder(folder)
                .time(time)
                .transport(Route.LOCAL, local)
                .transport(Route.OUTSIDE, outside)
                .listener(metrics)
                .build();
        metrics.watch(worker);
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private void mail(String key, String... recipients) {
        mailOf("example.com", key, recipients);
    }

    private void mailOf(String domain, String key, String... recipients) {
        BlobRef ref = new BlobRef("bucket", key);
        blobs.put(
                ref,
                ("From: ann@example.net\r\nTo: " + ALICE + "\r\nSubject: hi\r\n\r\nhello\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        source.put(
                domain,
                ref,
                Envelope.of(
                        ReversePath.parse("ann@example.net"),
                        Stream.of(recipients).map(EmailAddress::of).toList()));
    }

    /** {@return the value of a meter; 0 if there is none} */
    private double value(String name, String... tags) {
        return Optional.ofNullable(registry.find(name).tags(tags).meter())
                .map(MailWorkerMetricsTest::value)
                .orElse(0.0);
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    @Test
    void countsMailsAndTheirRecipients() throws InterruptedException {
        blocklist.block(BOB, "*@example.net");
        mail("both", ALICE, BOB);
        mail("blocked", BOB);
        worker.runOnce();

        assertThat(value("emails.processed", "domain", "example.com", "status", "partial"))
                .isEqualTo(1);
        assertThat(value("emails.processed", "domain", "example.com", "status", "blocked"))
                .isEqualTo(1);
        assertThat(value("recipients.processed", "domain", "example.com", "status", "delivered"))
                .isEqualTo(1);
        assertThat(value("recipients.processed", "domain", "example.com", "status", "blocked"))
                .isEqualTo(2);
        assertThat(value("blocked.senders", "domain", "example.com")).isEqualTo(2);
        assertThat(value("email.attempts", "domain", "example.com", "outcome", "done"))
                .isEqualTo(2);
        assertThat(value("delivery.results", "domain", "example.com", "class", "delivered"))
                .isEqualTo(1);
        assertThat(registry.get("email.processing").timer().count()).isEqualTo(2);
        assertThat(registry.get("email.step").tag("step", "deliver").timer().count())
                .isEqualTo(2);
    }

    @Test
    void timesEachStep() throws InterruptedException {
        local.calls().before("send", () -> time.advance(Duration.ofSeconds(2)));
        mail("slow", ALICE);
        worker.runOnce();

        assertThat(registry.get("email.step").tag("step", "deliver").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
        assertThat(registry.get("email.processing").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void classifiesResults() throws InterruptedException {
        local.answer(ALICE, DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 no such user"))
                .answer(BOB, DeliveryResult.inDoubt("lost"));
        mail("mixed", ALICE, BOB, "carol@example.com");
        worker.runOnce();

        for (String result : List.of("invalid", "in_doubt", "delivered")) {
            assertThat(value("delivery.results", "domain", "example.com", "class", result))
                    .as(result)
                    .isEqualTo(1);
        }
        assertThat(value("email.attempts", "domain", "example.com", "outcome", "again"))
                .isEqualTo(1);
        assertThat(registry.find("emails.processed").meters())
                .as("it comes again")
                .isEmpty();
    }

    @Test
    void countsForwardsAndReplies() throws InterruptedException {
        rules.forward(ALICE, "dora@example.org");
        rules.outOfOffice(BOB, "I am away");
        outside.answer(
                "dora@example.org", DeliveryResult.deferred(Cause.TEMPORARY, "later"), RecordingTransport.ACCEPTED);
        mail("sends", ALICE, BOB);
        worker.runOnce();
        time.advance(Duration.ofHours(1));
        worker.runOnce();

        assertThat(value("outgoing.results", "domain", "example.com", "kind", "forward", "result", "deferred"))
                .isEqualTo(1);
        assertThat(value("outgoing.results", "domain", "example.com", "kind", "forward", "result", "sent"))
                .isEqualTo(1);
        assertThat(value("forwards.sent", "domain", "example.com")).isEqualTo(1);
    }

    @Test
    void countsReplies() throws InterruptedException {
        rules.outOfOffice(ALICE, "I am away");
        mail("asks", ALICE);
        mail("asks-again", ALICE);
        worker.runOnce();

        assertThat(value("autoreplies.sent", "domain", "example.com")).isEqualTo(1);
        assertThat(value("outgoing.results", "domain", "example.com", "kind", "autoreply", "result", "sent"))
                .isEqualTo(1);
    }

    @Test
    void tellsWhyNothingWasSent() throws InterruptedException {
        rules.outOfOffice(ALICE, "I am away");
        rules.forward(BOB, "bob@example.com");
        mail("asks", ALICE, BOB);
        mail("asks-again", ALICE);
        worker.runOnce();

        assertThat(value("outgoing.withheld", "kind", "forward", "reason", "faulty_rule"))
                .isEqualTo(1);
        assertThat(value("outgoing.withheld", "kind", "autoreply", "reason", "not_needed"))
                .as("the sender had it lately")
                .isEqualTo(1);
    }

    @Test
    void tellsWhyMailsAreSetAside() throws InterruptedException {
        mail("foreign", "x@elsewhere.example");
        source.put(
                "example.com",
                new BlobRef("bucket", "gone"),
                Envelope.of(ReversePath.NULL, List.of(EmailAddress.of(ALICE))));
        source.putUnreadable("no JSON");
        blobs.put(new BlobRef("bucket", "sealed"), new byte[] {1}, Map.of("x-amz-key-v2", "k"));
        source.put(
                "example.com",
                new BlobRef("bucket", "sealed"),
                Envelope.of(ReversePath.NULL, List.of(EmailAddress.of(ALICE))));
        worker.runOnce();

        for (String reason : List.of("no_managed_recipient", "gone", "unreadable_notice", "unreadable_mail")) {
            assertThat(value("dead.letters", "reason", reason)).as(reason).isEqualTo(1);
        }
        assertThat(value("emails.processed", "domain", "example.com", "status", "dead"))
                .isEqualTo(3);
    }

    @Test
    void mailThatIsTooOldExpired() throws InterruptedException {
        local.answerAll(DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 full"));
        mail("old", ALICE);
        time.advance(Duration.ofDays(4));
        worker.runOnce();

        assertThat(value("dead.letters", "reason", "expired")).isEqualTo(1);
        assertThat(value("emails.processed", "domain", "example.com", "status", "expired"))
                .isEqualTo(1);
    }

    @Test
    void domainsBeyondTheMostAreOneTogether() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            managed.add("d" + i + ".example");
            mailOf("d" + i + ".example", "m" + i, ALICE);
        }
        worker.runOnce();

        assertThat(registry.find("emails.processed").meters()).hasSize(4);
        assertThat(value("emails.processed", "domain", "other", "status", "delivered"))
                .isEqualTo(17);
    }

    @Test
    void showsWhatIsInWork() throws InterruptedException {
        double[] seen = new double[3];
        local.calls().before("send", () -> {
            metrics.refresh();
            seen[0] = value("emails.in.flight");
            seen[1] = value("oldest.email.age");
            seen[2] = value("target.in.use", "target", "local");
        });
        mail("one", ALICE);
        time.advance(Duration.ofSeconds(90));
        worker.runOnce();

        assertThat(seen).containsExactly(1, 90, 1);
        metrics.refresh();
        assertThat(value("emails.in.flight")).isZero();
        assertThat(value("oldest.email.age")).isZero();
        assertThat(value("target.limit", "target", "local")).isEqualTo(64);
        assertThat(value("target.resting", "target", "local")).isZero();
    }

    @Test
    void showsATableThatCannotBeRead() throws InterruptedException {
        blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.TEMPORARY, "away"));
        mail("one", ALICE);
        worker.runOnce();
        time.advance(Duration.ofMinutes(2));
        worker.runOnce();

        assertThat(value("table.outage", "table", "blocklist")).isEqualTo(120);
        assertThat(value("lookups", "table", "blocklist", "result", "failed")).isEqualTo(1);
        assertThat(value("lookups", "table", "blocklist", "result", "passed_open"))
                .isEqualTo(1);
        assertThat(value("lookups", "table", "rules", "result", "answered")).isEqualTo(2);
    }

    @Test
    void bouncesHaveAFewTypes() {
        Arrival arrival = new Arrival(
                "example.com",
                new BlobRef("b", "k"),
                Envelope.UNSTATED,
                Verdicts.NONE,
                1,
                time.instant(),
                new Receipt() {});
        Map<String, String> types = Map.of(
                "Permanent/General", "Permanent",
                "Transient/MailboxFull", "Transient",
                "Undetermined", "Undetermined",
                "failed 5.1.1", "Permanent",
                "delayed 4.4.1", "Transient",
                "whatever a stranger wrote", "Undetermined");
        types.forEach((said, type) -> metrics.bounced(arrival, bounce(BounceReport.Kind.BOUNCE, said, true)));
        metrics.bounced(arrival, bounce(BounceReport.Kind.COMPLAINT, "complaint abuse", false));

        assertThat(value("bounces.processed", "domain", "example.com", "type", "Permanent"))
                .isEqualTo(2);
        assertThat(value("bounces.processed", "domain", "example.com", "type", "Transient"))
                .isEqualTo(2);
        assertThat(value("bounces.processed", "domain", "example.com", "type", "Undetermined"))
                .isEqualTo(2);
        assertThat(value("bounces.processed", "domain", "example.com", "type", "Complaint"))
                .isEqualTo(1);
        assertThat(value("bounce.attributions", "domain", "example.com", "attributed", "yes"))
                .isEqualTo(6);
        assertThat(value("bounce.attributions", "domain", "example.com", "attributed", "no"))
                .isEqualTo(1);
    }

    private static Bounce bounce(BounceReport.Kind kind, String type, boolean attributed) {
        return new Bounce(kind, type, "", List.of(), List.of(), attributed, "for a test");
    }

    @Test
    void showsWhatElseThereIs() throws InterruptedException {
        metrics.connections(() -> Map.of("local", new ConnectionUse(2, 3, 4, 5, 6, Duration.ofMillis(1500))));
        metrics.lookUps(() -> new LookUpUse(7, 8, 9));
        metrics.readUnits("email-rules", () -> 10.5);
        metrics.cost(() -> 0.002);
        metrics.quotas(
                () -> Map.of("us-east-2", new SendingQuota(14, 50_000, 123), "eu-west-1", new SendingQuota(0, -1, 0)));
        metrics.queues(() -> Set.of("example.com"), domain -> CompletableFuture.completedFuture(11L));
        metrics.requested(
                new ServiceRequest("s3", "GetObject", ServiceRequest.Trouble.THROTTLED, Duration.ofSeconds(1)));
        metrics.sourceFailed("example-com-queue", "away");
        metrics.refresh();

        assertThat(value("aws.cost.dollars.per.million.emails")).isZero();
        mail("one", ALICE);
        worker.runOnce();
        assertThat(value("aws.cost.dollars.per.million.emails")).isEqualTo(2000);
        assertThat(registry.get("aws.cost.dollars").meter()).isInstanceOf(FunctionCounter.class);
        assertThat(value("smtp.connections", "server", "local", "state", "in_use"))
                .isEqualTo(2);
        assertThat(value("smtp.connections", "server", "local", "state", "idle"))
                .isEqualTo(3);
        assertThat(value("smtp.pool.waiting", "server", "local")).isEqualTo(4);
        assertThat(value("smtp.connections.opened", "server", "local")).isEqualTo(5);
        assertThat(value("smtp.pool.waits", "server", "local")).isEqualTo(6);
        assertThat(value("smtp.pool.wait.seconds", "server", "local")).isEqualTo(1.5);
        assertThat(value("lookup.answers", "from", "cache")).isEqualTo(7);
        assertThat(value("lookup.answers", "from", "shared")).isEqualTo(8);
        assertThat(value("lookup.answers", "from", "table")).isEqualTo(9);
        assertThat(value("dynamodb.read.units", "table", "email-rules")).isEqualTo(10.5);
        assertThat(value("queue.messages.available", "domain", "example.com")).isEqualTo(11);
        assertThat(value("aws.requests", "service", "s3", "operation", "GetObject", "error", "throttled"))
                .isEqualTo(1);
        assertThat(value("queue.failures")).isEqualTo(1);
        assertThat(value("ses.daily.quota", "region", "us-east-2")).isEqualTo(50_000);
        assertThat(value("ses.daily.sent", "region", "us-east-2")).isEqualTo(123);
        assertThat(value("ses.send.rate.limit", "region", "us-east-2")).isEqualTo(14);
        assertThat(registry.find("ses.daily.quota").tag("region", "eu-west-1").meter())
                .as("no limit is known")
                .isNull();
    }

    @Test
    void queuesOfMoreDomainsThanThereIsRoomForAreOneTogether() throws InterruptedException {
        metrics.queues(
                () -> List.of("example.com", "b.example", "c.example", "d.example"),
                domain -> CompletableFuture.completedFuture(5L));
        mail("busy", ALICE);
        worker.runOnce();
        metrics.refresh();

        assertThat(value("queue.messages.available", "domain", "example.com")).isEqualTo(5);
        assertThat(value("queue.messages.available", "domain", "other")).isEqualTo(15);
    }

    @Test
    void serverThatIsGoneIsAtRest() {
        Map<String, ConnectionUse> uses =
                new HashMap<>(Map.of("mx1:25", new ConnectionUse(1, 2, 3, 4, 5, Duration.ofSeconds(6))));
        metrics.connections(() -> uses);
        metrics.refresh();
        uses.clear();
        uses.put("mx2:25", new ConnectionUse(1, 0, 0, 1, 0, Duration.ZERO));
        metrics.refresh();

        assertThat(value("smtp.connections", "server", "mx1:25", "state", "idle"))
                .isZero();
        assertThat(value("smtp.pool.waiting", "server", "mx1:25")).isZero();
        assertThat(value("smtp.connections.opened", "server", "mx1:25")).isEqualTo(4);
        assertThat(value("smtp.connections", "server", "mx2:25", "state", "in_use"))
                .isEqualTo(1);
    }

    @Test
    void manyServersHaveNoMoreSeriesThanAHundred() {
        Map<String, ConnectionUse> uses = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            uses.put("mx" + i + ":25", new ConnectionUse(1, 0, 0, 1, 0, Duration.ZERO));
        }
        metrics.connections(() -> uses);
        metrics.refresh();

        assertThat(registry.find("smtp.pool.waits").meters()).hasSize(101);
        assertThat(value("smtp.connections.opened", "server", "other")).isEqualTo(900);
    }
}
