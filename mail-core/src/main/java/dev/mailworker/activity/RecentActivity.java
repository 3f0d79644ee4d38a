package dev.mailworker.activity;

import dev.mailworker.WorkerListener;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Printable;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.pipeline.Processed.Skipped;
import dev.mailworker.port.Received.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers what a worker did in the last hour, and its latest mails: counts, outcomes and the reasons for them, never what a
 * mail says, its subject neither. Its memory is bounded, whatever comes: {@value #MOST_MAILS} mails unless said otherwise, a
 * few million characters, {@value #MOST_DOMAINS} domains. It begins empty with each process. Thread-safe.
 *
 * <pre>{@code
 * RecentActivity activity = new RecentActivity();
 * MailWorker worker = MailWorker.builder().listener(activity)….build();
 * activity.minutes().forEach(minute -> draw(minute.from(), minute.delivered()));
 * }</pre>
 */
public final class RecentActivity implements WorkerListener {
    /** So many mails are remembered, unless said otherwise. */
    public static final int MOST_MAILS = 1_000;

    /** So many domains are told apart; of others the mails are remembered, and count for the whole only. */
    public static final int MOST_DOMAINS = 10_000;

    /** Also that many notices that could not be understood. */
    static final int MOST_NOTICES = 20;

    static final long MOST_CHARACTERS = 4_000_000;
    private static final int MOST_WAITING = 10_000;

    private final InstantSource time;
    private final RecentMails mails;
    private final WaitingMails waiting = new WaitingMails(MOST_WAITING);
    private final SlidingCounts minutes = new SlidingCounts(60, Duration.ofMinutes(1));
    private final Map<String, Domain> domains = new HashMap<>();
    private final Deque<UnreadableNotice> unreadable = new ArrayDeque<>();

    /** Counts in longer spans than those of the whole, because there may be many domains. */
    private static final class Domain {
        private final SlidingCounts counts = new SlidingCounts(12, Duration.ofMinutes(5));
        private Instant lastSettled = Instant.MIN;
        private Instant last = Instant.MIN;
    }

    /** Remembers {@value #MOST_MAILS} mails, by the system's clock. */
    public RecentActivity() {
        this(MOST_MAILS, InstantSource.system());
    }

    /**
     * Remembers.
     *
     * @param mostMails so many mails, the latest
     * @param time the clock: the worker's
     * @throws IllegalArgumentException if that are no mails
     */
    public RecentActivity(int mostMails, InstantSource time) {
        if (mostMails < 1) {
            throw new IllegalArgumentException("the number of mails to remember can't be " + mostMails);
        }
        this.time = time;
        this.mails = new RecentMails(mostMails, MOST_CHARACTERS);
    }

    /**
     * A message that could not be understood and was set aside.
     *
     * @param at when
     * @param source the source that it came from
     * @param because what is wrong with it
     */
    public record UnreadableNotice(Instant at, String source, String because) {}

    @Override
    public synchronized void processed(Processed processed) {
        Instant now = time.instant();
        Attempt attempt = new Attempt(processed, now);
        Arrival arrival = processed.arrival();
        Optional<RecentMail> before = mails.find(arrival.blob());
        RecentMail mail = attempt.mail(before);
        if (before.isEmpty() || !(processed instanceof Skipped)) {
            mails.put(mail);
        }
        Optional<Domain> domain = domain(arrival.domain(), now);
        attempt.results().forEach((result, recipients) -> {
            minutes.add(now, result, recipients);
            domain.ifPresent(its -> its.counts.add(now, result, recipients));
        });
        if (mail.againAtOrNull() != null) {
            waiting.putOff(arrival.blob(), arrival.domain(), arrival.queuedAt(), mail.againAtOrNull());
        } else {
            waiting.settled(arrival.blob());
            domain.ifPresent(its -> its.lastSettled = now);
        }
    }

    private Optional<Domain> domain(String name, Instant now) {
        if (domains.size() >= MOST_DOMAINS && !domains.containsKey(name)) {
            Instant forgotten = now.minus(WaitingMails.LONGEST.plus(WaitingMails.PATIENCE));
            domains.values().removeIf(domain -> domain.last.isBefore(forgotten));
        }
        if (domains.size() >= MOST_DOMAINS && !domains.containsKey(name)) {
            return Optional.empty();
        }
        Domain domain = domains.computeIfAbsent(name, missing -> new Domain());
        domain.last = now;
        return Optional.of(domain);
    }

    @Override
    public synchronized void unreadable(String source, String because) {
        Instant now = time.instant();
        minutes.add(now, Result.REJECTED, 1);
        unreadable.addFirst(new UnreadableNotice(now, source, Printable.of(because, 500)));
        while (unreadable.size() > MOST_NOTICES) {
            unreadable.removeLast();
        }
    }

    /** {@return the last hour by minutes, 60 of them, the running one last} */
    public synchronized List<Counts> minutes() {
        return minutes.spans(time.instant());
    }

    /** {@return the domains for which something was done in the last hour, or of whose mails some wait, by name} */
    public synchronized Map<String, DomainActivity> domains() {
        Instant now = time.instant();
        Map<String, WaitingMails.Queue> queues = waiting.byDomain(now, this::lastSettled);
        Map<String, DomainActivity> all = new TreeMap<>();
        domains.forEach((name, domain) -> {
            Counts counts = domain.counts.sum(now);
            WaitingMails.Queue queue = queues.get(name);
            if (queue != null) {
                all.put(name, new DomainActivity(name, counts, queue.mails(), queue.oldest()));
            } else if (counts.total() > 0) {
                all.put(name, new DomainActivity(name, counts, 0, null));
            }
        });
        return all;
    }

    private Instant lastSettled(String name) {
        Domain domain = domains.get(name);
        return domain == null ? Instant.MIN : domain.lastSettled;
    }

    /** {@return the latest mails, the latest first} */
    public synchronized List<RecentMail> mails() {
        return mails.latest();
    }

    /**
     * {@return those of the latest mails whose key, sender or recipient has a text in it, in any case, the latest first}
     *
     * @param text what to look for
     */
    public List<RecentMail> search(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return mails().stream().filter(mail -> mail.has(wanted)).toList();
    }

    /**
     * {@return a mail, if it is one of the latest}
     *
     * @param mail where it lies
     */
    public synchronized Optional<RecentMail> find(BlobRef mail) {
        return mails.find(mail);
    }

    /** {@return the latest messages that could not be understood and were set aside, the latest first} */
    public synchronized List<UnreadableNotice> unreadable() {
        return List.copyOf(unreadable);
    }
}
