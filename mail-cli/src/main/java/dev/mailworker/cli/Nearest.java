package dev.mailworker.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody may have meant who misspelt a name. */
final class Nearest {
    private Nearest() {}

    /**
     * {@return the name that takes the fewest edits, of equals the first one by the alphabet}
     *
     * @param misspelt what was written
     * @param names what could have been meant, at least one
     */
    static String of(String misspelt, Collection<String> names) {
        String plain = plain(misspelt);
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> edits(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Who writes SMTP-HOST for smtp_host has spelt nothing wrong. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * {@return how many letters have to be put in, taken out, changed or swapped with their neighbour to make one word of
     * the other (optimal string alignment)}
     */
    static int edits(String one, String other) {
        int[][] costs = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cheapest(costs, one, other, i, j);
            }
        }
        return costs[one.length()][other.length()];
    }

    private static int cheapest(int[][] costs, String one, String other, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int best = Math.min(costs[i - 1][j - 1] + (same ? 0 : 1), Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, costs[i - 2][j - 2] + 1) : best;
    }
}
