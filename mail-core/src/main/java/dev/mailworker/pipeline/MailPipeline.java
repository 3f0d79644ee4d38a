package dev.mailworker.pipeline;

import dev.mailworker.decide.Action;
import dev.mailworker.decide.ActionId;
import dev.mailworker.decide.Bounce;
import dev.mailworker.decide.Decider;
import dev.mailworker.decide.DeliveryResult;
import dev.mailworker.decide.Facts;
import dev.mailworker.decide.Plan;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.Table;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.BounceReader;
import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.mail.EnvelopeGuess;
import dev.mailworker.mail.HeaderReader;
import dev.mailworker.mail.Headers;
import dev.mailworker.mail.Mail;
import dev.mailworker.mail.ReturnedHeader;
import dev.mailworker.mail.TemporaryMails;
import dev.mailworker.pipeline.Processed.Failed;
import dev.mailworker.pipeline.Processed.Postponed;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one mail: {@link #process}. Thread-safe; each call works on one mail, in the calling thread.
 */
public final class MailPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(MailPipeline.class);

    private final BlobStore blobs;
    private final ProgressStore progressStore;
    private final TemporaryMails temporary;
    private final TableHealth tables;
    private final LookUp lookUp;
    private final Function<VerdictPolicies, Decider> deciders;
    private final Supplier<VerdictPolicies> policies;
    private final History history;
    private final Dispatch dispatch;
    private final Performer performer;
    private final Recorder recorder;
    private final Surroundings surroundings;
    private final RetryDelays delays;
    private final Company company = new Company();
    private final UnsavedProgress unsaved = new UnsavedProgress();
    private final InstantSource time;

    /**
     * Assembles the way.
     *
     * @param ports the outside world
     * @param deciders makes what decides, for each mail, with the verdict policies in force or, for a forced replay, with none
     * @param managedDomains the site's domains at the moment of asking, in lower case
     * @param settings what the site can set
     * @param temporary takes in the mails' bytes
     * @param time the clock
     * @param pause how to wait
     */
    public MailPipeline(
            Ports ports,
            Function<VerdictPolicies, Decider> deciders,
            Supplier<Set<String>> managedDomains,
            PipelineSettings settings,
            TemporaryMails temporary,
            InstantSource time,
            Pause pause) {
        this.time = time;
        this.blobs = ports.blobs();
        this.progressStore = ports.progress();
        this.temporary = temporary;
        this.deciders = deciders;
        this.policies = settings.verdictPolicies();
        this.history = new History(blobs, settings.workerName(), time);
        this.delays = new RetryDelays(() -> ThreadLocalRandom.current().nextDouble());
        this.tables = new TableHealth(time, settings.outageGrace());
        this.lookUp = new LookUp(ports.blocklist(), ports.rules(), ports.sentMail(), managedDomains, tables, time);
        this.dispatch = new Dispatch(ports.transports(), settings.mailsInFlight(), time);
        Claims claims = new Claims(time, settings.workerName());
        Sender sender = new Sender(dispatch, ports.replies(), claims, time);
        Reporter reporter = new Reporter(dispatch, claims, settings.siteId(), time);
        InvalidInboxWatch inboxes = new InvalidInboxWatch(settings.invalidStreak(), time);
        this.performer = new Performer(dispatch, sender, claims, reporter, inboxes);
        this.surroundings = new Surroundings(tables, dispatch, inboxes);
        this.recorder = new Recorder(blobs, settings, delays, dispatch, pause, time);
    }

    /**
     * {@return how many mails should be in work: none while the server that takes them for the mailboxes is left alone because
     * it is in trouble, and one while mails wait for a table that can't be read}
     */
    public int room() {
        int room = dispatch.room();
        return tables.holdsMailsUp() ? Math.min(1, room) : room;
    }

    /** {@return how it stands with each server at the end of a way out that was used so far} */
    public List<TargetUse> targets() {
        return dispatch.targets();
    }

    /** {@return how it stands with the look-up tables} */
    public Map<Table, TableUse> tables() {
        return tables.uses();
    }

    /** {@return how what mails need is, as they have shown} */
    public Surroundings surroundings() {
        return surroundings;
    }

    /**
     * Makes one attempt at one mail. Never throws: whatever happens ends in a settlement.
     *
     * @param arrival the notice
     * @param lease for how long the mail is ours
     * @return what came of it
     */
    public Processed process(Arrival arrival, Lease lease) {
        Optional<String> refusal = dispatch.refusal(arrival.envelope());
        if (refusal.isPresent() && !recorder.isTooOld(arrival)) {
            // Fetching it would cost a request, and nothing could be done with it.
            Duration delay = delays.notBefore(dispatch.pause(arrival.envelope()));
            return new Postponed(arrival, new Settlement.RetryAfter(delay, refusal.get()));
        }
        return process(arrival, Mode.WORK, lease);
    }

    /**
     * The same, for a reason of one's own.
     *
     * @param arrival the notice
     * @param mode why
     * @param lease for how long the mail is ours
     * @return what came of it
     */
    public Processed process(Arrival arrival, Mode mode, Lease lease) {
        Journal journal = new Journal(arrival.blob(), progressStore, unsaved);
        Stopwatch watch = new Stopwatch(time);
        Processed processed = guarded(new Task(arrival, mode, lease, journal, watch));
        try {
            journal.end();
        } catch (Throwable e) {
            LOG.warn("{}: that this attempt ended can't be put on record: {}", arrival.blob(), e.toString());
        }
        return processed.withTimes(watch.times());
    }

    private Processed guarded(Task task) {
        try {
            return attempt(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(task, Duration.ZERO, e);
        } catch (LookUp.TableOutage e) {
            return failed(task, delays.notBefore(tables.pause()), e);
        } catch (Company.NotAlone e) {
            return failed(task, delays.after(task.arrival().receiveCount()), e);
        } catch (InOtherHands e) {
            return failed(task, e.pause(), e);
        } catch (LookUp.NotYetEntered e) {
            return failed(task, e.delay(), e);
        } catch (PortException | IOException e) {
            LOG.warn("{}: {}", task.arrival().blob(), e.getMessage());
            return failed(task, e);
        } catch (Throwable e) {
            LOG.error("{}: a fault of ours, or of a rule", task.arrival().blob(), e);
            return failed(task, e);
        }
    }

    private Processed attempt(Task task) throws InterruptedException, IOException {
        LookUp.Asked asked = lookUp.ask(task.arrival().envelope());
        try (Fetched fetched = blobs.fetch(task.arrival().blob(), temporary)) {
            task.watch().begin(Step.PROGRESS);
            int deaths = history.read(task, fetched).openAttempts();
            if (deaths >= History.MOST_DEATHS && task.mode() == Mode.WORK) {
                return killer(task);
            }
            Lock place = deaths > 0 ? company.alone() : company.beside();
            try {
                history.begin(task, fetched);
                return worked(task, fetched, asked, deaths > 0);
            } finally {
                place.unlock();
            }
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.NOT_FOUND) {
                return gone(task, e);
            }
            throw e;
        }
    }

    private Processed worked(Task task, Fetched fetched, LookUp.Asked asked, boolean blindly)
            throws InterruptedException, IOException {
        task.watch().begin(Step.READ);
        Mail mail = read(task, fetched, blindly);
        if (history.isFinished(task.mode(), mail.envelope(), fetched.audit())) {
            return alreadyFinished(task, fetched);
        }
        boolean forced = task.mode() == Mode.FORCED_REPLAY;
        Progress progress = history.withRecord(
                forced ? Progress.NONE : task.journal().progress(), task, mail.envelope(), fetched.audit());
        task.watch().begin(Step.LOOK_UP);
        Facts tables = lookUp.facts(reaskIfChanged(asked, mail.envelope()), progress);
        if (isForAnother(task, tables)) {
            return forAnother(task.arrival());
        }
        task.watch().begin(Step.READ);
        Facts facts = withReturned(tables, mail);
        Optional<BounceReport> bounce = BounceReader.read(mail);
        if (bounce.isPresent()) {
            task.watch().begin(Step.LOOK_UP);
            facts = lookUp.withSentMail(facts, bounce.get(), task.arrival().queuedAt());
        }
        task.watch().begin(Step.DECIDE);
        Plan plan = decider(task.mode()).decide(mail, facts);
        Outcome outcome = performer.perform(task, mail, plan, facts);
        return recorded(new Recorder.Attempt(task, fetched, mail, facts, plan, outcome));
    }

    /** A domain can leave while its mails are in work: whoever has it by then is to get all of the mail, and not nothing. */
    private boolean isForAnother(Task task, Facts facts) {
        return task.mode() == Mode.WORK
                && !facts.isManaged(task.arrival().domain())
                && !recorder.isTooOld(task.arrival());
    }

    private Postponed forAnother(Arrival arrival) {
        String because = arrival.domain() + ", by whose queue it came, is not a domain of this worker any more";
        LOG.info("{}: {}", arrival.blob(), because);
        return new Postponed(arrival, new Settlement.RetryAfter(delays.after(arrival.receiveCount()), because));
    }

    /** Only what has several parts can give a mail back; whether it calls itself a report is the sender's choice. */
    private static Facts withReturned(Facts facts, Mail mail) throws IOException {
        String type = mail.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") ? facts.withReturned(ReturnedHeader.read(mail.raw())) : facts;
    }

    private Decider decider(Mode mode) {
        return deciders.apply(mode == Mode.FORCED_REPLAY ? VerdictPolicies.PASS_ALL : policies.get());
    }

    /** What was done goes on record even when the worker has no time left: who is interrupted now would do it again. */
    private Processed recorded(Recorder.Attempt attempt) {
        attempt.task().watch().begin(Step.RECORD);
        boolean interrupted = Thread.interrupted();
        try {
            return recorder.record(attempt);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Failed killer(Task task) {
        String because = "the worker died each time with this mail in work, the last time with it alone";
        LOG.error("{}: {}; it is set aside", task.arrival().blob(), because);
        task.journal().conclude();
        return new Failed(task.arrival(), new Settlement.Dead(because), new KilledWorker(because));
    }

    /**
     * Reads the mail as far as deciding needs it; not at all, if reading it may be what kills the worker, unless only the
     * header can say for whom it is.
     */
    private Mail read(Task task, Fetched fetched, boolean blindly) throws IOException {
        boolean stated = task.arrival().envelope().origin() != Envelope.Origin.UNSTATED;
        Headers headers = blindly && stated ? Headers.UNREAD : HeaderReader.read(fetched.raw());
        Envelope whole = envelope(task.arrival().envelope(), task.journal().progress(), headers);
        Envelope left = history.left(task.mode(), whole, fetched.audit());
        return new Mail(task.arrival().blob(), left, task.arrival().verdicts(), headers, fetched.raw());
    }

    private Envelope envelope(Envelope stated, Progress progress, Headers headers) {
        if (stated.origin() != Envelope.Origin.UNSTATED) {
            return stated;
        }
        return progress.envelope().origin() != Envelope.Origin.UNSTATED
                ? progress.envelope()
                : EnvelopeGuess.of(headers, lookUp.managedDomains()::contains);
    }

    private Skipped alreadyFinished(Task task, Fetched fetched) {
        StoredAudit audit = fetched.audit();
        if (task.mode() == Mode.WORK
                && audit.isOurs()
                && audit.value(AuditMetadata.DELETED_AT).isPresent()) {
            // Whoever wrote that did not come to do it.
            recorder.delete(task, fetched, onRecord(task.arrival().envelope(), audit));
        }
        String by = audit.value(AuditMetadata.PROCESSED_BY).orElse("an earlier worker");
        return new Skipped(task.arrival(), new Settlement.Done("finished before, by " + by));
    }

    private static Envelope onRecord(Envelope stated, StoredAudit audit) {
        List<EmailAddress> all = new ArrayList<>(stated.recipients());
        all.addAll(audit.recipients());
        return new Envelope(stated.sender(), all, stated.unreadable(), Envelope.Origin.STATED);
    }

    private LookUp.Asked reaskIfChanged(LookUp.Asked asked, Envelope envelope) {
        return asked.envelope().recipients().containsAll(envelope.recipients()) ? asked : lookUp.ask(envelope);
    }

    private Processed gone(Task task, PortException e) {
        Set<String> managed = lookUp.managedDomains();
        Optional<String> unexplained =
                history.unexplainedAbsence(task, recipient -> managed.contains(recipient.domain()));
        if (unexplained.isEmpty()) {
            return new Skipped(task.arrival(), new Settlement.Done("deleted before, as all its recipients blocked it"));
        }
        LOG.error("{}: the mail is gone, and {}", task.arrival().blob(), unexplained.get());
        String because = "the mail is gone, and " + unexplained.get() + ": " + e.getMessage();
        return new Failed(task.arrival(), new Settlement.Dead(because), e);
    }

    private Failed failed(Task task, Throwable cause) {
        boolean hopeless = cause instanceof PortException e && e.kind() == PortException.Kind.UNREADABLE;
        if (hopeless || recorder.isTooOld(task.arrival())) {
            return new Failed(task.arrival(), new Settlement.Dead(String.valueOf(cause.getMessage())), cause);
        }
        return failed(task, delays.after(task.arrival().receiveCount()), cause);
    }

    private static Failed failed(Task task, Duration delay, Throwable cause) {
        String because =
                cause instanceof InterruptedException ? "the worker is stopping" : String.valueOf(cause.getMessage());
        return new Failed(task.arrival(), new Settlement.RetryAfter(delay, because), cause);
    }

    /**
     * What would be done with a mail now, without doing it.
     *
     * @param ref where the mail lies
     * @param envelope its envelope, stated or guessed
     * @param plan what would be done
     * @param progress what is remembered of earlier attempts
     * @param audit what is on record
     * @param bounceOrNull the bounce that the mail is, or null
     */
    public record Preview(
            BlobRef ref,
            Envelope envelope,
            Plan plan,
            Progress progress,
            StoredAudit audit,
            @Nullable Bounce bounceOrNull) {
        /** {@return the bounce that the mail is, if it is one} */
        public Optional<Bounce> bounce() {
            return Optional.ofNullable(bounceOrNull);
        }

        /** {@return the recipients that have a copy by what is on record, so that a replay gives them no other} */
        public Set<EmailAddress> haveCopies() {
            return envelope.recipients().stream()
                    .filter(recipient -> audit.delivered(envelope.recipients()).contains(recipient)
                            || progress.finalResult(ActionId.deliver(recipient))
                                    .filter(result -> result.kind() == DeliveryResult.Kind.DELIVERED)
                                    .isPresent())
                    .collect(Collectors.toUnmodifiableSet());
        }

        /**
         * {@return whether a replay leaves an action alone, by what is on record}
         *
         * @param action of the plan
         */
        public boolean isDone(Action action) {
            boolean maybeMissing = action instanceof Action.Send && audit.passedOpen(Table.RULES);
            return maybeMissing
                    ? progress.finalResult(((Action.Send) action).id()).isPresent()
                    : haveCopies().contains(action.recipient());
        }
    }

    /**
     * Decides about a mail without acting on it or leaving a trace.
     *
     * @param arrival where it lies, and what is stated about it
     * @param mode for what reason it would be worked on
     * @return what would be done, for the whole envelope
     * @throws PortException if the mail can't be fetched or a table can't be read
     * @throws IOException if its bytes can't be read
     * @throws InterruptedException if interrupted while waiting for an answer
     */
    public Preview preview(Arrival arrival, Mode mode) throws IOException, InterruptedException {
        Journal journal = new Journal(arrival.blob(), progressStore, unsaved);
        try (Fetched fetched = blobs.fetch(arrival.blob(), temporary)) {
            Progress progress = journal.load();
            Headers headers = HeaderReader.read(fetched.raw());
            Envelope envelope = envelope(arrival.envelope(), progress, headers);
            Mail mail = new Mail(arrival.blob(), envelope, arrival.verdicts(), headers, fetched.raw());
            Facts facts = withReturned(lookUp.factsToLookAt(lookUp.ask(envelope), progress), mail);
            Optional<BounceReport> bounce = BounceReader.read(mail);
            if (bounce.isPresent()) {
                facts = lookUp.withSentMailToLookAt(facts, bounce.get());
            }
            Plan plan = decider(mode).decide(mail, facts);
            Optional<Bounce> seen = Bounce.of(mail, facts);
            return new Preview(arrival.blob(), envelope, plan, progress, fetched.audit(), seen.orElse(null));
        }
    }
}
