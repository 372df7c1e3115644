package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one network: compiles a plan for each input shape and set of outputs, keeps the last few, and lends their arenas to
 * calls.
 *
 * <p>Safe for use by any number of threads; calls on the same plan run at the same time, each in an arena of its own.
 */
public final class Engine {
    private static final int PLANS = 16;

    private final Composite network;
    private final Kernels kernels;
    private final PackedWeights weights;
    private final int threads;
    private final boolean exact;

    /** The plans made last, in no order; replaced as a whole, so that a call can look without waiting. */
    private volatile Plan[] plans = {};

    private int oldest;

    /**
     * An engine without plans.
     *
     * @param network what to run
     * @param parameters about how many weights it has
     * @param kernels the loops to run it with
     * @param threads how many threads a call may use, at least 1
     * @param exact no Winograd: a batch then equals its images bit for bit
     */
    public Engine(Composite network, long parameters, Kernels kernels, int threads, boolean exact) {
        this.network = network;
        this.kernels = kernels;
        this.weights = new PackedWeights(kernels, parameters);
        this.threads = threads;
        this.exact = exact;
    }

    /**
     * Computes outputs by name.
     *
     * @param x the input
     * @param names of the outputs
     * @return by name, in the order asked for
     * @throws IllegalArgumentException if the network cannot take such an input
     */
    public Map<String, Tensor> run(Tensor x, List<String> names) {
        Plan plan = plan(x.shape(), names);
        Plan.Run run = plan.take(threads);
        x.copyTo(run.call.x, run.inputOffset());
        compute(run);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String name : names) {
            outputs.put(name, Tensor.build(plan.output(name).shape(), values -> run.copy(name, values, 0)));
        }
        plan.giveBack(run);
        return outputs;
    }

    private static void compute(Plan.Run run) {
        run.team.begin();
        Workers.join(run.team);
        try {
            run.all();
        } finally {
            run.team.close();
            Workers.leave();
        }
    }

    private Plan plan(Shape input, List<String> names) {
        for (Plan plan : plans) {
            if (plan.fits(input, names)) {
                return plan;
            }
        }
        return compile(input, names);
    }

    private synchronized Plan compile(Shape input, List<String> names) {
        for (Plan plan : plans) {
            if (plan.fits(input, names)) {
                return plan;
            }
        }
        network.outputShape(input);
        Plan made =
                Planner.plan(kernels, weights, Recorder.record(network, input, Set.copyOf(names)), exact);
        Plan[] kept = new Plan[Math.min(PLANS, plans.length + 1)];
        System.arraycopy(plans, 0, kept, 0, Math.min(plans.length, kept.length));
        kept[oldest] = made;
        oldest = (oldest + 1) % PLANS;
        plans = kept;
        return made;
    }
}
