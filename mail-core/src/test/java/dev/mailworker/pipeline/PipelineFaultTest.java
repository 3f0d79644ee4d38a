package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.Rule;
import dev.mailworker.mail.Check;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Verdict;
import dev.mailworker.mail.Verdicts;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.PortException;
import dev.mailworker.port.Settlement;
import dev.mailworker.testing.Calls;
import dev.mailworker.testing.SentCopy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every step of a mail's way and every pair of neighbouring steps: a crash, an error, a lost lease there; then more
 * attempts. Nothing is lost, nothing that is on record is done again, and the record is true in the end.
 */
class PipelineFaultTest {
    private static final int ATTEMPTS = 8;

    private static final DeliveryResult BUSY = DeliveryResult.deferred(Cause.TEMPORARY, "451 busy");

    private static final ActionId BOBS_REPORT =
            new ActionId(ActionId.Kind.REPORT, EmailAddress.of("bob@example.com"), EmailAddress.of("ann@example.net"));

    @TempDir
    private Path folder;

    /** The calls of the plain way, and of the one with forwards and a reply, in their order. */
    private enum Way {
        PLAIN("fetch patterns rules deliver mark"),
        SENDING("fetch patterns rules deliver create forward update forward update forward update forward update"
                + " enter reply update enter reply mark remove"),
        BLOCKED("fetch patterns rules load mark create delete"),
        REPORTING("fetch patterns rules deliver create report mark remove"),
        DEFERRED("fetch patterns rules deliver create" + " fetch load update patterns rules deliver mark remove");

        private final String steps;

        Way(String steps) {
            this.steps = steps;
        }

        List<String> steps() {
            return List.of(steps.split(" "));
        }
    }

    private enum Fault {
        ERROR_BEFORE,
        ERROR_AFTER,
        CRASH_BEFORE,
        CRASH_AFTER,
        LEASE_LOST_BEFORE,
        LEASE_LOST_AFTER
    }

    private record Place(Way way, int step, Fault fault) {
        @Override
        public String toString() {
            return way + " " + (step + 1) + " " + way.steps().get(step) + " " + fault;
        }
    }

    /** The process is gone: what it was about to do never happens. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    static Stream<List<Place>> faults() {
        return Stream.concat(places().map(List::of), places().flatMap(PipelineFaultTest::pairsWith));
    }

    private static Stream<Place> places() {
        return Stream.of(Way.values())
                .flatMap(way -> IntStream.range(0, way.steps().size()).boxed().flatMap(step -> Stream.of(Fault.values())
                        .map(fault -> new Place(way, step, fault))));
    }

    private static Stream<List<Place>> pairsWith(Place first) {
        return first.step() + 1 == first.way().steps().size()
                ? Stream.of()
                : Stream.of(Fault.values())
                        .map(fault -> List.of(first, new Place(first.way(), first.step() + 1, fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isSurvived(List<Place> faults) {
        Way way = faults.get(0).way();
        PipelineRig rig = new PipelineRig(folder);
        if (way == Way.BLOCKED) {
            rig.blocklist.block("alice@example.com", "*@example.net").block("bob@example.com", "ann@*");
        }
        if (way == Way.DEFERRED) {
            rig.local.answer("bob@example.com", BUSY, DeliveryResult.delivered("250 2.0.0 Ok"));
        }
        if (way == Way.REPORTING) {
            rig.invalidPolicy = InvalidPolicy.BOUNCE;
            rig.verdicts = Verdicts.NONE.with(Check.SPF, Verdict.PASS);
            rig.local.answer("bob@example.com", DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 unknown"));
        }
        List<String> violations = watchForRepeats(rig, way);
        faults.forEach(place -> arm(rig, place));
        Rule[] extra = way == Way.SENDING ? new Rule[] {new SendingRule()} : new Rule[0];

        Settlement last = attempts(rig, extra);

        assertThat(last).as("after " + ATTEMPTS + " attempts").isInstanceOf(Settlement.Done.class);
        assertThat(violations).isEmpty();
        long lostInTheStore = faults.stream()
                .filter(PipelineFaultTest::isFetchWhoseAnswerGotLost)
                .count();
        assertThat(rig.blobs.openMails()).isLessThanOrEqualTo((int) lostInTheStore);
        assertRecordIsTrue(rig, way);
        assertNothingIsLost(rig, way, faults);
    }

    private static boolean isFetchWhoseAnswerGotLost(Place place) {
        return place.way().steps().get(place.step()).equals("fetch")
                && (place.fault() == Fault.ERROR_AFTER || place.fault() == Fault.CRASH_AFTER);
    }

    private static Settlement attempts(PipelineRig rig, Rule[] extra) {
        MailPipeline worker = rig.worker(extra);
        Settlement last = new Settlement.RetryAfter(Duration.ZERO, "not tried yet");
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            rig.leaseLeft = Duration.ofMinutes(5);
            rig.dead = false;
            Settlement settlement = worker.process(
                            rig.arrival(attempt, "alice@example.com", "bob@example.com"), rig.lease())
                    .settlement();
            if (rig.dead) {
                worker = rig.worker(extra);
            } else if (!rig.leaseLeft.isZero()) {
                last = settlement;
            }
            if (last instanceof Settlement.Done) {
                return last;
            }
            // Claims of a dead worker end with its lease.
            rig.time.advance(Duration.ofMinutes(10));
        }
        return last;
    }

    private static void arm(PipelineRig rig, Place place) {
        String method = place.way().steps().get(place.step());
        Calls calls = calls(rig, method);
        String name = name(method);
        // Steps that come twice on a way are armed at their second time by letting the first one pass.
        List<String> before = place.way().steps().subList(0, place.step());
        before.stream().filter(method::equals).forEach(earlier -> calls.before(name, () -> {}));
        before.stream().filter(method::equals).forEach(earlier -> calls.after(name, () -> {}));
        PortException error = new PortException(PortException.Kind.TEMPORARY, "injected at " + place);
        switch (place.fault()) {
            case ERROR_BEFORE -> calls.fail(name, error);
            case ERROR_AFTER -> calls.failAfter(name, error);
            case CRASH_BEFORE -> calls.before(name, () -> crash(rig));
            case CRASH_AFTER -> calls.after(name, () -> crash(rig));
            case LEASE_LOST_BEFORE -> calls.before(name, () -> rig.leaseLeft = Duration.ZERO);
            case LEASE_LOST_AFTER -> calls.after(name, () -> rig.leaseLeft = Duration.ZERO);
        }
    }

    private static void crash(PipelineRig rig) {
        rig.dead = true;
        throw new Crash();
    }

    private static Calls calls(PipelineRig rig, String step) {
        return switch (step) {
            case "fetch", "mark", "delete" -> rig.blobs.calls();
            case "patterns" -> rig.blocklist.calls();
            case "rules" -> rig.rules.calls();
            case "deliver" -> rig.local.calls();
            case "forward" -> rig.internal.calls();
            case "reply", "report" -> rig.outside.calls();
            case "enter" -> rig.replies.calls();
            default -> rig.progress.calls();
        };
    }

    private static String name(String step) {
        return switch (step) {
            case "deliver", "forward", "reply", "report" -> "send";
            default -> step;
        };
    }

    /** Looks, at the moment of every send, whether the record says that it is done. */
    private static List<String> watchForRepeats(PipelineRig rig, Way way) {
        List<String> violations = new ArrayList<>();
        rig.watch = (route, mail) -> {
            switch (route) {
                case LOCAL -> mail.recipients().forEach(r -> note(rig, ActionId.deliver(r), mail, violations));
                case INTERNAL -> noteSends(rig, ActionId.Kind.FORWARD, mail, violations);
                case OUTSIDE -> {
                    if (way == Way.REPORTING) {
                        note(rig, BOBS_REPORT, mail, violations);
                        return;
                    }
                    noteSends(rig, ActionId.Kind.REPLY, mail, violations);
                }
            }
        };
        return violations;
    }

    /** Alice's and Bob's forwards can't be told apart on the wire: at least one of them must not be done yet. */
    private static void noteSends(PipelineRig rig, ActionId.Kind kind, Outgoing mail, List<String> violations) {
        EmailAddress target = mail.recipients().get(0);
        boolean allDone = PipelineRig.addresses("alice@example.com", "bob@example.com").stream()
                .map(recipient -> new ActionId(kind, recipient, target))
                .allMatch(id -> rig.progress.of(PipelineRig.REF).finalResult(id).isPresent());
        if (allDone || isFinished(rig)) {
            violations.add(kind + " to " + target + " is on record and done again");
        }
    }

    private static void note(PipelineRig rig, ActionId id, Outgoing mail, List<String> violations) {
        boolean done = rig.progress.of(PipelineRig.REF).finalResult(id).isPresent();
        if (done || isFinished(rig)) {
            violations.add(id + " is on record and done again as " + mail.id());
        }
    }

    private static boolean isFinished(PipelineRig rig) {
        return "true".equals(rig.blobs.metadata(PipelineRig.REF).get(AuditMetadata.PROCESSED));
    }

    private static void assertRecordIsTrue(PipelineRig rig, Way way) {
        assertThat(rig.blobs.metadata(PipelineRig.REF))
                .containsEntry(AuditMetadata.PROCESSED, "true")
                .containsEntry(AuditMetadata.STATUS, status(way))
                .containsEntry(AuditMetadata.ENVELOPE_TO, "alice@example.com,bob@example.com");
        assertThat(rig.blobs.contains(PipelineRig.REF)).isEqualTo(way != Way.BLOCKED);
    }

    private static String status(Way way) {
        return switch (way) {
            case BLOCKED -> "blocked";
            case REPORTING -> "partial";
            default -> "delivered";
        };
    }

    private static void assertNothingIsLost(PipelineRig rig, Way way, List<Place> faults) {
        if (way == Way.BLOCKED) {
            assertThat(rig.local.sent()).isEmpty();
            return;
        }
        if (way == Way.REPORTING) {
            assertThat(rig.local.delivered("alice@example.com")).isNotEmpty();
            // Who died with a mail that had come again doesn't read it the next time, and then nobody knows who wrote
            // it.
            boolean unread = faults.size() > 1 && faults.stream().anyMatch(PipelineFaultTest::isCrash);
            assertThat(unread || !rig.outside.delivered("ann@example.net").isEmpty())
                    .isTrue();
            return;
        }
        for (String recipient : List.of("alice@example.com", "bob@example.com")) {
            assertThat(rig.local.delivered(recipient)).isNotEmpty().allSatisfy(PipelineFaultTest::assertUnchanged);
        }
        if (way == Way.SENDING) {
            assertThat(rig.internal.delivered(SendingRule.FIRST.key())).hasSizeGreaterThanOrEqualTo(2);
            assertThat(rig.internal.delivered(SendingRule.SECOND.key())).hasSizeGreaterThanOrEqualTo(2);
            assertThat(rig.outside.delivered("ann@example.net")).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static boolean isCrash(Place place) {
        return place.fault() == Fault.CRASH_BEFORE || place.fault() == Fault.CRASH_AFTER;
    }

    private static void assertUnchanged(SentCopy copy) {
        assertThat(copy.text()).isEqualTo(PipelineRig.MAIL);
    }
}
