package dev.mailworker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Claim;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressJsonTest {
    private static final EmailAddress ANN = EmailAddress.of("Ann@x.example");
    private static final EmailAddress ODD = EmailAddress.of("\"a@b\"@x.example");

    private static Progress full() {
        Envelope envelope = new Envelope(
                ReversePath.of(EmailAddress.of("Bob@y.example")),
                List.of(ANN, ODD),
                List.of("no address"),
                Envelope.Origin.GUESSED);
        return Progress.NONE
                .withEnvelope(envelope)
                .withAttempt()
                .withResults(
                        Map.of(
                                ActionId.deliver(ANN),
                                DeliveryResult.delivered("250 2.0.0 Ok \ud800 \u0007"),
                                new ActionId(ActionId.Kind.FORWARD, ANN, ODD),
                                DeliveryResult.deferred(DeliveryResult.Cause.MAILBOX_FULL, "")),
                        Instant.parse("2026-01-02T03:04:05.678901234Z"))
                .withClaim(
                        new ActionId(ActionId.Kind.REPLY, ANN, ODD),
                        new Claim("w1/2", Instant.parse("2026-01-02T03:05:00Z")))
                .withDeletion(envelope)
                .withPassedOpen(Set.of(Table.RULES, Table.BLOCKLIST));
    }

    private static Progress again(Progress progress) {
        return ProgressJson.read(Json.read("p", Json.file(ProgressJson.write(progress))));
    }

    @Test
    void isLossless() {
        assertThat(again(full())).isEqualTo(full());
        assertThat(again(full()).envelope().recipients())
                .extracting(EmailAddress::toString)
                .containsExactly("Ann@x.example", "\"a@b\"@x.example");
        assertThat(again(Progress.NONE)).isEqualTo(Progress.NONE);
        Progress held = full().withHold(new Claim("w2", Instant.parse("2026-01-02T03:06:00Z")));
        assertThat(again(held)).isEqualTo(held).isNotEqualTo(full());
    }

    @Test
    void everyResultSurvives() {
        for (DeliveryResult.Kind kind : DeliveryResult.Kind.values()) {
            for (DeliveryResult.Cause cause : DeliveryResult.Cause.values()) {
                Progress progress = Progress.NONE.withResults(
                        Map.of(ActionId.deliver(ANN), new DeliveryResult(kind, cause, "x")), Instant.EPOCH);
                assertThat(again(progress)).isEqualTo(progress);
            }
        }
    }

    @Test
    void nothingIsShortened() {
        Map<ActionId, DeliveryResult> many = new LinkedHashMap<>();
        List<EmailAddress> recipients = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            recipients.add(EmailAddress.of("someone-" + i + "@x.example"));
            many.put(ActionId.deliver(recipients.get(i)), DeliveryResult.delivered("250 ok ".repeat(20)));
        }
        Progress progress = Progress.NONE
                .withEnvelope(Envelope.of(ReversePath.NULL, recipients))
                .withResults(many, Instant.EPOCH);
        assertThat(again(progress)).isEqualTo(progress);
    }

    @Test
    void equalProgressGivesEqualBytes() {
        assertThat(Json.file(ProgressJson.write(full()))).isEqualTo(Json.file(ProgressJson.write(again(full()))));
    }

    @Test
    void ignoresUnknownFields() {
        String text = Json.compact(ProgressJson.write(full())).replaceFirst("\\{", "{\"new\":[1],");
        assertThat(ProgressJson.read(Json.read("p", text))).isEqualTo(full());
    }

    @Test
    void refusesNewerVersionsAndUnknownWords() {
        String text = Json.compact(ProgressJson.write(full()));
        assertThatThrownBy(() -> ProgressJson.read(Json.read("p", text.replace("\"version\":1", "\"version\":2"))))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("newer worker");
        assertThatThrownBy(() -> ProgressJson.read(Json.read("p", text.replace("\"delivered\"", "\"teleported\""))))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("'teleported' is none of delivered, deferred");
        assertThatThrownBy(() -> ProgressJson.read(Json.read("p", text.replace("\"attempts\":1,", ""))))
                .hasMessageContaining("the field 'attempts' is missing");
    }
}
