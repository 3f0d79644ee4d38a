package dev.mailworker.pipeline;

import dev.mailworker.decide.Facts;
import dev.mailworker.decide.MailboxRules;
import dev.mailworker.decide.Progress;
import dev.mailworker.decide.SentMail;
import dev.mailworker.decide.Table;
import dev.mailworker.mail.BounceReport;
import dev.mailworker.mail.EmailAddress;
import dev.mailworker.mail.Envelope;
import dev.mailworker.port.BlocklistStore;
import dev.mailworker.port.PortException;
import dev.mailworker.port.RuleStore;
import dev.mailworker.port.SentMailStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gathers the facts for one mail. Both tables are asked at once, and beside the fetch when the envelope is known. */
final class LookUp {
    /** An adapter that never answers must not hold a mail for ever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final BlocklistStore blocklist;
    private final RuleStore rules;
    private final SentMailStore sentMail;
    private final Supplier<Set<String>> managedDomains;
    private final TableHealth health;
    private final InstantSource time;

    LookUp(
            BlocklistStore blocklist,
            RuleStore rules,
            SentMailStore sentMail,
            Supplier<Set<String>> managedDomains,
            TableHealth health,
            InstantSource time) {
        this.blocklist = blocklist;
        this.rules = rules;
        this.sentMail = sentMail;
        this.managedDomains = managedDomains;
        this.health = health;
        this.time = time;
    }

    /** Answers under way. */
    record Asked(
            Envelope envelope,
            Set<String> managedDomains,
            CompletableFuture<Map<EmailAddress, List<String>>> blocked,
            CompletableFuture<Map<EmailAddress, MailboxRules>> rules) {}

    /** {@return the site's domains at this moment} */
    Set<String> managedDomains() {
        return managedDomains.get();
    }

    /** Asks, without waiting. Recipients of foreign domains are nobody's business. */
    Asked ask(Envelope envelope) {
        Set<String> domains = managedDomains.get();
        Set<EmailAddress> mailboxes = envelope.recipients().stream()
                .filter(recipient -> domains.contains(recipient.domain()))
                .collect(Collectors.toUnmodifiableSet());
        if (mailboxes.isEmpty()) {
            return new Asked(
                    envelope,
                    domains,
                    CompletableFuture.completedFuture(Map.of()),
                    CompletableFuture.completedFuture(Map.of()));
        }
        return new Asked(
                envelope, domains, asked(() -> blocklist.patterns(mailboxes)), asked(() -> rules.rules(mailboxes)));
    }

    private static <T> CompletableFuture<T> asked(Supplier<CompletionStage<T>> question) {
        try {
            return question.get().toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Waits for the answers.
     *
     * @throws TableOutage if a table can't be read, and that is so for less than the grace
     */
    Facts facts(Asked asked, Progress progress) throws InterruptedException {
        Set<Table> unknown = EnumSet.noneOf(Table.class);
        // Both are heard before anybody waits: else the grace of the second would begin when that of the first is over.
        List<TableOutage> outages = new ArrayList<>();
        Map<EmailAddress, List<String>> blocked =
                answerOrOutage(Table.BLOCKLIST, asked.blocked(), Map.of(), unknown, outages);
        Map<EmailAddress, MailboxRules> mailboxes =
                answerOrOutage(Table.RULES, asked.rules(), Map.of(), unknown, outages);
        if (!outages.isEmpty()) {
            throw outages.get(0);
        }
        return Facts.at(time.instant())
                .withManagedDomains(asked.managedDomains())
                .withBlocked(blocked)
                .withRules(mailboxes)
                .withProgress(progress)
                .withUnknown(unknown);
    }

    private <T> T answerOrOutage(
            Table table, CompletableFuture<T> answer, T whenUnknown, Set<Table> unknown, List<TableOutage> outages)
            throws InterruptedException {
        try {
            return answer(table, answer, whenUnknown, unknown);
        } catch (TableOutage e) {
            outages.add(e);
            return whenUnknown;
        }
    }

    private <T> T answer(Table table, CompletableFuture<T> answer, T whenUnknown, Set<Table> unknown)
            throws InterruptedException {
        try {
            T found = answer.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
            health.readable(table);
            return found;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = cause(e);
            if (!health.unreadable(table, cause)) {
                throw new TableOutage(table, cause);
            }
            unknown.add(table);
            return whenUnknown;
        }
    }

    private static Throwable cause(Exception e) {
        return e instanceof ExecutionException failed && failed.getCause() != null ? failed.getCause() : e;
    }

    /**
     * Looks for the mail that a bounce is about, and waits for the answer.
     *
     * @param arrived when the bounce came: the entry may come a little later
     * @return the facts with what was found
     * @throws TableOutage if the table can't be read, and that is so for less than the grace
     * @throws NotYetEntered if there is no entry, and it may still come
     */
    Facts withSentMail(Facts facts, BounceReport report, Instant arrived) throws InterruptedException {
        Facts known = facts.withBounceReport(report);
        if (report.originalId().isEmpty()) {
            return known;
        }
        Set<Table> unknown = EnumSet.noneOf(Table.class);
        unknown.addAll(facts.unknown());
        Optional<SentMail> found =
                answer(Table.SENT_MAIL, asked(() -> sentMail.find(report.originalId())), Optional.empty(), unknown);
        boolean mayCome = Duration.between(arrived, time.instant()).compareTo(sentMail.lateness()) < 0;
        if (found.isEmpty() && mayCome && !unknown.contains(Table.SENT_MAIL)) {
            throw new NotYetEntered(report.originalId(), sentMail.lateness().dividedBy(2));
        }
        Facts read = known.withUnknown(unknown);
        return found.map(read::withSentMail).orElse(read);
    }

    /** The same, for somebody who only wants to look. */
    Facts withSentMailToLookAt(Facts facts, BounceReport report) throws InterruptedException {
        Facts known = facts.withBounceReport(report);
        Optional<SentMail> found = report.originalId().isEmpty()
                ? Optional.empty()
                : orTrouble(Table.SENT_MAIL, asked(() -> sentMail.find(report.originalId())));
        return found.map(known::withSentMail).orElse(known);
    }

    /**
     * Waits for the answers, for somebody who only wants to look: no grace begins, and nothing counts as empty.
     *
     * @throws PortException if a table can't be read
     */
    Facts factsToLookAt(Asked asked, Progress progress) throws InterruptedException {
        return Facts.at(time.instant())
                .withManagedDomains(asked.managedDomains())
                .withBlocked(orTrouble(Table.BLOCKLIST, asked.blocked()))
                .withRules(orTrouble(Table.RULES, asked.rules()))
                .withProgress(progress);
    }

    private static <T> T orTrouble(Table table, CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = cause(e);
            throw new PortException(kind(cause), table + " can't be read: " + cause.getMessage(), cause);
        }
    }

    /** A table that isn't there must not pass for a mail that isn't. */
    private static PortException.Kind kind(Throwable cause) {
        return cause instanceof PortException e && e.kind() != PortException.Kind.NOT_FOUND
                ? e.kind()
                : PortException.Kind.TEMPORARY;
    }

    /** The table of sent mails doesn't know a mail yet, and may soon. */
    static final class NotYetEntered extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Duration delay;

        NotYetEntered(String id, Duration delay) {
            super("waiting a moment for the entry of the mail " + id + " that bounced");
            this.delay = delay;
        }

        /** {@return after how long to look again: each time is a receive more, and queues count those} */
        Duration delay() {
            return delay;
        }
    }

    /** A table can't be read, and the mail is to wait. */
    static final class TableOutage extends PortException {
        private static final long serialVersionUID = 1;

        TableOutage(Table table, Throwable cause) {
            super(Kind.TEMPORARY, "waiting for " + table + ", which can't be read: " + cause.getMessage(), cause);
        }
    }
}
