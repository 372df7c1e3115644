package io.github.resnetv2.cli;

import io.github.resnetv2.MemoryEstimate;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.measure.Latencies;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.json.Json;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was measured.
 *
 * @param trial of what
 * @param firstResult seconds from the start of the process to the first logits
 * @param warmUpCalls calls before the measurement, but for the first
 * @param warmUpSeconds what they took
 * @param latencies of the measured calls
 * @param allocated bytes a call
 * @param memory what the network takes
 * @param multAdds what a call computes, by the definition of the layers
 * @param peakResident bytes that the process had at most
 */
record BenchReport(
        Trial trial,
        OptionalDouble firstResult,
        int warmUpCalls,
        double warmUpSeconds,
        Latencies latencies,
        OptionalLong allocated,
        MemoryEstimate memory,
        long multAdds,
        OptionalLong peakResident) {
    private static final String UNKNOWN = "unknown here";

    /** For people. */
    String text() {
        TextTable table = new TextTable(Align.LEFT, Align.LEFT);
        table.row("network", trial.network());
        table.row("input", trial.input().toString());
        table.row("threads", trial.model().threads() + (trial.exact() ? ", exact" : ""));
        table.row("java", Version.java());
        table.row(
                "first result",
                firstResult.isPresent()
                        ? Figures.decimal(firstResult.getAsDouble(), 2) + " s from the start of Java"
                        : UNKNOWN);
        table.row("warm-up", warmUpCalls + " calls in " + Figures.decimal(warmUpSeconds, 1) + " s");
        table.row("calls", Integer.toString(latencies.count()));
        table.row("median", millis(latencies.median()));
        table.row("p90", millis(latencies.p90()));
        table.row(
                "p99",
                latencies.p99().isPresent()
                        ? millis(latencies.p99().getAsDouble())
                        : "not told of less than " + Latencies.CALLS_FOR_P99 + " calls");
        table.row("per image", millis(imageMillis()));
        table.row("speed", Figures.decimal(gigaflops(), 1) + " GFLOP/s");
        table.row("peak memory", peakResident.isPresent() ? Figures.bytes(peakResident.getAsLong()) : UNKNOWN);
        table.row("of that", memory.toString());
        table.row("allocation", allocated.isPresent() ? Figures.bytes(allocated.getAsLong()) + " a call" : UNKNOWN);
        return trial.model().kernels() + "\n" + table;
    }

    /** For programs; what is not known is left out. A megabyte is 2^20 bytes here, as for those who divide kilobytes by 1024. */
    Json json() {
        ResNetV2 model = trial.model();
        Json.Members members = Json.members()
                .put("network", trial.network())
                .put("kernels", model.kernels())
                .put("java", Version.java())
                .put("threads", model.threads())
                .put("batch", trial.input().size(0))
                .put("size", trial.input().size(2))
                .put("exact", trial.exact())
                .put("warm_up_calls", warmUpCalls)
                .put("warm_up_s", JsonOutput.rounded(warmUpSeconds))
                .put("calls", latencies.count())
                .put("median_ms", JsonOutput.rounded(latencies.median()))
                .put("p90_ms", JsonOutput.rounded(latencies.p90()));
        latencies.p99().ifPresent(value -> members.put("p99_ms", JsonOutput.rounded(value)));
        members.put("image_ms", JsonOutput.rounded(imageMillis())).put("gflops", JsonOutput.rounded(gigaflops()));
        firstResult.ifPresent(value -> members.put("first_result_s", JsonOutput.rounded(value)));
        peakResident.ifPresent(bytes -> members.put("peak_rss_mb", JsonOutput.rounded(bytes / 0x1p20)));
        allocated.ifPresent(bytes -> members.put("allocated_bytes_per_call", bytes));
        return members.put("weight_bytes", memory.weightBytes())
                .put("packed_bytes", memory.packedBytes())
                .put("arena_bytes", memory.arenaBytes())
                .build();
    }

    private double imageMillis() {
        return latencies.median() / trial.input().size(0);
    }

    /** A multiplication and an addition are two operations. */
    private double gigaflops() {
        return 2 * multAdds / (latencies.median() * 1e6);
    }

    private static String millis(double value) {
        return Figures.decimal(value, 3) + " ms";
    }
}
