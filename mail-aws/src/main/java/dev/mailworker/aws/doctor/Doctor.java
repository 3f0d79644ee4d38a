package dev.mailworker.aws.doctor;

import dev.mailworker.aws.doctor.Finding.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Makes examinations, some at once and within a time, so that a thousand domains don't take a thousand times as long. */
public final class Doctor {
    private final int atOnce;
    private final Duration limit;

    /**
     * Sets the bounds.
     *
     * @param atOnce how many examinations are made at once
     * @param limit how long all of them may take; what is not finished then is {@link State#UNKNOWN}
     */
    public Doctor(int atOnce, Duration limit) {
        this.atOnce = atOnce;
        this.limit = limit;
    }

    /**
     * {@return all findings, in the order of the examinations}
     *
     * @param examinations what to look at
     * @throws InterruptedException if interrupted while they are made
     */
    public List<Finding> examine(List<? extends Examination> examinations) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(task, "mailworker-doctor");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<List<Finding>>> calls = examinations.stream()
                    .<Callable<List<Finding>>>map(each -> each::examine)
                    .toList();
            List<Future<List<Finding>>> answers = threads.invokeAll(calls, limit.toMillis(), TimeUnit.MILLISECONDS);
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                findings.addAll(findings(examinations.get(i), answers.get(i)));
            }
            return findings;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Finding> findings(Examination examination, Future<List<Finding>> answer) throws InterruptedException {
        Report report = new Report(examination.subject());
        try {
            return answer.get();
        } catch (CancellationException e) {
            report.unknown("not finished within " + limit.toSeconds() + " s", "see that AWS can be reached from here");
        } catch (ExecutionException e) {
            report.unknown("the examination failed: " + e.getCause(), "");
        }
        return report.findings();
    }
}
