package dev.mailworker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Audit;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.StoredAudit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditJsonTest {
    private static final EmailAddress ANN = EmailAddress.of("ann@x.example");

    private static final Audit AUDIT = new Audit(
            true,
            Instant.ofEpochSecond(1_700_000_000),
            "w1",
            Status.DELIVERED,
            Envelope.of(ReversePath.NULL, List.of(ANN)),
            List.of(new Audit.RecipientAudit(ANN, Status.DELIVERED, "250 ok", Map.of("bob@y.example", "250 queued"))),
            false,
            "",
            2,
            Set.of(),
            List.of(new Ruling("delivery", ANN, Effect.DELIVER, "nothing speaks against it")));

    @Test
    void keepsMetadataAndTrace() {
        StoredAudit stored = AuditJson.read(Json.read("a", Json.file(AuditJson.write(AUDIT, StoredAudit.NONE))));
        assertThat(stored.metadata()).isEqualTo(AuditMetadata.of(AUDIT, AuditMetadata.MAX_OCTETS));
        assertThat(stored.trace()).isEqualTo(AUDIT.lines());
        assertThat(stored.isProcessed()).isTrue();
        assertThat(stored.isOurs()).isTrue();
    }

    @Test
    void tellsEachRecipientsDetails() {
        JsonValue document = AuditJson.write(AUDIT, StoredAudit.NONE);
        assertThat(document.get("attempts").asInt()).isEqualTo(2);
        assertThat(Json.compact(document.get("recipients")))
                .isEqualTo("[{\"recipient\":\"ann@x.example\",\"status\":\"delivered\",\"because\":\"250 ok\","
                        + "\"sends\":{\"bob@y.example\":\"250 queued\"}}]");
    }

    @Test
    void keepsForeignMetadataOnly() {
        StoredAudit earlier = new StoredAudit(Map.of("x-team", "blue", "reason", "old"), List.of());
        StoredAudit stored = AuditJson.read(AuditJson.write(AUDIT, earlier));
        assertThat(stored.metadata()).containsEntry("x-team", "blue").doesNotContainKey("reason");
    }

    @Test
    void takesAReasonLater() {
        JsonValue document = AuditJson.withReason(AuditJson.write(AUDIT, StoredAudit.NONE), "broken twice");
        StoredAudit stored = AuditJson.read(document);
        assertThat(stored.value("status")).contains("dead");
        assertThat(stored.value("reason")).contains("broken twice");
        assertThat(stored.trace()).isEqualTo(AUDIT.lines());
    }

    @Test
    void readsWhatAPersonWrote() {
        assertThat(AuditJson.read(Json.read("a", "{}"))).isEqualTo(StoredAudit.NONE);
        assertThat(AuditJson.read(Json.read("a", "{\"metadata\":{\"Processed\":\"TRUE\"}}"))
                        .isProcessed())
                .isTrue();
        assertThatThrownBy(() -> AuditJson.read(Json.read("a.json", "{\"metadata\":{\"processed\":true}}")))
                .hasMessage("a.json:1:26: a string is expected here, not true or false");
    }
}
