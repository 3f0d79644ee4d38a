package dev.mailworker;

import dev.mailworker.decide.InvalidPolicy;
import dev.mailworker.decide.RuleSettings;
import dev.mailworker.decide.VerdictPolicies;
import dev.mailworker.mail.TemporaryMails;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The settings of a worker. Immutable: each {@code with} method gives a changed copy of {@link #defaults()}. No setting is
 * ever null.
 */
public final class WorkerConfig {
    private static final WorkerConfig DEFAULTS = new WorkerConfig();

    private String workerName = "mailworker";
    private String siteId = "mailworker";
    private VerdictPolicies verdictPolicies = VerdictPolicies.PASS_ALL;
    private int workerThreads = 64;
    private Duration pollInterval = Duration.ofSeconds(20);
    private int maxMessages = 10;
    private Duration visibilityTimeout = Duration.ofMinutes(5);
    private Duration stopTimeout = Duration.ofSeconds(10);
    private Duration outageGrace = Duration.ofMinutes(1);
    private Duration maxAge = Duration.ofDays(3);
    private Duration sourceRefresh = Duration.ofSeconds(2);
    private int invalidStreak = 20;
    private long memoryBudget = TemporaryMails.DEFAULT_MEMORY_BUDGET;
    private boolean deleteBlocked = true;
    private InvalidPolicy invalidPolicy = InvalidPolicy.ACK;
    private Duration autoReplyPeriod = RuleSettings.DEFAULT_REPLY_PERIOD;
    private boolean forwardSpam;
    private int memoryLimit = TemporaryMails.DEFAULT_MEMORY_LIMIT;

    private WorkerConfig() {}

    /** {@return the defaults} */
    public static WorkerConfig defaults() {
        return DEFAULTS;
    }

    private WorkerConfig changed(Consumer<WorkerConfig> change) {
        WorkerConfig copy = new WorkerConfig();
        copy.workerName = workerName;
        copy.siteId = siteId;
        copy.verdictPolicies = verdictPolicies;
        copy.workerThreads = workerThreads;
        copy.pollInterval = pollInterval;
        copy.maxMessages = maxMessages;
        copy.visibilityTimeout = visibilityTimeout;
        copy.stopTimeout = stopTimeout;
        copy.outageGrace = outageGrace;
        copy.maxAge = maxAge;
        copy.sourceRefresh = sourceRefresh;
        copy.invalidStreak = invalidStreak;
        copy.memoryBudget = memoryBudget;
        copy.deleteBlocked = deleteBlocked;
        copy.invalidPolicy = invalidPolicy;
        copy.autoReplyPeriod = autoReplyPeriod;
        copy.forwardSpam = forwardSpam;
        copy.memoryLimit = memoryLimit;
        change.accept(copy);
        return copy;
    }

    /**
     * {@return a copy with a worker name}
     *
     * @param name names this process in audits; default {@code mailworker}
     */
    public WorkerConfig withWorkerName(String name) {
        return changed(copy -> copy.workerName = name);
    }

    /**
     * {@return a copy with a site id}
     *
     * @param id tells this site's own mail from other sites' in the loop header, so all workers of a site share it and no
     *     other site has it; default {@code mailworker}
     */
    public WorkerConfig withSiteId(String id) {
        return changed(copy -> copy.siteId = id);
    }

    /**
     * {@return a copy with verdict policies}
     *
     * @param policies what to do with mail that fails a check; default: everything passes
     */
    public WorkerConfig withVerdictPolicies(VerdictPolicies policies) {
        return changed(copy -> copy.verdictPolicies = policies);
    }

    /**
     * {@return a copy with a number of mails in flight}
     *
     * @param mails how many mails are in work at once, over all domains; default 64
     */
    public WorkerConfig withWorkerThreads(int mails) {
        return changed(copy -> copy.workerThreads = mails);
    }

    /**
     * {@return a copy with a poll interval}
     *
     * @param wait how long one idle poll waits; default 20 s, SQS's limit
     */
    public WorkerConfig withPollInterval(Duration wait) {
        return changed(copy -> copy.pollInterval = wait);
    }

    /**
     * {@return a copy with a batch size}
     *
     * @param messages the messages of one receive; default 10, SQS's limit
     */
    public WorkerConfig withMaxMessages(int messages) {
        return changed(copy -> copy.maxMessages = messages);
    }

    /**
     * {@return a copy with a lease length}
     *
     * @param lease for how long a message is asked to be ours, extended while its mail is in work; default 300 s, at
     *     least 40 s
     */
    public WorkerConfig withVisibilityTimeout(Duration lease) {
        return changed(copy -> copy.visibilityTimeout = lease);
    }

    /**
     * {@return a copy with a time for stopping}
     *
     * @param timeout how long mails in work get when the worker stops; default 10 s
     */
    public WorkerConfig withStopTimeout(Duration timeout) {
        return changed(copy -> copy.stopTimeout = timeout);
    }

    /**
     * {@return a copy with a grace for tables}
     *
     * @param grace for how long mails wait for a table that can't be read, before it counts as empty; default 60 s
     */
    public WorkerConfig withOutageGrace(Duration grace) {
        return changed(copy -> copy.outageGrace = grace);
    }

    /**
     * {@return a copy with a greatest age}
     *
     * @param age for how long a mail that can't be delivered is tried; default 3 days
     */
    public WorkerConfig withMaxAge(Duration age) {
        return changed(copy -> copy.maxAge = age);
    }

    /**
     * {@return a copy with a refresh interval}
     *
     * @param interval how often the sources are listed anew; default 2 s
     */
    public WorkerConfig withSourceRefresh(Duration interval) {
        return changed(copy -> copy.sourceRefresh = interval);
    }

    /**
     * {@return a copy with a longest streak of invalid inboxes}
     *
     * @param recipients so many recipients of a domain in a row may be invalid before the domain is paused; 0 for any
     *     number; default 20
     */
    public WorkerConfig withInvalidStreak(int recipients) {
        return changed(copy -> copy.invalidStreak = recipients);
    }

    /**
     * {@return a copy with a memory budget for mails}
     *
     * @param octets what all mails in work may take in memory together; what doesn't fit goes through temporary files.
     *     Default 32 MiB
     */
    public WorkerConfig withMemoryBudget(long octets) {
        return changed(copy -> copy.memoryBudget = octets);
    }

    /**
     * {@return a copy that deletes blocked mail, or keeps it}
     *
     * @param delete whether a mail that every recipient blocks is deleted after its audit was written; default true
     */
    public WorkerConfig withDeleteBlocked(boolean delete) {
        return changed(copy -> copy.deleteBlocked = delete);
    }

    /**
     * {@return a copy with a policy for mailboxes that don't exist}
     *
     * @param policy whether the sender is told; default: it isn't. {@link InvalidPolicy#BOUNCE} needs transports for all
     *     routes
     */
    public WorkerConfig withInvalidPolicy(InvalidPolicy policy) {
        return changed(copy -> copy.invalidPolicy = policy);
    }

    /**
     * {@return a copy with a memory limit for mails}
     *
     * @param octets the largest mail to hold in memory; larger ones go through a temporary file. Default 256 KiB
     */
    public WorkerConfig withMemoryLimit(int octets) {
        return changed(copy -> copy.memoryLimit = octets);
    }

    /**
     * {@return a copy with a quiet period for auto-replies}
     *
     * @param period for how long a sender gets no other auto-reply of the same mailbox and text, where the mailbox doesn't
     *     say; default 7 days
     */
    public WorkerConfig withAutoReplyPeriod(Duration period) {
        return changed(copy -> copy.autoReplyPeriod = period);
    }

    /**
     * {@return a copy that forwards spam, or doesn't}
     *
     * @param forward whether mail with spam verdict FAIL is forwarded; default false
     */
    public WorkerConfig withForwardSpam(boolean forward) {
        return changed(copy -> copy.forwardSpam = forward);
    }

    /** {@return this process's name in audits} */
    public String workerName() {
        return workerName;
    }

    /** {@return this site's id in the loop header} */
    public String siteId() {
        return siteId;
    }

    /** {@return what to do with mail that fails a check} */
    public VerdictPolicies verdictPolicies() {
        return verdictPolicies;
    }

    /** {@return how many mails are in work at once} */
    public int workerThreads() {
        return workerThreads;
    }

    /** {@return how long one idle poll waits} */
    public Duration pollInterval() {
        return pollInterval;
    }

    /** {@return the messages of one receive} */
    public int maxMessages() {
        return maxMessages;
    }

    /** {@return for how long a message is asked to be ours} */
    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    /** {@return how long mails in work get when the worker stops} */
    public Duration stopTimeout() {
        return stopTimeout;
    }

    /** {@return for how long mails wait for a table that can't be read} */
    public Duration outageGrace() {
        return outageGrace;
    }

    /** {@return for how long a mail is tried} */
    public Duration maxAge() {
        return maxAge;
    }

    /** {@return how often the sources are listed anew} */
    public Duration sourceRefresh() {
        return sourceRefresh;
    }

    /** {@return how many invalid recipients of a domain in a row are believed} */
    public int invalidStreak() {
        return invalidStreak;
    }

    /** {@return what all mails in work may take in memory together, in octets} */
    public long memoryBudget() {
        return memoryBudget;
    }

    /** {@return whether mail that every recipient blocks is deleted} */
    public boolean deleteBlocked() {
        return deleteBlocked;
    }

    /** {@return whether senders are told of mailboxes that don't exist} */
    public InvalidPolicy invalidPolicy() {
        return invalidPolicy;
    }

    /** {@return for how long a sender gets no other auto-reply} */
    public Duration autoReplyPeriod() {
        return autoReplyPeriod;
    }

    /** {@return whether mail with spam verdict FAIL is forwarded} */
    public boolean forwardSpam() {
        return forwardSpam;
    }

    /** {@return the largest mail to hold in memory, in octets} */
    public int memoryLimit() {
        return memoryLimit;
    }
}
