package dev.mailworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.Health.Domain;
import dev.mailworker.Health.Kind;
import dev.mailworker.Health.Part;
import dev.mailworker.consume.Stage;
import dev.mailworker.consume.Stage.Phase;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Condition;
import dev.mailworker.port.Condition.State;
import dev.mailworker.port.MessageSource;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.Gate;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryMessageSource;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker tells of itself and of what it needs, as mails and polls show it. */
@Timeout(120)
class HealthTest {
    private static final String PEER = "user arn:aws:iam::4711 at mx9.internal (10.0.0.9) says no to ann@example.net";
    private static final Instant START = SettableTime.START;

    @TempDir
    private Path folder;

    private final SettableTime time = new SettableTime();
    private final MemoryMessageSource com = new MemoryMessageSource("com-queue", time);
    private final MemoryMessageSource org = new MemoryMessageSource("org-queue", time);
    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final MemoryBlocklist blocklist = new MemoryBlocklist();
    private final RecordingTransport local = new RecordingTransport();
    private final CountDownLatch lists = new CountDownLatch(1);
    private int mails;

    private MailWorkerBuilder builder() {
        return MailWorker.builder()
                .config(WorkerConfig.defaults()
                        .withInvalidStreak(2)
                        .withSourceRefresh(Duration.ofMillis(10))
                        .withStopTimeout(Duration.ofMinutes(1)))
                .sources(() -> List.of(com, org))
                .managedDomains(() -> Set.of("example.org", "example.com"))
                .siteHealth(domain -> Optional.of(domain.substring("example.".length()) + "-queue"))
                .blobs(blobs)
                .progress(new MemoryProgressStore())
                .blocklist(blocklist)
                .transport(Route.LOCAL, local)
                .temporaryFolder(folder)
                .time(time);
    }

    private void mail(MemoryMessageSource queue, String recipient) {
        BlobRef ref = new BlobRef("bucket", "mail-" + ++mails);
        blobs.put(ref, "Subject: s\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        EmailAddress to = EmailAddress.of(recipient);
        queue.put(to.domain(), ref, Envelope.of(ReversePath.parse("ann@example.net"), List.of(to)));
    }

    private static Condition part(MailWorker worker, Kind kind, String name) {
        return worker.health().parts().stream()
                .filter(part -> part.kind() == kind && part.name().equals(name))
                .map(Part::condition)
                .findFirst()
                .orElseThrow();
    }

    private static Condition domain(MailWorker worker, String name) {
        return worker.health().domains().stream()
                .filter(domain -> domain.name().equals(name))
                .map(Domain::condition)
                .findFirst()
                .orElseThrow();
    }

    private static void await(Supplier<Boolean> condition) {
        while (!condition.get()) {
            Thread.onSpinWait();
        }
    }

    private static void awaitPhase(MailWorker worker, Phase phase) {
        await(() -> worker.health().stage().phase() == phase);
    }

    @Test
    void nothingIsKnownBeforeAnythingIsNeeded() {
        try (MailWorker worker = builder().build()) {
            Health health = worker.health();

            assertThat(health.stage()).isEqualTo(new Stage(Phase.IDLE, START));
            assertThat(health.parts())
                    .containsExactly(
                            new Part(Kind.TABLE, "blocklist", Condition.UNKNOWN),
                            new Part(Kind.TABLE, "rules", Condition.UNKNOWN),
                            new Part(Kind.TABLE, "sent-mail", Condition.UNKNOWN),
                            new Part(Kind.LOCAL, "", Condition.UNKNOWN),
                            new Part(Kind.DOMAINS, "", Condition.up(START)));
            assertThat(health.domains())
                    .containsExactly(
                            new Domain("example.com", Condition.UNKNOWN), new Domain("example.org", Condition.UNKNOWN));
            assertThat(health.works()).isFalse();
        }
    }

    @Test
    void isReadyFromTheFirstPollsToTheStop() throws Exception {
        CountDownLatch mayList = new CountDownLatch(1);
        Gate sending = local.calls().hold("send");
        MailWorker worker = builder().sources(() -> listed(mayList)).build();
        worker.start();
        awaitPhase(worker, Phase.STARTING);
        assertThat(worker.health().isReady()).isFalse();
        assertThat(worker.health().state()).isEqualTo(State.DOWN);

        time.advance(Duration.ofSeconds(3));
        mayList.countDown();
        awaitPhase(worker, Phase.RUNNING);
        assertThat(worker.health().stage().since()).isEqualTo(START.plusSeconds(3));
        assertThat(com.calls().of("receive")).hasSize(1);
        assertThat(org.calls().of("receive")).hasSize(1);
        assertThat(worker.health().isReady()).isTrue();
        assertThat(worker.health().state()).isEqualTo(State.UP);

        mail(com, "bob@example.com");
        sending.awaitReached();
        CompletableFuture<Boolean> stop =
                CompletableFuture.supplyAsync(() -> worker.stop().isClean());
        awaitPhase(worker, Phase.STOPPING);
        assertThat(worker.health().isReady()).isFalse();
        assertThat(worker.health().works()).isFalse();

        sending.open();
        assertThat(stop.join()).isTrue();
        assertThat(worker.health().stage().phase()).isEqualTo(Phase.STOPPED);
    }

    private Collection<MessageSource> listed(CountDownLatch mayList) {
        lists.countDown();
        try {
            mayList.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(com, org);
    }

    @Test
    void aThreadThatHangsIsSeen() throws Exception {
        CountDownLatch mayList = new CountDownLatch(1);
        try (MailWorker worker = builder().sources(() -> listed(mayList)).build()) {
            worker.start();
            lists.await();
            time.advance(Duration.ofMinutes(1));
            assertThat(worker.health().isStuck()).isFalse();
            time.advance(Duration.ofSeconds(1));
            assertThat(worker.health().isStuck()).isTrue();

            mayList.countDown();
            await(() -> !worker.health().isStuck());
        }
    }

    @Test
    void aTableGoesAndComesBack() throws Exception {
        try (MailWorker worker = builder().build()) {
            blocklist.calls().failAlways("patterns", new PortException(PortException.Kind.DENIED, PEER));
            mail(com, "bob@example.com");
            worker.runOnce();
            assertThat(part(worker, Kind.TABLE, "blocklist"))
                    .isEqualTo(Condition.down(START, "it can't be read, and mails wait"));
            assertThat(part(worker, Kind.TABLE, "rules")).isEqualTo(Condition.up(START));
            assertThat(domain(worker, "example.com")).isEqualTo(Condition.up(START));

            time.advance(Duration.ofMinutes(2));
            worker.runOnce();
            assertThat(local.delivered("bob@example.com")).hasSize(1);
            assertThat(part(worker, Kind.TABLE, "blocklist"))
                    .isEqualTo(Condition.down(START, "it can't be read, and counts as empty"));

            blocklist.calls().mend("patterns");
            mail(com, "bob@example.com");
            worker.runOnce();
            assertThat(part(worker, Kind.TABLE, "blocklist")).isEqualTo(Condition.up(time.instant()));
        }
    }

    @Test
    void aMailServerGoesAndComesBack() throws Exception {
        try (MailWorker worker = builder().build()) {
            mail(com, "bob@example.com");
            worker.runOnce();
            assertThat(part(worker, Kind.LOCAL, "")).isEqualTo(Condition.up(START));

            time.advance(Duration.ofSeconds(1));
            local.answerAll(DeliveryResult.deferred(Cause.PEER_UNREACHABLE, PEER));
            mail(com, "bob@example.com");
            worker.runOnce();
            assertThat(part(worker, Kind.LOCAL, ""))
                    .isEqualTo(Condition.degraded(START.plusSeconds(1), "it took no mail lately"));
            assertThat(domain(worker, "example.org").state()).isEqualTo(State.DEGRADED);

            time.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 2; i++) {
                mail(com, "bob@example.com");
                worker.runOnce();
            }
            Condition down =
                    Condition.down(START.plusSeconds(1), "it takes no mail, and is probed by one mail at a time");
            assertThat(part(worker, Kind.LOCAL, "")).isEqualTo(down);
            assertThat(domain(worker, "example.org")).isEqualTo(down.about("its mailboxes' server"));
            assertNothingOfPeers(worker.health());

            local.answerAll(RecordingTransport.ACCEPTED);
            time.advance(Duration.ofHours(1));
            worker.runOnce();
            assertThat(part(worker, Kind.LOCAL, "")).isEqualTo(Condition.up(time.instant()));
            assertThat(domain(worker, "example.org")).isEqualTo(Condition.up(time.instant()));
        }
    }

    @Test
    void aQueueDeniesAndAllowsAgain() throws Exception {
        try (MailWorker worker = builder().build()) {
            com.calls().failAlways("receive", new PortException(PortException.Kind.DENIED, PEER));
            assertThatThrownBy(worker::runOnce).isInstanceOf(PortException.class);
            time.advance(Duration.ofMinutes(1));
            assertThatThrownBy(worker::runOnce).isInstanceOf(PortException.class);
            assertThat(part(worker, Kind.QUEUE, "com-queue")).isEqualTo(Condition.down(START, "access is denied"));
            assertThat(part(worker, Kind.QUEUE, "org-queue")).isEqualTo(Condition.up(START));
            assertThat(domain(worker, "example.com")).isEqualTo(Condition.down(START, "its queue: access is denied"));
            assertThat(domain(worker, "example.org")).isEqualTo(Condition.up(START));
            assertNothingOfPeers(worker.health());

            com.calls().mend("receive");
            worker.runOnce();
            assertThat(domain(worker, "example.com")).isEqualTo(Condition.up(time.instant()));
        }
    }

    @Test
    void aRunningWorkerSeesAQueueComeBack() {
        com.calls().fail("receive", new PortException(PortException.Kind.NOT_FOUND, PEER));
        try (MailWorker worker = builder().build()) {
            worker.start();
            await(() -> worker.health()
                    .parts()
                    .contains(new Part(Kind.QUEUE, "com-queue", Condition.down(START, "it isn't there"))));
            assertThat(worker.health().isReady()).isTrue();

            mail(com, "bob@example.com");
            await(() -> part(worker, Kind.QUEUE, "com-queue").equals(Condition.up(START)));
        }
    }

    @Test
    void aDomainIsPausedAndGoesOn() throws Exception {
        try (MailWorker worker = builder().build()) {
            mail(com, "bob@example.com");
            worker.runOnce();
            time.advance(Duration.ofSeconds(1));
            local.answer("gone@example.com", DeliveryResult.rejected(Cause.INVALID_INBOX, PEER));
            for (int i = 0; i < 2; i++) {
                mail(com, "gone@example.com");
                worker.runOnce();
            }
            assertThat(domain(worker, "example.com"))
                    .isEqualTo(Condition.degraded(
                            time.instant(), "the last recipients had no mailbox, so its mails are tried again"));
            assertThat(domain(worker, "example.org")).isEqualTo(Condition.up(START));

            time.advance(Duration.ofMinutes(1));
            mail(com, "bob@example.com");
            worker.runOnce();
            assertThat(domain(worker, "example.com")).isEqualTo(Condition.up(START));
        }
    }

    @Test
    void domainsThatCanNotBeListedStayKnown() {
        AtomicBoolean broken = new AtomicBoolean();
        Supplier<Set<String>> domains = () -> {
            if (broken.get()) {
                throw new PortException(PortException.Kind.TEMPORARY, PEER);
            }
            return Set.of("example.com");
        };
        try (MailWorker worker = builder().managedDomains(domains).build()) {
            assertThat(worker.health().domains()).hasSize(1);
            time.advance(Duration.ofSeconds(1));
            broken.set(true);

            assertThat(worker.health().domains()).hasSize(1);
            assertThat(part(worker, Kind.DOMAINS, ""))
                    .isEqualTo(Condition.down(START.plusSeconds(1), "it can't be read"));
        }
    }

    @Test
    void whatTheSiteKnowsCountsForItsDomain() {
        Condition denied = Condition.down(START, "its bucket: audits are denied");
        SiteHealth site = new SiteHealth() {
            @Override
            public Optional<String> source(String domain) {
                return Optional.empty();
            }

            @Override
            public List<Part> parts() {
                return List.of(new Part(Kind.BUCKET, "com-mails", denied));
            }

            @Override
            public List<Part> partsOf(String domain) {
                return domain.equals("example.com") ? parts() : List.of();
            }
        };
        try (MailWorker worker = builder().siteHealth(site).build()) {
            assertThat(part(worker, Kind.BUCKET, "com-mails")).isEqualTo(denied);
            assertThat(domain(worker, "example.com")).isEqualTo(denied);
            assertThat(domain(worker, "example.org")).isEqualTo(Condition.UNKNOWN);
        }
    }

    @Test
    void serversAreNamedWithoutTheirAddresses() throws Exception {
        Transport byDomain = new Transport() {
            @Override
            public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
                return local.send(mail);
            }

            @Override
            public String target(ReversePath sender, EmailAddress recipient) {
                return recipient.domain().equals("example.com") ? "mx1.internal:25" : "eu-west-1";
            }
        };
        try (MailWorker worker = builder()
                .transport(Route.LOCAL, byDomain)
                .transport(Route.OUTSIDE, local)
                .build()) {
            local.answer("bob@example.com", DeliveryResult.deferred(Cause.PEER_UNHEALTHY, PEER));
            mail(com, "bob@example.com");
            mail(org, "dave@example.org");
            worker.runOnce();

            assertThat(worker.health().parts())
                    .filteredOn(part -> Set.of(Kind.LOCAL, Kind.OUTSIDE).contains(part.kind()))
                    .containsExactly(
                            new Part(Kind.LOCAL, "2", Condition.degraded(START, "it took no mail lately")),
                            new Part(Kind.LOCAL, "eu-west-1", Condition.up(START)),
                            new Part(Kind.OUTSIDE, "", Condition.UNKNOWN));
            assertThat(domain(worker, "example.com").state()).isEqualTo(State.DEGRADED);
            assertThat(domain(worker, "example.org").state()).isEqualTo(State.UP);
        }
    }

    @Test
    void worksAsLongAsSomeMailGetsThrough() {
        Condition up = Condition.up(START);
        Condition down = Condition.down(START, "away");

        assertThat(running(List.of(), List.of()).state()).isEqualTo(State.UP);
        assertThat(running(parts(Kind.TABLE, down), List.of()).state()).isEqualTo(State.DEGRADED);
        assertThat(running(parts(Kind.QUEUE, down, up), List.of()).state()).isEqualTo(State.DEGRADED);
        assertThat(running(parts(Kind.QUEUE, down, Condition.UNKNOWN), List.of())
                        .state())
                .isEqualTo(State.DEGRADED);
        assertThat(running(parts(Kind.QUEUE, down, down), List.of()).state()).isEqualTo(State.DOWN);
        assertThat(running(parts(Kind.LOCAL, down), List.of()).state()).isEqualTo(State.DOWN);
        assertThat(running(parts(Kind.OUTSIDE, down), List.of()).state()).isEqualTo(State.DEGRADED);
        assertThat(running(parts(Kind.BUCKET, down), List.of(new Domain("a", down), new Domain("b", up)))
                        .state())
                .isEqualTo(State.DEGRADED);
        assertThat(running(List.of(), List.of(new Domain("a", down))).state()).isEqualTo(State.DOWN);
        assertThat(new Health(new Stage(Phase.RUNNING, START), true, List.of(), List.of()).works())
                .isFalse();
    }

    private static Health running(List<Part> parts, List<Domain> domains) {
        return new Health(new Stage(Phase.RUNNING, START), false, parts, domains);
    }

    private static List<Part> parts(Kind kind, Condition... conditions) {
        return List.of(conditions).stream()
                .map(condition -> new Part(kind, "", condition))
                .toList();
    }

    private static void assertNothingOfPeers(Health health) {
        assertThat(health.toString()).doesNotContain("@", "4711", "mx9", "10.0", "says no");
    }
}
