package dev.mailworker.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.ActionId.Kind;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.MailSamples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final EmailAddress BOB = EmailAddress.of("bob@example.com");
    private static final EmailAddress ANN = EmailAddress.of("ann@example.net");
    private static final ActionId DELIVER = ActionId.deliver(BOB);
    private static final ActionId FORWARD = new ActionId(Kind.FORWARD, BOB, ANN);
    private static final DeliveryResult OK = DeliveryResult.delivered("250 Ok");
    private static final DeliveryResult LATER = DeliveryResult.deferred(Cause.TEMPORARY, "451 later");

    @Test
    void isNothingAtFirst() {
        assertThat(Progress.NONE.isNone()).isTrue();
        assertThat(Progress.NONE.withAttempt().isNone()).isFalse();
        assertThat(Progress.NONE.withAttempt().attempts()).isEqualTo(1);
        assertThat(Progress.NONE.withDeletion(Envelope.UNSTATED).deleted()).isTrue();
    }

    @Test
    void keepsTheLatestResultUntilOneIsFinal() {
        Progress first = Progress.NONE.withResults(Map.of(DELIVER, LATER), NOW);
        assertThat(first.finalResult(DELIVER)).isEmpty();

        Progress second = first.withResults(Map.of(DELIVER, OK), NOW.plusSeconds(1));
        assertThat(second.finalResult(DELIVER)).contains(OK);

        Progress third = second.withResults(Map.of(DELIVER, LATER, FORWARD, LATER), NOW.plusSeconds(2));
        assertThat(third.results())
                .containsEntry(DELIVER, new Progress.Recorded(OK, NOW.plusSeconds(1)))
                .containsEntry(FORWARD, new Progress.Recorded(LATER, NOW.plusSeconds(2)));
    }

    @Test
    void endsAClaimWithAResult() {
        Claim claim = new Claim("worker-1", NOW);
        Progress claimed = Progress.NONE.withClaim(FORWARD, claim).withClaim(DELIVER, claim);

        assertThat(claimed.withResults(Map.of(FORWARD, LATER), NOW).claims()).containsOnlyKeys(DELIVER);
    }

    @Test
    void remembersTheFirstEnvelope() {
        Envelope first = MailSamples.envelope("ann@example.net", "bob@example.com");
        Envelope second = MailSamples.envelope("", "eve@example.com");

        assertThat(Progress.NONE.withEnvelope(first).withEnvelope(second).envelope())
                .isEqualTo(first);
    }

    @Test
    void addsTablesThatWerePassedOpen() {
        assertThat(Progress.NONE
                        .withPassedOpen(Set.of(Table.RULES))
                        .withPassedOpen(Set.of(Table.BLOCKLIST))
                        .passedOpen())
                .containsExactlyInAnyOrder(Table.RULES, Table.BLOCKLIST);
    }

    @Test
    void saysWhatMayHaveBeenDoneAlthoughNoResultIsKnown() {
        assertThat(Progress.NONE.mayHaveBeenDone(DELIVER)).isFalse();
        assertThat(Progress.NONE.withResults(Map.of(DELIVER, LATER), NOW).mayHaveBeenDone(DELIVER))
                .isFalse();
        assertThat(Progress.NONE
                        .withResults(Map.of(DELIVER, DeliveryResult.inDoubt("lost")), NOW)
                        .mayHaveBeenDone(DELIVER))
                .isTrue();
        assertThat(Progress.NONE.withClaim(FORWARD, new Claim("worker", NOW)).mayHaveBeenDone(FORWARD))
                .isTrue();
    }

    @Test
    void saysHowARecipientStands() {
        assertThat(OK.status()).isEqualTo(Status.DELIVERED);
        assertThat(LATER.status()).isEqualTo(Status.DEFERRED);
        assertThat(DeliveryResult.inDoubt("lost").status()).isEqualTo(Status.DEFERRED);
        assertThat(DeliveryResult.inDoubt("lost").isFinal()).isFalse();
        assertThat(DeliveryResult.rejected(Cause.INVALID_INBOX, "550").status()).isEqualTo(Status.INVALID);
        assertThat(DeliveryResult.rejected(Cause.REFUSED, "550").status()).isEqualTo(Status.REJECTED);
        assertThat(DeliveryResult.rejected(Cause.REFUSED, "550").isFinal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bob@example.com", "\"a,b@c\"@example.com", "j\u00d6rg@b\u00fccher.example", "\u0130@[192.0.2.1]"
            })
    void readsIdsAgain(String address) {
        EmailAddress odd = EmailAddress.of(address);
        for (Kind kind : Kind.values()) {
            ActionId id = new ActionId(kind, odd, ANN);
            assertThat(ActionId.parse(id.toString())).isEqualTo(id).isEqualByComparingTo(id);
        }
        assertThat(ActionId.deliver(odd)).hasToString("DELIVER " + odd.key() + " " + odd.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DELIVER",
                "DELIVER bob@example.com",
                "deliver a@b.example a@b.example",
                "DELIVER a@b.example a@b.example ",
                "DELIVER a b",
                "REPLY  a@b.example"
            })
    void refusesOtherIds(String text) {
        assertThatThrownBy(() -> ActionId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ordersIdsByWhatIsDoneFirst() {
        assertThat(List.of(new ActionId(Kind.REPLY, ANN, ANN), FORWARD, DELIVER))
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }
}
