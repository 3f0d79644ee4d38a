package dev.mailworker.cli;

import dev.mailworker.MailWorker;
import dev.mailworker.decide.Progress;
import dev.mailworker.json.EnvelopeJson;
import dev.mailworker.mail.Envelope;
import dev.mailworker.pipeline.MailPipeline.Preview;
import dev.mailworker.pipeline.Mode;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore.Versioned;
import dev.mailworker.port.TraceLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be said about one mail.
 *
 * @param mail which, and what is on record
 * @param progress what is remembered of attempts that did not finish it
 * @param envelope who sent it to whom, as far as it is known
 * @param today what today's tables rule; empty if the bytes are gone
 * @param trouble what kept today's tables from being asked, though there is a record to show
 */
record Explanation(
        SiteMail mail, Progress progress, Envelope envelope, List<TraceLine> today, Optional<PortException> trouble) {
    /** The record as lines: the stored trace, or the results of unfinished attempts. */
    List<TraceLine> recorded() {
        List<TraceLine> stored = mail.audit().trace();
        List<TraceLine> lines = new ArrayList<>(stored.isEmpty() ? MetadataTrace.of(mail.audit()) : stored);
        progress.results()
                .forEach((id, recorded) -> lines.add(new TraceLine(
                        TraceLine.OUTCOME,
                        id.recipient().key(),
                        recorded.result().status().word(),
                        recorded.result().reply() + " (" + recorded.at() + ")")));
        return lines;
    }

    /** Where today's tables rule otherwise than what is on record. */
    List<TraceLine> differing() {
        List<TraceLine> differing = new ArrayList<>(today);
        differing.removeAll(mail.audit().trace());
        return differing;
    }

    /** Gathers explanations. */
    static final class Reader {
        private final Site site;
        private final MailWorker worker;

        Reader(Site site, MailWorker worker) {
            this.site = site;
            this.worker = worker;
        }

        Explanation read(SiteMail mail) throws IOException, InterruptedException {
            Optional<Preview> preview;
            try {
                preview = preview(mail);
            } catch (PortException e) {
                if (mail.audit().metadata().isEmpty()) {
                    throw e;
                }
                return new Explanation(mail, Progress.NONE, Envelope.UNSTATED, List.of(), Optional.of(e));
            }
            Progress progress = preview.isPresent()
                    ? preview.get().progress()
                    : site.progress().load(mail.ref()).map(Versioned::progress).orElse(Progress.NONE);
            Envelope envelope = preview.map(Preview::envelope).orElse(progress.envelope());
            List<TraceLine> today = preview.stream()
                    .flatMap(p -> p.plan().trace().stream())
                    .map(TraceLine::of)
                    .toList();
            return new Explanation(mail, progress, envelope, today, Optional.empty());
        }

        private Optional<Preview> preview(SiteMail mail) throws IOException, InterruptedException {
            EnvelopeJson stated = site.mails().stated(mail);
            try {
                return Optional.of(worker.preview(mail.notice(stated.envelope(), stated.verdicts()), Mode.WORK));
            } catch (PortException e) {
                if (e.kind() == PortException.Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }
}
