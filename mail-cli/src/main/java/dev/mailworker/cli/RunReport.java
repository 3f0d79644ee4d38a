package dev.mailworker.cli;

import dev.mailworker.WorkerListener;
import dev.mailworker.decide.Status;
import dev.mailworker.json.Json;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.mail.Printable;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.Settlement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what a run does: a line for each mail as it is settled, and a summary. Thread-safe. */
final class RunReport implements WorkerListener {
    private static final String DEFERRED = "deferred";

    private final CommonOptions common;
    private final Terminal terminal;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final boolean comesBack;
    private boolean allSettledWell = true;

    RunReport(CommonOptions common) {
        this(common, true);
    }

    /**
     * Tells of attempts.
     *
     * @param common says in which form
     * @param comesBack whether what is deferred comes back by itself
     */
    RunReport(CommonOptions common, boolean comesBack) {
        this.common = common;
        this.comesBack = comesBack;
        this.terminal = common.terminal();
    }

    @Override
    public synchronized void processed(Processed processed) {
        counts.merge(word(processed), 1, Integer::sum);
        allSettledWell &= processed.settlement() instanceof Settlement.Done && !isKept(processed);
        if (common.isJson()) {
            terminal.line(Json.compact(RunJson.of(processed)));
        } else {
            terminal.line(line(processed));
            if (common.isVerbose() && processed instanceof Processed.Decided decided) {
                decided.audit().trace().forEach(ruling -> terminal.line("    " + ruling));
            }
        }
    }

    /** It is finished, but somebody has to look at it. */
    private static boolean isKept(Processed processed) {
        return processed instanceof Processed.Decided decided
                && decided.audit().recipients().stream().anyMatch(one -> one.status() == Status.KEPT);
    }

    @Override
    public synchronized void unreadable(String source, String because) {
        counts.merge("dead", 1, Integer::sum);
        allSettledWell = false;
        if (common.isJson()) {
            terminal.line(Json.compact(RunJson.unreadable(source, because)));
        } else {
            terminal.line(start(source, "dead") + "set aside: " + because);
        }
    }

    @Override
    public synchronized void notSetAside(String source, String because) {
        counts.merge(DEFERRED, 1, Integer::sum);
        allSettledWell = false;
        terminal.line(
                common.isJson()
                        ? Json.compact(RunJson.notSetAside(source, because))
                        : start(source, DEFERRED) + because);
    }

    /** How it stands with a mail, in a word. */
    static String word(Processed processed) {
        if (processed instanceof Processed.Decided decided) {
            if (isStuck(decided)) {
                return DEFERRED;
            }
            return decided.settlement() instanceof Settlement.Dead
                    ? "dead"
                    : decided.audit().status().word();
        }
        if (processed instanceof Processed.Skipped) {
            return "skipped";
        }
        return processed.settlement() instanceof Settlement.Dead ? "dead" : DEFERRED;
    }

    /** Whether a mail that was to be set aside stays in its queue. */
    private static boolean isStuck(Processed.Decided decided) {
        return decided.settlement() instanceof Settlement.RetryAfter
                && !decided.audit().because().isEmpty();
    }

    private String line(Processed processed) {
        String start = start(processed.arrival().blob().key(), word(processed));
        if (processed instanceof Processed.Decided decided) {
            String recipients = Stream.concat(
                            decided.audit().recipients().stream().map(this::recipient),
                            decided.audit().envelope().unreadable().stream().map(RunReport::leftOut))
                    .collect(Collectors.joining("; "));
            return start + (recipients.isEmpty() ? "no recipient is known" : recipients) + suffix(processed);
        }
        return start + processed.settlement().because();
    }

    private String start(String what, String word) {
        return padded(Printable.of(what), 24) + terminal.word(padded(word, 10));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private String recipient(RecipientAudit one) {
        return one.recipient() + " " + terminal.word(one.status().word()) + " (" + one.because() + ")";
    }

    private static String leftOut(String unusable) {
        return "'" + Printable.of(unusable, 80) + "' left out (not a usable mail address)";
    }

    private String suffix(Processed processed) {
        if (processed.settlement() instanceof Settlement.RetryAfter retry) {
            String stuck =
                    processed instanceof Processed.Decided decided && isStuck(decided) ? "; " + retry.because() : "";
            return stuck + (comesBack ? "; again in " + retry.delay().toSeconds() + " s" : "; replay it again later");
        }
        return processed.settlement() instanceof Settlement.Dead dead ? "; set aside: " + dead.because() : "";
    }

    /**
     * Tells how many mails ended as what, and what was not finished. Programs, which can count for themselves, are told of
     * it only where a stop came.
     *
     * @param unfinished what a stop found in work when its time was over
     * @param stopped whether a stop came
     */
    synchronized void ended(List<BlobRef> unfinished, boolean stopped) {
        if (common.isJson()) {
            if (stopped) {
                terminal.line(Json.compact(RunJson.stopped(counts, unfinished)));
            }
        } else {
            int all = counts.values().stream().mapToInt(Integer::intValue).sum();
            String parts = counts.entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "));
            terminal.line(all == 1 ? "1 mail: " + parts : all + " mails" + (all == 0 ? "" : ": " + parts));
            if (!unfinished.isEmpty()) {
                terminal.line("not finished in time, and "
                        + (comesBack ? "coming back when their leases end: " : "to be replayed again later: ")
                        + unfinished.stream().map(BlobRef::key).collect(Collectors.joining(", ")));
            }
        }
    }

    synchronized boolean isAllSettledWell() {
        return allSettledWell;
    }
}
