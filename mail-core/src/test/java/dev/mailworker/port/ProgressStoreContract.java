package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.ProgressStore.Versioned;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link ProgressStore} does. */
public interface ProgressStoreContract {
    /** When these tests play. */
    Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    /** {@return the store} */
    ProgressStore testee();

    /** {@return a mail of which nothing is remembered} */
    BlobRef mail();

    @Test
    default void remembersNothingAtFirst() {
        assertThat(testee().load(mail())).isEmpty();
    }

    @Test
    default void remembersEverything() {
        BlobRef mail = mail();
        Progress progress = full();

        Versioned created = testee().create(mail, progress);

        assertThat(created.progress()).isEqualTo(progress);
        assertThat(testee().load(mail)).contains(created);
    }

    @Test
    default void remembersLittle() {
        BlobRef mail = mail();
        Progress progress = Progress.NONE.withAttempt();

        testee().create(mail, progress);

        assertThat(testee().load(mail).map(Versioned::progress)).contains(progress);
    }

    @Test
    default void shortensNothing() {
        BlobRef mail = mail();
        Map<ActionId, DeliveryResult> results = new HashMap<>();
        Audits.recipients(500)
                .forEach(r -> results.put(ActionId.deliver(r), DeliveryResult.delivered("250 Ok " + "x".repeat(200))));
        Progress progress = Progress.NONE
                .withEnvelope(Envelope.of(ReversePath.NULL, Audits.recipients(500)))
                .withResults(results, NOW);

        testee().create(mail, progress);

        assertThat(testee().load(mail).map(Versioned::progress)).contains(progress);
    }

    @Test
    default void tellsMailsApart() {
        BlobRef one = mail();
        BlobRef other = new BlobRef(one.bucket(), one.key() + "-other");

        testee().create(one, full());

        assertThat(testee().load(other)).isEmpty();
        testee().create(other, Progress.NONE.withAttempt());
        assertThat(testee().load(one).map(Versioned::progress)).contains(full());
    }

    @Test
    default void changesWhatWasRead() {
        BlobRef mail = mail();
        Versioned first = testee().create(mail, Progress.NONE.withAttempt());

        Versioned second = testee().update(mail, first, full());
        Versioned third = testee().update(mail, second, full().withAttempt());

        assertThat(third.version()).isNotEqualTo(second.version()).isNotEqualTo(first.version());
        assertThat(testee().load(mail)).contains(third);
    }

    @Test
    default void createsOnce() {
        BlobRef mail = mail();
        testee().create(mail, full());

        assertConflict(() -> testee().create(mail, Progress.NONE.withAttempt()));

        assertThat(testee().load(mail).map(Versioned::progress)).contains(full());
    }

    @Test
    default void refusesAChangeThatRestsOnAnEarlierState() {
        BlobRef mail = mail();
        Versioned first = testee().create(mail, Progress.NONE.withAttempt());
        testee().update(mail, first, full());

        assertConflict(() -> testee().update(mail, first, Progress.NONE.withDeletion(Envelope.UNSTATED)));
        assertConflict(() -> testee().remove(mail, first));

        assertThat(testee().load(mail).map(Versioned::progress)).contains(full());
    }

    @Test
    default void forgets() {
        BlobRef mail = mail();
        Versioned first = testee().create(mail, full());

        testee().remove(mail, first);

        assertThat(testee().load(mail)).isEmpty();
        testee().remove(mail, first);
        assertConflict(() -> testee().update(mail, first, full()));
        testee().create(mail, Progress.NONE.withAttempt());
    }

    @Test
    default void letsOneOfManyCreate() throws Exception {
        BlobRef mail = mail();

        assertThat(Racers.race(8, i -> wins(() -> testee().create(mail, claimed(i)))))
                .containsOnlyOnce(true);
    }

    @Test
    default void letsOneOfManyChange() throws Exception {
        BlobRef mail = mail();
        Versioned first = testee().create(mail, full());

        assertThat(Racers.race(8, i -> wins(() -> testee().update(mail, first, claimed(i)))))
                .containsOnlyOnce(true);
    }

    private static Progress full() {
        EmailAddress bob = EmailAddress.of("Bob@example.com");
        EmailAddress odd = EmailAddress.of("\"o,d\\\"d@\"@b\u00fccher.example");
        EmailAddress ann = EmailAddress.of("ann@example.net");
        Envelope envelope = new Envelope(
                ReversePath.of(ann),
                List.of(bob, odd),
                List.of("no \"address\" \u00e9\r\n\ud83d\ude00"),
                Envelope.Origin.GUESSED);
        return Progress.NONE
                .withEnvelope(envelope)
                .withAttempt()
                .withAttempt()
                .withResults(
                        Map.of(
                                ActionId.deliver(bob),
                                DeliveryResult.delivered("250 2.0.0 Ok: queued as 4F3"),
                                ActionId.deliver(odd),
                                DeliveryResult.rejected(Cause.INVALID_INBOX, "550 5.1.1 who?"),
                                new ActionId(Kind.FORWARD, bob, ann),
                                DeliveryResult.inDoubt("lost after the dot"),
                                new ActionId(Kind.REPLY, odd, ann),
                                DeliveryResult.deferred(Cause.MAILBOX_FULL, "452 4.2.2 \u00fcber")),
                        NOW)
                .withClaim(new ActionId(Kind.REPLY, bob, ann), new Claim("worker-1/2", NOW.plusSeconds(60)))
                .withDeletion(envelope)
                .withPassedOpen(Set.of(Table.BLOCKLIST, Table.SENT_MAIL));
    }

    private static Progress claimed(int racer) {
        EmailAddress bob = EmailAddress.of("bob@example.com");
        return Progress.NONE.withClaim(ActionId.deliver(bob), new Claim("worker-" + racer, NOW));
    }

    private static boolean wins(Runnable write) {
        try {
            write.run();
            return true;
        } catch (PortException e) {
            assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT);
            return false;
        }
    }

    private static void assertConflict(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(PortException.class, e -> assertThat(e.kind())
                .isEqualTo(PortException.Kind.CONFLICT));
    }
}
