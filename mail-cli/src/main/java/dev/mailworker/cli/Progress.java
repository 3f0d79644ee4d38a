package dev.mailworker.cli;

import java.time.Duration;

/** A bar for many mails, on a terminal: how many are done, how fast, and how long the rest will take. Thread-safe. */
final class Progress {
    private static final int WIDTH = 30;
    private static final int WORTH_A_BAR = 20;

    private final CommonOptions common;
    private final int all;
    private final long startedAt = System.nanoTime();
    private int done;
    private long drawnAt;

    Progress(CommonOptions common, int all) {
        this.common = common;
        this.all = all;
    }

    synchronized void oneMore() {
        done++;
        boolean due = System.nanoTime() - drawnAt > 100_000_000 || done == all;
        if (due && all >= WORTH_A_BAR && common.hasTerminal()) {
            drawnAt = System.nanoTime();
            System.err.print("\r" + line(all, done, Duration.ofNanos(System.nanoTime() - startedAt)));
            System.err.flush();
        }
    }

    static String line(int all, int done, Duration took) {
        int filled = WIDTH * done / all;
        double rate = done / Math.max(took.toMillis() / 1000.0, 0.001);
        long secondsLeft = Math.round((all - done) / rate);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + all + "  " + Math.round(rate)
                + "/s  " + secondsLeft + " s left   ";
    }

    synchronized void end() {
        if (drawnAt != 0) {
            System.err.println();
        }
    }
}
