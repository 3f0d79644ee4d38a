package dev.mailworker.cli;

import java.time.Duration;
import java.util.OptionalInt;

/** A bar for many mails, on a terminal: how many are done, how fast, and how long the rest will take. Thread-safe. */
final class Progress {
    private static final int WIDTH = 30;
    private static final int WORTH_A_BAR = 20;

    private final CommonOptions common;
    private final OptionalInt all;
    private final long startedAt = System.nanoTime();
    private int done;
    private long drawnAt;

    /**
     * Draws a bar.
     *
     * @param common says whether anybody looks on
     * @param all how many mails there are, if that is known: else only what is done is told
     */
    Progress(CommonOptions common, OptionalInt all) {
        this.common = common;
        this.all = all;
    }

    synchronized void oneMore() {
        done++;
        boolean isLast = all.isPresent() && done == all.getAsInt();
        boolean due = System.nanoTime() - drawnAt > 100_000_000 || isLast;
        if (due && all.orElse(done) >= WORTH_A_BAR && common.hasTerminal()) {
            drawnAt = System.nanoTime();
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            System.err.print("\r" + (all.isPresent() ? line(all.getAsInt(), done, took) : line(done, took)));
            System.err.flush();
        }
    }

    static String line(int all, int done, Duration took) {
        int filled = WIDTH * done / all;
        double rate = rate(done, took);
        long secondsLeft = Math.round((all - done) / rate);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + all + "  " + Math.round(rate)
                + "/s  " + secondsLeft + " s left   ";
    }

    static String line(int done, Duration took) {
        return done + " done  " + Math.round(rate(done, took)) + "/s   ";
    }

    private static double rate(int done, Duration took) {
        return done / Math.max(took.toMillis() / 1000.0, 0.001);
    }

    synchronized void end() {
        if (drawnAt != 0) {
            System.err.println();
        }
    }
}
