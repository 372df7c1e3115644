package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;
import static io.github.resnetv2.cli.ModelOptions.EXACT;
import static io.github.resnetv2.cli.ModelOptions.THREADS;
import static io.github.resnetv2.cli.Trial.BATCH;
import static io.github.resnetv2.cli.Trial.NETWORK;
import static io.github.resnetv2.cli.Trial.SIZE;

import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.measure.Allocation;
import io.github.resnetv2.cli.measure.Calls;
import io.github.resnetv2.cli.measure.Latencies;
import io.github.resnetv2.cli.measure.ThisProcess;
import io.github.resnetv2.cli.terminal.Progress;
import io.github.resnetv2.cli.terminal.Terminal;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Measures how fast a network runs. */
final class BenchCommand implements Command {
    private static final int ALLOCATION_RUNS = 10;

    /** The longest blocks of calls by which a warm-up is judged. */
    private static final long BLOCK_NANOS = 300_000_000;

    private static final Parameter<Double> SECONDS = Parameter.option(
                    "--seconds", "S", "how long to measure, after the warm-up", Values.number(0.001, 86_400))
            .orElse("10");

    @Override
    public Syntax syntax() {
        return Syntax.of("bench", "Measures how fast a network runs")
                .details("On made-up images, several different ones, call after call, a whole batch a call. The first"
                        + " result comes before any warm-up. The 99th percentile is only told of "
                        + Latencies.CALLS_FOR_P99 + " calls or more.")
                .parameters(NETWORK, BATCH, SIZE, THREADS, EXACT, SECONDS, JSON)
                .examples("--model resnet18 --threads 1", "--model model.safetensors --batch 8 --seconds 30 --json");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Trial trial = Trial.of(arguments);
        Calls calls = new Calls(trial.model(), trial.input());
        float[] result = calls.first();
        OptionalDouble firstResult = ThisProcess.secondsUntil(System.nanoTime());
        BenchReport report = measure(trial, calls, firstResult, arguments.get(SECONDS), terminal);
        if (!Arrays.equals(result, calls.first())) {
            throw new IllegalStateException("the same images gave other numbers in the end");
        }
        if (arguments.has(JSON)) {
            terminal.println(report.json().toString());
        } else {
            terminal.print(report.text());
        }
    }

    private static BenchReport measure(
            Trial trial, Calls calls, OptionalDouble firstResult, double seconds, Terminal terminal) {
        try (Progress progress = terminal.progress("measuring", 2)) {
            long nanos = (long) (seconds * 1e9);
            long start = System.nanoTime();
            int warmUpCalls =
                    trial.model().warmUp(trial.input()).runs() + calls.warmUp(Math.min(nanos / 10, BLOCK_NANOS));
            double warmUpSeconds = (System.nanoTime() - start) / 1e9;
            progress.step();
            Latencies latencies = calls.measure(nanos);
            progress.step();
            return new BenchReport(
                    trial,
                    firstResult,
                    warmUpCalls,
                    warmUpSeconds,
                    latencies,
                    Allocation.perRun(calls::next, ALLOCATION_RUNS),
                    trial.model().memoryEstimate(trial.input()),
                    trial.model().multAdds(trial.input()),
                    ThisProcess.peakResidentBytes());
        }
    }
}
