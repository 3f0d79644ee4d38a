package dev.mailworker.decide;

import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was looked up for one mail. Immutable; made by {@link #at(Instant)} and the {@code with} methods, so
 * that a rule's test states only what it is about.
 */
public final class Facts {
    private final Instant now;
    private final Set<String> managedDomains;
    private final Map<EmailAddress, List<String>> blocked;
    private final Map<EmailAddress, MailboxRules> rules;
    private final @Nullable BounceReport bounceReport;
    private final @Nullable SentMail sentMail;
    private final Progress progress;
    private final Set<Table> unknown;
    private final Headers returned;

    private Facts(
            Instant now,
            Set<String> managedDomains,
            Map<EmailAddress, List<String>> blocked,
            Map<EmailAddress, MailboxRules> rules,
            @Nullable BounceReport bounceReport,
            @Nullable SentMail sentMail,
            Progress progress,
            Set<Table> unknown,
            Headers returned) {
        this.now = now;
        this.managedDomains = managedDomains;
        this.blocked = blocked;
        this.rules = rules;
        this.bounceReport = bounceReport;
        this.sentMail = sentMail;
        this.progress = progress;
        this.unknown = unknown;
        this.returned = returned;
    }

    /**
     * {@return facts that know only the time}
     *
     * @param now the time of deciding
     */
    public static Facts at(Instant now) {
        return new Facts(now, Set.of(), Map.of(), Map.of(), null, null, Progress.NONE, Set.of(), Headers.NONE);
    }

    /**
     * {@return these facts with the site's domains}
     *
     * @param domains lower-case names; not copied, so it must not change
     */
    public Facts withManagedDomains(Set<String> domains) {
        return new Facts(now, domains, blocked, rules, bounceReport, sentMail, progress, unknown, returned);
    }

    /**
     * {@return these facts with the recipients' blocklists}
     *
     * @param patterns the patterns of each mailbox that has any
     */
    public Facts withBlocked(Map<EmailAddress, List<String>> patterns) {
        return new Facts(
                now, managedDomains, Map.copyOf(patterns), rules, bounceReport, sentMail, progress, unknown, returned);
    }

    /**
     * {@return these facts with the recipients' rules}
     *
     * @param mailboxes the rules of each mailbox that has any
     */
    public Facts withRules(Map<EmailAddress, MailboxRules> mailboxes) {
        return new Facts(
                now,
                managedDomains,
                blocked,
                Map.copyOf(mailboxes),
                bounceReport,
                sentMail,
                progress,
                unknown,
                returned);
    }

    /**
     * {@return these facts with what the mail reports, as a bounce or a complaint}
     *
     * @param report what it says by itself
     */
    public Facts withBounceReport(BounceReport report) {
        return new Facts(now, managedDomains, blocked, rules, report, sentMail, progress, unknown, returned);
    }

    /**
     * {@return these facts with the mail that this one answers as a bounce}
     *
     * @param sent the mail found
     */
    public Facts withSentMail(SentMail sent) {
        return new Facts(now, managedDomains, blocked, rules, bounceReport, sent, progress, unknown, returned);
    }

    /**
     * {@return these facts with what is remembered of earlier attempts}
     *
     * @param earlier the progress on record
     */
    public Facts withProgress(Progress earlier) {
        return new Facts(now, managedDomains, blocked, rules, bounceReport, sentMail, earlier, unknown, returned);
    }

    /**
     * {@return these facts with tables that can't be read, and count as empty}
     *
     * @param tables which
     */
    public Facts withUnknown(Set<Table> tables) {
        return new Facts(
                now, managedDomains, blocked, rules, bounceReport, sentMail, progress, Set.copyOf(tables), returned);
    }

    /**
     * {@return these facts with the header of the mail that this one gives back as a report}
     *
     * @param header its fields; unread if the mail was too long to find them
     */
    public Facts withReturned(Headers header) {
        return new Facts(now, managedDomains, blocked, rules, bounceReport, sentMail, progress, unknown, header);
    }

    /** {@return the time of deciding} */
    public Instant now() {
        return now;
    }

    /**
     * {@return whether mail for a domain is this worker's}
     *
     * @param domain in lower case
     */
    public boolean isManaged(String domain) {
        return managedDomains.contains(domain);
    }

    /**
     * {@return a mailbox's blocked senders, as patterns}
     *
     * @param mailbox whose
     */
    public List<String> blocked(EmailAddress mailbox) {
        return blocked.getOrDefault(mailbox, List.of());
    }

    /**
     * {@return a mailbox's rules}
     *
     * @param mailbox whose
     */
    public MailboxRules rules(EmailAddress mailbox) {
        return rules.getOrDefault(mailbox, MailboxRules.NONE);
    }

    /** {@return what the mail reports, if it is a bounce or a complaint} */
    public Optional<BounceReport> bounceReport() {
        return Optional.ofNullable(bounceReport);
    }

    /** {@return the mail that this one answers as a bounce, if it was found} */
    public Optional<SentMail> sentMail() {
        return Optional.ofNullable(sentMail);
    }

    /** {@return what is remembered of earlier attempts} */
    public Progress progress() {
        return progress;
    }

    /**
     * {@return the header of the mail that this one gives back as a report; without fields if it gives none back, unread if
     * that is not known}
     */
    public Headers returned() {
        return returned;
    }

    /** {@return the tables that could not be read} */
    public Set<Table> unknown() {
        return unknown;
    }
}
