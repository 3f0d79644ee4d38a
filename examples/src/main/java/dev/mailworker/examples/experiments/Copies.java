package dev.mailworker.examples.experiments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who got which mail, how often and as what. */
final class Copies {
    private final Map<String, List<WorkerProcess.Copy>> byRecipient = new HashMap<>();
    private int altered;

    Copies(List<WorkerProcess.Copy> copies) {
        for (WorkerProcess.Copy copy : copies) {
            int number = NumberedMails.number(copy.taken().data());
            altered += copy.taken().data().equals(NumberedMails.text(number)) ? 0 : 1;
            for (String recipient : copy.taken().recipients()) {
                byRecipient
                        .computeIfAbsent(NumberedMails.key(number) + " " + recipient, k -> new ArrayList<>())
                        .add(copy);
            }
        }
    }

    /** Prints what has to hold: nobody goes without, nothing is altered, and each repeat was in flight at the interruption. */
    void report(Report report, String name, NumberedMails mails) {
        int expected = 0;
        for (int i = 0; i < mails.count(); i++) {
            expected += NumberedMails.recipients(i).size();
        }
        report.exactly(name + "recipients.lost", expected - byRecipient.size(), 0);
        report.exactly(name + "mails.altered", altered, 0);
        report.figure(name + "repeats", repeats());
        report.exactly(name + "repeats.not.in.flight", (double) unexplained(), 0);
    }

    int repeats() {
        return byRecipient.values().stream().mapToInt(list -> list.size() - 1).sum();
    }

    private long unexplained() {
        return byRecipient.entrySet().stream()
                .mapToLong(entry ->
                        unexplained(entry.getKey().substring(0, entry.getKey().indexOf(' ')), entry.getValue()))
                .sum();
    }

    /** Every copy but the last came from a worker that was interrupted right after. */
    private static long unexplained(String key, List<WorkerProcess.Copy> received) {
        List<WorkerProcess.Copy> inOrder = new ArrayList<>(received);
        inOrder.sort((one, other) ->
                Long.compare(one.taken().atNanos(), other.taken().atNanos()));
        return inOrder.subList(0, inOrder.size() - 1).stream()
                .filter(copy -> !copy.wasInFlight(key))
                .count();
    }
}
