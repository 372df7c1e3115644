package io.github.resnetv2.cli.arguments;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what was meant by a name that does not exist. */
public final class NearestName {
    private NearestName() {}

    /**
     * A question to put behind an error message.
     *
     * @param name what was written
     * @param names what could have been meant
     * @return {@code "; did you mean --top?"}, or nothing if no name is near
     */
    public static String hint(String name, Collection<String> names) {
        // One slip in three characters; whoever writes the beginning of a name means that name.
        int tolerated = Math.max(1, name.length() / 3);
        return names.stream()
                .filter(candidate -> distance(name, candidate) <= tolerated || isBeginning(name, candidate))
                .min(Comparator.comparing((String candidate) -> !isBeginning(name, candidate))
                        .thenComparingInt(candidate -> distance(name, candidate)))
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    private static boolean isBeginning(String name, String candidate) {
        return name.length() > 3 && candidate.startsWith(name);
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
