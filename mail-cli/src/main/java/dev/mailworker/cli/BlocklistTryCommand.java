package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Effect;
import dev.mailworker.decide.Ruling;
import dev.mailworker.decide.Status;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.json.Json;
import dev.mailworker.json.JsonValue;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.PortException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description =
                "Say which of the stored mails a pattern would have blocked: nothing is changed. Without --since, --until"
                        + " or --key, those of the last 7 days.")
final class BlocklistTryCommand implements Callable<Integer> {
    private static final String A_WEEK = "7d";

    @Mixin
    private CommonOptions common;

    @Mixin
    private BlocklistEntryOptions entry;

    @Mixin
    private MailSelection selection;

    /** A mail to the mailbox. */
    private record Tried(SiteMail mail, Optional<String> match) {
        String status() {
            return mail.audit().value(AuditMetadata.STATUS).orElse("waiting");
        }
    }

    /** What one of the stored mails is: to the mailbox or not, or it can't be told. */
    private record Look(
            SiteMail mail, Optional<Tried> tried, @Nullable PortException trouble) {}

    @Override
    public Integer call() {
        EmailAddress recipient = entry.recipient();
        selection.orElse(recipient.domain(), A_WEEK);
        LeftAlone leftAlone = new LeftAlone();
        try (Site site = common.open();
                MailWorker worker = site.worker()
                        .blocklist(mailboxes ->
                                CompletableFuture.completedFuture(Map.of(recipient, List.of(entry.pattern()))))
                        .build()) {
            Mails mails = site.mails();
            Iterator<Look> looks = Batches.map(selection.of(mails, Instant.now()), mail -> look(mails, worker, mail))
                    .iterator();
            show(looks, leftAlone);
        } finally {
            leftAlone.report(common);
        }
        return leftAlone.exitCode();
    }

    private Look look(Mails mails, MailWorker worker, SiteMail mail) {
        try {
            EnvelopeJson stated = mails.stated(mail);
            Envelope envelope = stated.envelope();
            boolean isKnown = envelope.origin() != Envelope.Origin.UNSTATED;
            if (isKnown && !envelope.recipients().contains(entry.recipient())) {
                return new Look(mail, Optional.empty(), null);
            }
            Preview preview = worker.preview(mail.notice(envelope, stated.verdicts()), Mode.REPLAY);
            boolean isToMailbox = preview.envelope().recipients().contains(entry.recipient());
            return new Look(mail, isToMailbox ? Optional.of(new Tried(mail, match(preview))) : Optional.empty(), null);
        } catch (PortException e) {
            return new Look(mail, Optional.empty(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts those who look", e);
        }
    }

    private Optional<String> match(Preview preview) {
        return preview.plan().trace(entry.recipient()).stream()
                .filter(ruling -> ruling.effect() instanceof Effect.End end && end.status() == Status.BLOCKED)
                .map(Ruling::because)
                .findFirst();
    }

    private void show(Iterator<Look> looks, LeftAlone leftAlone) {
        List<List<String>> table = new ArrayList<>();
        int count = 0;
        int blocked = 0;
        while (looks.hasNext()) {
            Look look = looks.next();
            if (look.trouble() != null) {
                leftAlone.add(look.mail(), look.trouble());
            }
            count += look.tried().isPresent() ? 1 : 0;
            Optional<Tried> match = look.tried().filter(tried -> tried.match().isPresent());
            if (match.isPresent()) {
                blocked++;
                show(match.get(), table);
            }
        }
        if (common.isJson()) {
            Map<String, JsonValue> counts = new LinkedHashMap<>();
            counts.put("mails", JsonValue.of(count));
            counts.put("would_block", JsonValue.of(blocked));
            common.terminal().line(Json.compact(JsonValue.object(counts)));
        } else {
            common.terminal().table(List.of("MAIL", "IS", "WOULD BE BLOCKED BECAUSE"), table);
            common.terminal()
                    .line("'" + entry.pattern() + "' would have blocked " + blocked + " of " + count + " mails to "
                            + entry.recipient());
        }
    }

    private void show(Tried tried, List<List<String>> table) {
        String because = tried.match().orElseThrow();
        if (common.isJson()) {
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            fields.put("key", JsonValue.of(tried.mail().ref().key()));
            fields.put("domain", JsonValue.of(tried.mail().domain()));
            fields.put("status", JsonValue.of(tried.status()));
            fields.put("because", JsonValue.of(because));
            common.terminal().line(Json.compact(JsonValue.object(fields)));
        } else {
            table.add(List.of(tried.mail().toString(), tried.status(), because));
        }
    }
}
