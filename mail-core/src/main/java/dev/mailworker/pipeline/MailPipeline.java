package dev.mailworker.pipeline;

import dev.mailworker.decide.Decider;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Progress;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.EnvelopeGuess;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.pipeline.Processed.Failed;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.AuditMetadata;
import dev.mailworker.port.BlobStore;
import dev.mailworker.port.Fetched;
import dev.mailworker.port.PortException;
import dev.mailworker.port.ProgressStore;
import dev.mailworker.port.Received.Arrival;
import dev.mailworker.port.Settlement;
import dev.mailworker.port.StoredAudit;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one mail: {@link #process}. Thread-safe; each call works on one mail, in the calling thread.
 */
public final class MailPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(MailPipeline.class);
    private static final Duration TABLE_RECHECK = Duration.ofSeconds(5);

    private final BlobStore blobs;
    private final ProgressStore progressStore;
    private final TemporaryMails temporary;
    private final LookUp lookUp;
    private final Decider decider;
    private final Performer performer;
    private final Recorder recorder;
    private final RetryDelays delays;
    private final UnsavedProgress unsaved = new UnsavedProgress();

    /**
     * Assembles the way.
     *
     * @param ports the outside world
     * @param decider what decides
     * @param managedDomains the site's domains at the moment of asking, in lower case
     * @param settings what the site can set
     * @param temporary takes in the mails' bytes
     * @param time the clock
     * @param pause how to wait
     */
    public MailPipeline(
            Ports ports,
            Decider decider,
            Supplier<Set<String>> managedDomains,
            PipelineSettings settings,
            TemporaryMails temporary,
            InstantSource time,
            Pause pause) {
        this.blobs = ports.blobs();
        this.progressStore = ports.progress();
        this.temporary = temporary;
        this.decider = decider;
        this.delays = new RetryDelays(() -> ThreadLocalRandom.current().nextDouble());
        TableHealth tables = new TableHealth(time, settings.outageGrace());
        this.lookUp = new LookUp(ports.blocklist(), ports.rules(), managedDomains, tables, time);
        Dispatch dispatch = new Dispatch(ports.transports());
        Sender sender = new Sender(dispatch, ports.replies(), time, settings.workerName());
        this.performer = new Performer(dispatch, sender);
        this.recorder = new Recorder(blobs, settings, delays, pause, time);
    }

    /**
     * Makes one attempt at one mail. Never throws: whatever happens ends in a settlement.
     *
     * @param arrival the notice
     * @param lease for how long the mail is ours
     * @return what came of it
     */
    @SuppressWarnings("ThrowableNotThrown")
    public Processed process(Arrival arrival, Lease lease) {
        try {
            return attempt(arrival, lease);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(arrival, new Settlement.RetryAfter(Duration.ZERO, "the worker is stopping"), e);
        } catch (LookUp.TableOutage e) {
            return new Failed(arrival, new Settlement.RetryAfter(TABLE_RECHECK, String.valueOf(e.getMessage())), e);
        } catch (PortException | IOException e) {
            LOG.warn("{}: {}", arrival.blob(), e.getMessage());
            return failed(arrival, e);
        } catch (Throwable e) {
            LOG.error("{}: a fault of ours, or of a rule", arrival.blob(), e);
            return failed(arrival, e);
        }
    }

    private Processed attempt(Arrival arrival, Lease lease) throws InterruptedException, IOException {
        Journal journal = new Journal(arrival.blob(), progressStore, unsaved);
        LookUp.Asked asked = lookUp.ask(arrival.envelope());
        try (Fetched fetched = blobs.fetch(arrival.blob(), temporary)) {
            Mail mail = read(arrival, fetched, journal);
            if (isServed(mail.envelope(), fetched.audit())) {
                return alreadyFinished(arrival, fetched, mail, journal);
            }
            Facts facts = lookUp.facts(reaskIfChanged(asked, mail.envelope()), journal.progress());
            Plan plan = decider.decide(mail, facts);
            Outcome outcome = performer.perform(mail, plan, facts, journal, lease);
            return recorder.record(new Recorder.Attempt(arrival, fetched, mail, facts, plan, outcome, journal), lease);
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.NOT_FOUND) {
                return gone(arrival, journal, e);
            }
            throw e;
        }
    }

    /** Reads the mail as far as deciding needs it, and what is remembered where there can be anything. */
    private Mail read(Arrival arrival, Fetched fetched, Journal journal) throws IOException {
        boolean remembered = arrival.receiveCount() > 1 || fetched.audit().isOurs() || journal.hasUnsaved();
        Progress progress = remembered ? journal.load() : Progress.NONE;
        Headers headers = HeaderReader.read(fetched.raw());
        Envelope envelope = envelope(arrival.envelope(), progress, headers);
        Envelope open = fetched.audit().isProcessed() ? without(envelope, fetched.audit()) : envelope;
        return new Mail(arrival.blob(), open, arrival.verdicts(), headers, fetched.raw());
    }

    private Envelope envelope(Envelope stated, Progress progress, Headers headers) {
        if (stated.origin() != Envelope.Origin.UNSTATED) {
            return stated;
        }
        return progress.envelope().origin() != Envelope.Origin.UNSTATED
                ? progress.envelope()
                : EnvelopeGuess.of(headers, lookUp.managedDomains()::contains);
    }

    private static Envelope without(Envelope envelope, StoredAudit audit) {
        Set<EmailAddress> served = audit.served(envelope.recipients());
        List<EmailAddress> left =
                envelope.recipients().stream().filter(r -> !served.contains(r)).toList();
        return new Envelope(envelope.sender(), left, envelope.unreadable(), envelope.origin());
    }

    /** The earlier worker knows no envelope: what it has finished is finished. */
    private static boolean isServed(Envelope left, StoredAudit audit) {
        return audit.isProcessed() && (!audit.isOurs() || left.recipients().isEmpty());
    }

    private Skipped alreadyFinished(Arrival arrival, Fetched fetched, Mail mail, Journal journal) {
        StoredAudit audit = fetched.audit();
        if (audit.isOurs() && audit.value(AuditMetadata.DELETED_AT).isPresent()) {
            // Whoever wrote that did not come to do it.
            recorder.delete(arrival, fetched, mail.envelope(), journal);
        }
        String by = audit.value(AuditMetadata.PROCESSED_BY).orElse("an earlier worker");
        return new Skipped(arrival, new Settlement.Done("finished before, by " + by));
    }

    private LookUp.Asked reaskIfChanged(LookUp.Asked asked, Envelope envelope) {
        return asked.envelope().recipients().containsAll(envelope.recipients()) ? asked : lookUp.ask(envelope);
    }

    private Processed gone(Arrival arrival, Journal journal, PortException e) {
        if (journal.load().deleted() || isDeletedOnRecord(arrival.blob())) {
            return new Skipped(arrival, new Settlement.Done("deleted before, as all its recipients blocked it"));
        }
        LOG.error("{}: the mail is gone, and nothing on record says why", arrival.blob());
        return new Failed(arrival, new Settlement.Dead("the mail is gone: " + e.getMessage()), e);
    }

    private boolean isDeletedOnRecord(BlobRef ref) {
        try {
            return blobs.keepsAuditOfDeleted()
                    && blobs.audit(ref).value(AuditMetadata.DELETED_AT).isPresent();
        } catch (PortException e) {
            return false;
        }
    }

    private Failed failed(Arrival arrival, Throwable cause) {
        boolean hopeless = cause instanceof PortException e && e.kind() == PortException.Kind.UNREADABLE;
        if (hopeless || recorder.isTooOld(arrival)) {
            return new Failed(arrival, new Settlement.Dead(String.valueOf(cause.getMessage())), cause);
        }
        Duration delay = delays.after(arrival.receiveCount());
        return new Failed(arrival, new Settlement.RetryAfter(delay, String.valueOf(cause.getMessage())), cause);
    }

    /**
     * What would be done with a mail now, without doing it.
     *
     * @param ref where the mail lies
     * @param envelope its envelope, stated or guessed
     * @param plan what would be done
     * @param progress what is remembered of earlier attempts
     * @param audit what is on record
     */
    public record Preview(BlobRef ref, Envelope envelope, Plan plan, Progress progress, StoredAudit audit) {}

    /**
     * Decides about a mail without acting on it or leaving a trace.
     *
     * @param arrival where it lies, and what is stated about it
     * @return what would be done, for the whole envelope
     * @throws PortException if the mail can't be fetched or a table can't be read
     * @throws IOException if its bytes can't be read
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public Preview preview(Arrival arrival) throws IOException, InterruptedException {
        Journal journal = new Journal(arrival.blob(), progressStore, unsaved);
        try (Fetched fetched = blobs.fetch(arrival.blob(), temporary)) {
            Progress progress = journal.load();
            Headers headers = HeaderReader.read(fetched.raw());
            Envelope envelope = envelope(arrival.envelope(), progress, headers);
            Mail mail = new Mail(arrival.blob(), envelope, arrival.verdicts(), headers, fetched.raw());
            Facts facts = lookUp.factsToLookAt(lookUp.ask(envelope), progress);
            return new Preview(arrival.blob(), envelope, decider.decide(mail, facts), progress, fetched.audit());
        }
    }
}
