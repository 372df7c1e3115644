package io.github.resnetv2.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.contender.Session;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.cli.measure.Allocation;
import io.github.resnetv2.cli.measure.ThisProcess;
import io.github.resnetv2.kernel.KernelSelection;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of a process that measures one trial: its arguments are the trial and the model file, its last line the outcome. */
public final class Fork {
    private static final long WARM_UP_NANOS = 2_500_000_000L;
    private static final long SHORTEST_NANOS = 1_500_000_000L;
    private static final int ALLOCATION_RUNS = 10;

    private Fork() {}

    /**
     * Measures.
     *
     * @param arguments a {@link Trial} in JSON, and the model file
     * @throws Exception if the engine fails or gives other numbers in the end
     */
    public static void main(String[] arguments) throws Exception {
        Trial trial = Trial.of(Results.parse(arguments[0]));
        try (Session session = trial.contender().open(Path.of(arguments[1]), trial.threads())) {
            System.out.println(measure(trial, new Caller(session, trial)).json());
        }
    }

    private static Outcome measure(Trial trial, Caller caller) {
        float[] logits = caller.first();
        double firstResult = ThisProcess.secondsUntil(System.nanoTime()).orElse(0);
        caller.backToBack(WARM_UP_NANOS, 1);

        long wall = System.nanoTime();
        long processor = processorNanos();
        List<List<Long>> micros = new ArrayList<>();
        for (int load : trial.loads()) {
            List<Long> latencies = load == Trial.BACK_TO_BACK
                    ? caller.backToBack(SHORTEST_NANOS, trial.calls())
                    : caller.arriving(new PoissonArrivals(load, trial.fork()), trial.calls());
            if (latencies.isEmpty()) {
                break;
            }
            micros.add(latencies);
        }
        double cpuShare = (double) (processorNanos() - processor) / (System.nanoTime() - wall);

        long heapBytes = Allocation.perRun(caller::next, ALLOCATION_RUNS).orElse(0);
        long peakBytes = ThisProcess.peakResidentBytes().orElse(0);
        caller.requireSame(logits);
        double peakGigaflops = trial.contender() == Contender.RESNETV2 ? PeakSpeed.gigaflops(trial.threads()) : 0;
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < logits.length / trial.batch(); i++) {
            values.add((double) logits[i]);
        }
        return new Outcome(
                environment(trial.contender()),
                firstResult,
                micros,
                peakBytes,
                heapBytes,
                cpuShare,
                peakGigaflops,
                values);
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static String environment(Contender contender) {
        String java = System.getProperty("java.vm.name") + " " + Runtime.version();
        return contender == Contender.RESNETV2 || contender == Contender.RESNETV2_SCALAR
                ? java + ", " + KernelSelection.current()
                : java;
    }
}
