package io.github.resnetv2.cli.terminal;

import java.util.Locale;

/** Numbers as people read them, the same in every country. */
public final class Figures {
    private static final int BAR_WIDTH = 20;

    private Figures() {}

    /**
     * A count with its thousands apart.
     *
     * @param count any number
     * @return such as {@code 11,689,512}
     */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * A number of bytes, in the unit that leaves at most four digits.
     *
     * @param count 0 or more
     * @return such as {@code 44.7 MB} (10^6 bytes)
     */
    public static String bytes(long count) {
        if (count < 1000) {
            return count + " bytes";
        }
        double value = count;
        int unit = -1;
        do {
            value /= 1000;
            unit++;
        } while (value >= 999.95 && unit < 3);
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGT".charAt(unit));
    }

    /**
     * A number with so many digits behind the point.
     *
     * @param value any number
     * @param digits 0 or more
     * @return such as {@code 22.3}
     */
    public static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /**
     * A share in percent.
     *
     * @param share from 0 to 1, or NaN
     * @return such as {@code 98.9 %}
     */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /**
     * A share as a bar of up to 20 blocks; whatever is at least half a block shows.
     *
     * @param share from 0 to 1, or NaN
     * @return blocks, possibly none
     */
    public static String bar(double share) {
        int halves = (int) Math.round(2 * BAR_WIDTH * share);
        return "\u2588".repeat(halves / 2) + "\u258c".repeat(halves % 2);
    }

    /**
     * A time span.
     *
     * @param seconds 0 or more
     * @return such as {@code 1:05} or {@code 2:00:59}
     */
    public static String duration(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
