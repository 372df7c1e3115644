package io.github.resnetv2.cli.measure;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How long calls took. */
public final class Latencies {
    /**
     * So many calls it takes to say with 99 % certainty that 99 % of all calls are not longer than the longest of them: {@code
     * ln 0.01 / ln 0.99}, the rule by which MLPerf's load generator ends a run early.
     */
    public static final int CALLS_FOR_P99 = 459;

    private final double[] sorted;

    private Latencies(double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * The latencies of some calls.
     *
     * @param nanos one a call, in nanoseconds, and perhaps more behind them
     * @param count how many calls, at least 1
     * @return in any order the same
     */
    public static Latencies of(long[] nanos, int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            millis[i] = nanos[i] / 1e6;
        }
        Arrays.sort(millis);
        return new Latencies(millis);
    }

    /**
     * How many calls there were.
     *
     * @return at least 1
     */
    public int count() {
        return sorted.length;
    }

    /**
     * What half of the calls did not exceed.
     *
     * @return in milliseconds; of an even number the mean of the middle two
     */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * What nine of ten calls did not exceed.
     *
     * @return in milliseconds, the latency of a call
     */
    public double p90() {
        return percentile(90);
    }

    /**
     * What 99 of 100 calls did not exceed.
     *
     * @return in milliseconds, the latency of a call; nothing of less than {@value #CALLS_FOR_P99} calls
     */
    public OptionalDouble p99() {
        return sorted.length < CALLS_FOR_P99 ? OptionalDouble.empty() : OptionalDouble.of(percentile(99));
    }

    /** The shortest latency that so many of a hundred calls did not exceed. */
    private double percentile(int percent) {
        return sorted[(int) (((long) sorted.length * percent + 99) / 100) - 1];
    }
}
