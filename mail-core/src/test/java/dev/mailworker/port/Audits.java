package dev.mailworker.port;

import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.ReversePath;
import dev.mailworker.port.Audit.RecipientAudit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Audits for tests. */
public final class Audits {
    /** When they were written. */
    public static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");

    private Audits() {}

    /** {@return an audit of a mail from ann@example.net with which all recipients stand alike} */
    public static Audit audit(Status status, String because, List<EmailAddress> recipients) {
        return audit(status, because, Envelope.of(ReversePath.parse("ann@example.net"), recipients));
    }

    /** {@return an audit with which all recipients stand alike} */
    public static Audit audit(Status status, String because, Envelope envelope) {
        return new Audit(
                true,
                AT,
                "worker-1",
                status,
                envelope,
                envelope.recipients().stream()
                        .map(r -> new RecipientAudit(r, status, because, Map.of()))
                        .toList(),
                false,
                "",
                1,
                Set.of(),
                envelope.recipients().stream()
                        .map(r -> new Ruling("delivery", r, Effect.DELIVER, "nothing stands against it"))
                        .toList());
    }

    /** {@return addresses of example.com} */
    public static List<EmailAddress> recipients(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EmailAddress.of("recipient-" + i + "@example.com"))
                .toList();
    }
}
