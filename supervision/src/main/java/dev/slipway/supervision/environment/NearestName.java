package dev.slipway.supervision.environment;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that somebody who mistyped another one most likely meant. */
public final class NearestName {
    private NearestName() {}

    /** The name that fewest insertions, deletions, changes and swaps of neighbours lead to. */
    public static Optional<String> to(String mistyped, Collection<String> names) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : names.stream().sorted().toList()) {
            int distance = distance(mistyped, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return Optional.ofNullable(nearest);
    }

    static int distance(String from, String to) {
        int[][] steps = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : least(from, to, steps, i, j);
            }
        }
        return steps[from.length()][to.length()];
    }

    private static int least(String from, String to, int[][] steps, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
        best = Math.min(best, steps[i - 1][j - 1] + change);
        boolean swapped =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}
