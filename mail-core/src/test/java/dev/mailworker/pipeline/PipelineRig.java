package dev.mailworker.pipeline;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Decider;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Route;
import dev.mailworker.decide.Rule;
import dev.mailworker.decide.RuleSettings;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.Receipt;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.MemoryBlobStore;
import dev.mailworker.testing.MemoryBlocklist;
import dev.mailworker.testing.MemoryProgressStore;
import dev.mailworker.testing.MemoryReplyLedger;
import dev.mailworker.testing.MemoryRules;
import dev.mailworker.testing.MemorySentMail;
import dev.mailworker.testing.RecordingTransport;
import dev.mailworker.testing.SettableTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** One pipeline between fakes, and what a test needs to put a mail through it. */
final class PipelineRig {
    static final BlobRef REF = new BlobRef("example-com-emails", "key-1");
    static final String MAIL = "From: Ann <ann@example.net>\r\nTo: alice@example.com\r\nSubject: hi\r\n\r\nhello\r\n";

    final SettableTime time = new SettableTime();
    final MemoryBlobStore blobs = new MemoryBlobStore();
    final MemoryBlocklist blocklist = new MemoryBlocklist();
    final MemoryRules rules = new MemoryRules();
    final MemorySentMail sentMail = new MemorySentMail();
    final MemoryReplyLedger replies = new MemoryReplyLedger();
    final MemoryProgressStore progress = new MemoryProgressStore();
    final RecordingTransport local = new RecordingTransport();
    final RecordingTransport internal = new RecordingTransport();
    final RecordingTransport outside = new RecordingTransport();
    final List<Duration> pauses = new ArrayList<>();
    final Instant queuedAt = time.instant();
    Duration leaseLeft = Duration.ofMinutes(5);
    Duration grace = Duration.ofMinutes(1);
    boolean deleteBlocked = true;
    boolean dead;
    VerdictPolicies policies = VerdictPolicies.PASS_ALL;
    Set<String> managed = Set.of("example.com");
    int invalidStreak = 20;
    InvalidPolicy invalidPolicy = InvalidPolicy.ACK;
    Verdicts verdicts = Verdicts.NONE;
    /** Told of every mail just before it goes out. */
    BiConsumer<Route, Outgoing> watch = (route, mail) -> {};

    /** Called in the middle of each pause. */
    Pause paused = wait -> {};

    private final Path folder;

    PipelineRig(Path folder) {
        this.folder = folder;
        blobs.put(REF, MAIL.getBytes(StandardCharsets.UTF_8));
    }

    static PortException away() {
        return new PortException(PortException.Kind.TEMPORARY, "away");
    }

    /** What a new process makes of a notice. */
    Processed process(int receiveCount, String... recipients) {
        return worker().process(arrival(receiveCount, recipients), lease());
    }

    /** The same, because somebody asked for it. */
    Processed replay(Mode mode, String... recipients) {
        return worker().process(arrival(1, recipients), mode, lease());
    }

    Map<String, String> metadata() {
        return blobs.metadata(REF);
    }

    /** A worker with a memory of its own; another one is another process. */
    MailPipeline worker(Rule... extra) {
        Ports ports = new Ports(
                blobs,
                blocklist,
                rules,
                sentMail,
                replies,
                new MortalProgress(),
                Map.of(
                        Route.LOCAL, watched(Route.LOCAL, local),
                        Route.INTERNAL, watched(Route.INTERNAL, internal),
                        Route.OUTSIDE, watched(Route.OUTSIDE, outside)));
        return new MailPipeline(
                ports,
                policies -> new Decider(rules(policies, extra)),
                () -> managed,
                new PipelineSettings(
                        "worker", "site", () -> policies, Duration.ofDays(3), grace, 64, invalidStreak, deleteBlocked),
                new TemporaryMails(folder, 1024),
                time,
                wait -> {
                    pauses.add(wait);
                    paused.of(wait);
                });
    }

    private List<Rule> rules(VerdictPolicies policies, Rule... extra) {
        List<Rule> all = new ArrayList<>(Decider.standardRules(RuleSettings.of("site", policies), invalidPolicy));
        all.addAll(all.size() - 1, List.of(extra));
        return all;
    }

    /** Ends with the process: a dead worker puts nothing more on record. */
    private final class MortalProgress implements ProgressStore {
        private ProgressStore alive() {
            if (dead) {
                throw new PortException(PortException.Kind.TEMPORARY, "the process is dead");
            }
            return progress;
        }

        @Override
        public Optional<Versioned> load(BlobRef ref) {
            return alive().load(ref);
        }

        @Override
        public Versioned create(BlobRef ref, Progress what) {
            return alive().create(ref, what);
        }

        @Override
        public Versioned update(BlobRef ref, Versioned read, Progress what) {
            return alive().update(ref, read, what);
        }

        @Override
        public void remove(BlobRef ref, Versioned read) {
            alive().remove(ref, read);
        }
    }

    private Transport watched(Route route, Transport transport) {
        return mail -> {
            watch.accept(route, mail);
            return transport.send(mail);
        };
    }

    Arrival arrival(int receiveCount, String... recipients) {
        return arrival(receiveCount, Envelope.of(ReversePath.parse("ann@example.net"), addresses(recipients)));
    }

    Arrival arrival(int receiveCount, Envelope envelope) {
        return new Arrival("example.com", REF, envelope, verdicts, receiveCount, queuedAt, new NoReceipt());
    }

    /** A first notice that names somebody else as a recipient of the mail beside those of its envelope. */
    Arrival arrivalNaming(String other, String... recipients) {
        Envelope envelope = Envelope.of(ReversePath.parse("ann@example.net"), addresses(recipients));
        return new Arrival("example.com", REF, envelope, verdicts, 1, queuedAt, new NoReceipt(), addresses(other));
    }

    Lease lease() {
        return () -> leaseLeft;
    }

    static List<EmailAddress> addresses(String... texts) {
        return Stream.of(texts).map(EmailAddress::of).toList();
    }

    static ActionId delivery(String recipient) {
        return ActionId.deliver(EmailAddress.of(recipient));
    }

    private record NoReceipt() implements Receipt {}
}
