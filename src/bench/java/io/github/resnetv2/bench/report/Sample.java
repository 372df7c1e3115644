package io.github.resnetv2.bench.report;

import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.cli.measure.Latencies;
import java.util.Arrays;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What several processes measured of the same.
 *
 * @param outcomes one a process, at least one
 */
record Sample(List<Outcome> outcomes) {
    /** A line under a table that says how many processes measured each of its figures. */
    static String processes(Collection<Sample> samples) {
        IntSummaryStatistics counts =
                samples.stream().mapToInt(sample -> sample.outcomes.size()).summaryStatistics();
        if (counts.getCount() == 0) {
            return "\nNot measured yet.\n";
        }
        String range = counts.getMin() == counts.getMax()
                ? Integer.toString(counts.getMax())
                : counts.getMin() + " to " + counts.getMax();
        return "\nProcesses a figure: " + range + ".\n";
    }

    /** The latencies of all processes under one load, if any process went that far. */
    Latencies latencies(int load) {
        return latencies(outcomes.stream()
                .filter(outcome -> load < outcome.micros().size())
                .flatMap(outcome -> outcome.micros().get(load).stream())
                .toList());
    }

    private static Latencies latencies(List<Long> micros) {
        long[] nanos = micros.stream().mapToLong(micro -> 1000 * micro).toArray();
        return Latencies.of(nanos, nanos.length);
    }

    /** Whether every process measured so many loads. */
    boolean reached(int load) {
        return outcomes.stream().allMatch(outcome -> load < outcome.micros().size());
    }

    /** The median of the processes' medians, call after call, in milliseconds. */
    double millis() {
        return median(medians());
    }

    /** From the fastest process to the slowest. */
    String range() {
        double[] medians = medians();
        Arrays.sort(medians);
        return Format.figure(medians[0]) + "-" + Format.figure(medians[medians.length - 1]);
    }

    private double[] medians() {
        return outcomes.stream()
                .mapToDouble(outcome -> latencies(outcome.micros().get(0)).median())
                .toArray();
    }

    double median(ToDoubleFunction<Outcome> figure) {
        return median(outcomes.stream().mapToDouble(figure).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
