package dev.mailworker.cli;

import dev.mailworker.json.Json;
import dev.mailworker.mail.BlobRef;
import dev.mailworker.pipeline.Processed;
import dev.mailworker.port.Audit.RecipientAudit;
import dev.mailworker.port.Settlement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells what a run does: a line for each mail as it is settled, and a summary. Thread-safe. */
final class RunReport {
    private final CommonOptions common;
    private final Terminal terminal;
    private final Map<String, Integer> counts = new TreeMap<>();

    RunReport(CommonOptions common) {
        this.common = common;
        this.terminal = common.terminal();
    }

    synchronized void processed(Processed processed) {
        counts.merge(word(processed), 1, Integer::sum);
        if (common.isQuiet()) {
            return;
        }
        if (common.isJson()) {
            terminal.line(Json.compact(RunJson.of(processed)));
        } else {
            terminal.line(line(processed));
            if (common.isVerbose() && processed instanceof Processed.Decided decided) {
                decided.audit().trace().forEach(ruling -> terminal.line("    " + ruling));
            }
        }
    }

    /** How it stands with a mail, in a word. */
    static String word(Processed processed) {
        if (processed instanceof Processed.Decided decided) {
            return decided.settlement() instanceof Settlement.Dead
                    ? "dead"
                    : decided.audit().status().word();
        }
        if (processed instanceof Processed.Skipped) {
            return "skipped";
        }
        return processed.settlement() instanceof Settlement.Dead ? "dead" : "deferred";
    }

    private String line(Processed processed) {
        String start = padded(processed.arrival().blob().key(), 24) + terminal.word(padded(word(processed), 10));
        if (processed instanceof Processed.Decided decided) {
            String recipients =
                    decided.audit().recipients().stream().map(this::recipient).collect(Collectors.joining("; "));
            return start + recipients + suffix(processed);
        }
        return start + processed.settlement().because();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private String recipient(RecipientAudit one) {
        return one.recipient() + " " + terminal.word(one.status().word()) + " (" + one.because() + ")";
    }

    private static String suffix(Processed processed) {
        if (processed.settlement() instanceof Settlement.RetryAfter retry) {
            return "; again in " + retry.delay().toSeconds() + " s";
        }
        return processed.settlement() instanceof Settlement.Dead dead ? "; set aside: " + dead.because() : "";
    }

    synchronized void summary() {
        if (!common.isQuiet() && !common.isJson()) {
            int all = counts.values().stream().mapToInt(Integer::intValue).sum();
            String parts = counts.entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "));
            terminal.line(all == 1 ? "1 mail: " + parts : all + " mails" + (all == 0 ? "" : ": " + parts));
        }
    }

    void unfinished(List<BlobRef> mails) {
        if (!mails.isEmpty() && !common.isQuiet() && !common.isJson()) {
            terminal.line("not finished in time, and coming back when their leases end: "
                    + mails.stream().map(BlobRef::key).collect(Collectors.joining(", ")));
        }
    }

    synchronized boolean isAllSettledWell() {
        return !counts.containsKey("deferred") && !counts.containsKey("dead");
    }
}
