package dev.mailworker.examples.experiments;

import java.util.Arrays;
import java.util.Locale;

/** Prints {@code name value goal} lines, and remembers whether a goal was missed. */
final class Report {
    private boolean missed;

    /** A figure without a goal. */
    void figure(String name, double value) {
        line(name, format(value), "-");
    }

    /** A figure that must not be larger than its goal. */
    void atMost(String name, double value, double goal) {
        judge(name, value, "<=" + format(goal), value <= goal);
    }

    /** A figure that must not be smaller than its goal. */
    void atLeast(String name, double value, double goal) {
        judge(name, value, ">=" + format(goal), value >= goal);
    }

    /** A figure that must be its goal. */
    void exactly(String name, double value, double goal) {
        judge(name, value, "=" + format(goal), value == goal);
    }

    /** The 50th, 90th, 99th and 100th percentile, the last but one with a goal. */
    void percentiles(String name, double[] values, double goalAt99) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        figure(name + ".p50", at(sorted, 0.5));
        figure(name + ".p90", at(sorted, 0.9));
        atMost(name + ".p99", at(sorted, 0.99), goalAt99);
        figure(name + ".max", at(sorted, 1));
    }

    private static double at(double[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(part * sorted.length) - 1];
    }

    private void judge(String name, double value, String goal, boolean met) {
        line(name, format(value), goal + (met ? "" : " MISSED"));
        missed |= !met;
    }

    private static void line(String name, String value, String goal) {
        System.out.println(name + " " + value + " " + goal);
    }

    private static String format(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Ends the process: 1 if a goal was missed. */
    void end() {
        System.exit(missed ? 1 : 0);
    }
}
