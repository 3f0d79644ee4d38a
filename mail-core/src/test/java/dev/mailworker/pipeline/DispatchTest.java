package dev.mailworker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.DeliveryResult.Cause;
import dev.mailworker.decide.DeliveryResult.Kind;
import dev.mailworker.decide.Route;
import dev.mailworker.mail.Content;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Outgoing;
import dev.mailworker.port.Transport;
import dev.mailworker.testing.SettableTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A transport that knows two servers, of which one is away. */
class DispatchTest {
    private static final EmailAddress ALICE = EmailAddress.of("alice@up.example");
    private static final EmailAddress CAROL = EmailAddress.of("carol@up.example");
    private static final EmailAddress BOB = EmailAddress.of("bob@down.example");

    private final SettableTime time = new SettableTime();
    private final List<List<EmailAddress>> calls = new ArrayList<>();
    private final Dispatch dispatch = new Dispatch(Map.of(Route.LOCAL, new TwoServers()), 64, time);

    private final class TwoServers implements Transport {
        @Override
        public Map<EmailAddress, DeliveryResult> send(Outgoing mail) {
            calls.add(mail.recipients());
            return mail.recipients().stream()
                    .collect(Collectors.toMap(
                            recipient -> recipient,
                            recipient -> recipient.equals(BOB)
                                    ? DeliveryResult.deferred(Cause.PEER_UNREACHABLE, "refused")
                                    : DeliveryResult.delivered("250 ok")));
        }

        @Override
        public String target(ReversePath sender, EmailAddress recipient) {
            return recipient.domain();
        }
    }

    private Map<EmailAddress, DeliveryResult> send(EmailAddress... recipients) {
        return dispatch.send(
                Route.LOCAL,
                new Outgoing("mail", ReversePath.NULL, List.of(recipients), new Content.Composed(new byte[0])));
    }

    private static Envelope envelope(EmailAddress... recipients) {
        return Envelope.of(ReversePath.NULL, List.of(recipients));
    }

    private void troubleAtDown() {
        for (int i = 0; i < TargetGuard.PATIENCE; i++) {
            send(BOB);
        }
        calls.clear();
    }

    @Test
    void oneMailsRecipientsAtDifferentServersGoInCallsOfTheirOwn() {
        Map<EmailAddress, DeliveryResult> results = send(ALICE, BOB, CAROL);

        assertThat(calls).containsExactly(List.of(ALICE, CAROL), List.of(BOB));
        assertThat(results).extractingByKey(ALICE).returns(Kind.DELIVERED, DeliveryResult::kind);
        assertThat(results).extractingByKey(BOB).returns(Kind.DEFERRED, DeliveryResult::kind);
    }

    @Test
    void troubleWithOneServerKeepsNoMailFromAnother() {
        troubleAtDown();

        Map<EmailAddress, DeliveryResult> results = send(ALICE, BOB);

        assertThat(calls).containsExactly(List.of(ALICE));
        assertThat(results).extractingByKey(ALICE).returns(Kind.DELIVERED, DeliveryResult::kind);
        assertThat(results)
                .extractingByKey(BOB)
                .extracting(DeliveryResult::reply)
                .asString()
                .startsWith("the local server down.example is in trouble since");
        assertThat(dispatch.room()).isEqualTo(64);
    }

    @Test
    void mailIsFetchedWhenAnyOfItsServersMayBeUsed() {
        troubleAtDown();

        assertThat(dispatch.refusal(envelope(BOB))).isPresent();
        assertThat(dispatch.refusal(envelope(BOB, ALICE))).isEmpty();
        assertThat(dispatch.pause(envelope(ALICE))).isEqualTo(TargetGuard.SHORTEST_PAUSE);
        assertThat(dispatch.pause(envelope(ALICE, BOB))).isGreaterThan(TargetGuard.SHORTEST_PAUSE);
    }
}
