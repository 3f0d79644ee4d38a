package dev.mailworker.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailworker.decide.Status;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Audit.RecipientAudit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditMetadataTest {
    private static final EmailAddress BOB = EmailAddress.of("Bob@example.com");
    private static final EmailAddress EVE = EmailAddress.of("eve@example.com");
    private static final EmailAddress JOE = EmailAddress.of("joe@example.org");

    @Test
    void keepsTheNamesOfTheEarlierWorker() {
        assertThat(List.of(
                        AuditMetadata.PROCESSED,
                        AuditMetadata.PROCESSED_AT,
                        AuditMetadata.PROCESSED_BY,
                        AuditMetadata.STATUS,
                        AuditMetadata.INVALID_INBOXES,
                        AuditMetadata.BLOCKED_SENDER,
                        AuditMetadata.BLOCKED_RECIPIENTS,
                        AuditMetadata.BLOCKED_BY,
                        AuditMetadata.DELETED_AT,
                        AuditMetadata.DELETED_BY,
                        AuditMetadata.ENVELOPE_FROM,
                        AuditMetadata.ENVELOPE_TO))
                .containsExactly(
                        "processed",
                        "processed_at",
                        "processed_by",
                        "status",
                        "invalid_inboxes",
                        "blocked_sender",
                        "blocked_recipients",
                        "blocked_by",
                        "deleted_at",
                        "deleted_by",
                        "envelope_from",
                        "envelope_to");
    }

    @Test
    void writesAPlainDelivery() {
        assertThat(of(Audits.audit(Status.DELIVERED, "250 Ok", List.of(BOB, EVE))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "processed", "true",
                        "processed_at", Long.toString(Audits.AT.getEpochSecond()),
                        "processed_by", "worker-1",
                        "status", "delivered",
                        "envelope_from", "<ann@example.net>",
                        "envelope_to", "bob@example.com,eve@example.com",
                        "envelope_digest", AuditMetadata.digest(List.of(EVE, BOB))));
    }

    @Test
    void writesABlockedAndDeletedMail() {
        Audit audit = Audits.audit(Status.BLOCKED, "pattern '*' matches the From x@y.example", List.of(BOB));

        assertThat(of(with(audit, true, true, "")))
                .containsEntry("status", "blocked")
                .containsEntry("blocked_sender", "ann@example.net")
                .containsEntry("blocked_recipients", "bob@example.com")
                .containsEntry("blocked_by", "pattern '*' matches the From x@y.example")
                .containsEntry("deleted_at", Long.toString(Audits.AT.getEpochSecond()))
                .containsEntry("deleted_by", "worker-1");
    }

    @Test
    void writesHowEachRecipientStands() {
        Envelope envelope =
                new Envelope(ReversePath.NULL, List.of(BOB, EVE, JOE), List.of("no, address"), Envelope.Origin.GUESSED);
        Audit audit = new Audit(
                false,
                Audits.AT,
                "worker-1",
                Status.PARTIAL,
                envelope,
                List.of(
                        new RecipientAudit(BOB, Status.INVALID, "550 5.1.1", Map.of()),
                        new RecipientAudit(EVE, Status.REJECTED, "550 5.7.1", Map.of()),
                        new RecipientAudit(JOE, Status.UNMANAGED, "not ours", Map.of())),
                false,
                "odd",
                3,
                Set.of(Table.RULES, Table.BLOCKLIST),
                List.of());

        assertThat(of(audit))
                .doesNotContainKeys("processed", "blocked_by", "deleted_at")
                .containsEntry("status", "partial")
                .containsEntry("envelope", "guessed")
                .containsEntry("envelope_from", "<>")
                .containsEntry("invalid_inboxes", "bob@example.com")
                .containsEntry("rejected", "eve@example.com")
                .containsEntry("left_out", "joe@example.org,no? address")
                .containsEntry("passed_open", "blocklist,rules")
                .containsEntry("reason", "odd");
        assertThat(audit.of(EVE)).map(RecipientAudit::status).contains(Status.REJECTED);
        assertThat(audit.of(EmailAddress.of("x@example.com"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {AuditMetadata.MAX_OCTETS, 1500, 1000, 500, 200, 100, 50, 10, 0, -100})
    void fitsAlways(int space) {
        for (Status status : new Status[] {Status.BLOCKED, Status.INVALID, Status.DELIVERED, Status.UNMANAGED}) {
            for (int recipients : new int[] {0, 1, 20, 500}) {
                Audit audit = Audits.audit(status, "x\u00fc\r\n".repeat(400), Audits.recipients(recipients));

                Map<String, String> metadata = AuditMetadata.of(with(audit, true, true, "y".repeat(900)), space);

                assertThat(octets(metadata)).isLessThanOrEqualTo(Math.max(0, space));
                assertThat(metadata.values()).allMatch(value -> value.matches("[ -~]+"));
            }
        }
    }

    @Test
    void keepsWhatIsNeededMost() {
        Audit audit = Audits.audit(Status.BLOCKED, "x".repeat(400), Audits.recipients(500));

        assertThat(AuditMetadata.of(audit, 130)).containsKeys("processed", "status", "envelope_digest", "processed_at");
    }

    @Test
    void saysHowManyAreMissing() {
        Map<String, String> metadata = of(Audits.audit(Status.INVALID, "550 5.1.1", Audits.recipients(500)));

        for (String name : List.of("invalid_inboxes", "envelope_to")) {
            List<String> items = List.of(metadata.getOrDefault(name, "").split(",", -1));
            int last = items.size() - 1;
            assertThat(items.get(0)).isEqualTo("recipient-0@example.com");
            assertThat(items.get(last)).isEqualTo("...+" + (500 - last));
            assertThat(last).isGreaterThan(10);
        }
        assertThat(AuditMetadata.octets(metadata)).isGreaterThan(AuditMetadata.MAX_OCTETS - 100);
    }

    @Test
    void shortensAListThatIsJustTooLong() {
        int all = AuditMetadata.octets(of(Audits.audit(Status.DELIVERED, "250 Ok", Audits.recipients(9))));
        Audit audit = Audits.audit(Status.DELIVERED, "250 Ok", Audits.recipients(9));

        assertThat(AuditMetadata.of(audit, all))
                .containsEntry("envelope_to", of(audit).getOrDefault("envelope_to", ""));
        assertThat(AuditMetadata.of(audit, all - 1).get("envelope_to")).endsWith("recipient-7@example.com,...+1");
    }

    @Test
    void keepsWhatIsForeign() {
        assertThat(AuditMetadata.foreign(Map.of("processed", "true", "reason", "x", "ticket", "4711")))
                .isEqualTo(Map.of("ticket", "4711"));
        Audit audit = Audits.audit(Status.BLOCKED, "x", List.of(BOB));
        assertThat(AuditMetadata.foreign(of(with(audit, true, true, "odd")))).isEmpty();
    }

    @Test
    void knowsWhoWasServed() {
        StoredAudit audit = stored(Audits.audit(Status.DELIVERED, "250 Ok", List.of(BOB, EVE)));

        assertThat(audit.isProcessed()).isTrue();
        assertThat(audit.isOurs()).isTrue();
        assertThat(audit.served(List.of(EVE, BOB))).containsExactlyInAnyOrder(BOB, EVE);
        assertThat(audit.served(List.of(EVE, JOE))).containsExactly(EVE);
        assertThat(audit.served(List.of(JOE))).isEmpty();
        assertThat(StoredAudit.NONE.served(List.of(BOB))).isEmpty();
    }

    @Test
    void knowsWhoWasServedOfMany() {
        List<EmailAddress> all = Audits.recipients(500);
        StoredAudit audit = stored(Audits.audit(Status.DELIVERED, "250 Ok", all));

        assertThat(audit.served(all)).containsExactlyInAnyOrderElementsOf(all);
        List<EmailAddress> other = new ArrayList<>(all);
        other.add(JOE);
        assertThat(audit.served(other)).contains(all.get(0)).doesNotContain(JOE, all.get(499));
    }

    @Test
    void doesNotTakeAPartOfAnAddressForAnAddress() {
        EmailAddress odd = EmailAddress.of("\"x,joe@example.org,x\"@example.com");
        EmailAddress umlaut = EmailAddress.of("j\u00f6e@example.org");
        StoredAudit audit = stored(Audits.audit(Status.DELIVERED, "250 Ok", List.of(odd, umlaut)));

        assertThat(audit.served(List.of(odd, JOE))).isEmpty();
        assertThat(audit.served(List.of(EmailAddress.of("j?e@example.org")))).isEmpty();
        assertThat(audit.served(List.of(odd, umlaut))).containsExactlyInAnyOrder(odd, umlaut);
    }

    @Test
    void isOursAlsoWithoutSpaceForAnyRecipient() {
        Audit audit = Audits.audit(Status.DELIVERED, "250 Ok", Audits.recipients(500));

        assertThat(new StoredAudit(AuditMetadata.of(audit, 130), List.of()).isOurs())
                .isTrue();
        assertThat(new StoredAudit(Map.of("processed", "TRUE"), List.of()).isOurs())
                .isFalse();
        assertThat(new StoredAudit(Map.of("processed", "TRUE"), List.of()).isProcessed())
                .isTrue();
    }

    private static Audit with(Audit audit, boolean processed, boolean deleted, String because) {
        return new Audit(
                processed,
                audit.at(),
                audit.by(),
                audit.status(),
                audit.envelope(),
                audit.recipients(),
                deleted,
                because,
                audit.attempts(),
                audit.passedOpen(),
                audit.trace());
    }

    private static StoredAudit stored(Audit audit) {
        return new StoredAudit(of(audit), List.of());
    }

    private static Map<String, String> of(Audit audit) {
        return AuditMetadata.of(audit, AuditMetadata.MAX_OCTETS);
    }

    private static int octets(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .mapToInt(e -> (e.getKey() + e.getValue()).getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
