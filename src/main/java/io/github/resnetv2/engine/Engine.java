package io.github.resnetv2.engine;

import io.github.resnetv2.events.Events;
import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Preparation;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one network: compiles a plan for each input shape and set of outputs, keeps the last few, and lends their arenas to
 * calls.
 *
 * <p>Safe for use by any number of threads; calls on the same plan run at the same time, each in an arena of its own.
 */
public final class Engine {
    /** How many plans are kept. */
    static final int PLANS = 16;

    /** A call of so many operations is worth a nanosecond's wait for the compiler: ResNet-18's is worth 0.3 s. */
    private static final int FLOPS_WORTH_A_NANO = 12;

    private final Composite network;
    private final Limits limits;
    private final PackedWeights weights;
    private final int threads;
    private final boolean exact;
    private final HelperSource helpers;
    private final Arenas arenas = new Arenas();

    /** The plans made last, in no order; replaced as a whole, so that a call can look without waiting. */
    private volatile Plan[] plans = {};

    private int oldest;

    /**
     * An engine without plans, with the kernels that suit this process, the default number of threads, and Winograd.
     *
     * @param network what to run
     * @param parameters about how many weights it has
     * @param limits bounds a call's batch and arena
     * @return the engine
     */
    public static Engine of(Composite network, long parameters, Limits limits) {
        return new Engine(
                network,
                new PackedWeights(() -> KernelSelection.current().kernels(), packedSize(parameters)),
                limits,
                Processors.physical(),
                false,
                Workers.SHARED);
    }

    Engine(Composite network, long parameters, Kernels kernels, Limits limits, int threads, boolean exact) {
        this(network, parameters, () -> kernels, limits, threads, exact);
    }

    /** The kernels may change. */
    Engine(Composite network, long parameters, Supplier<Kernels> kernels, Limits limits, int threads, boolean exact) {
        this(network, new PackedWeights(kernels, packedSize(parameters)), limits, threads, exact, Workers.SHARED);
    }

    /** Winograd's form of the weights is up to four times as large as they are; most keep their size. */
    private static long packedSize(long parameters) {
        return 2 * parameters;
    }

    private Engine(
            Composite network, PackedWeights weights, Limits limits, int threads, boolean exact, HelperSource helpers) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, found " + threads);
        }
        this.network = network;
        this.limits = limits;
        this.weights = weights;
        this.threads = threads;
        this.exact = exact;
        this.helpers = helpers;
    }

    /**
     * An engine for the same network that shares the packed weights.
     *
     * @param count how many threads a call may use, at least 1
     * @param withoutWinograd no Winograd
     * @return without plans
     */
    public Engine with(int count, boolean withoutWinograd) {
        return new Engine(network, weights, limits, count, withoutWinograd, helpers);
    }

    /**
     * An engine for the same network that shares the packed weights and asks an executor for helpers.
     *
     * @param executor takes what a caller would like help with
     * @return without plans
     */
    public Engine with(Executor executor) {
        return with(new Errands(executor));
    }

    /**
     * An engine for another network with the settings of this one.
     *
     * @param other what to run
     * @param parameters about how many weights it has
     * @return without plans
     */
    public Engine forNetwork(Composite other, long parameters) {
        PackedWeights own = new PackedWeights(weights.choice(), packedSize(parameters));
        return new Engine(other, own, limits, threads, exact, helpers);
    }

    /** Where this engine's calls take their memory from. */
    Arenas arenas() {
        return arenas;
    }

    /** The same with other helpers. */
    Engine with(HelperSource others) {
        return new Engine(network, weights, limits, threads, exact, others);
    }

    /**
     * Which kernels run in this process, and why.
     *
     * @return one line
     */
    public static String kernels() {
        return KernelSelection.current().toString();
    }

    /** To be called before a network is read or made: chooses and compiles the kernels meanwhile, in the background. */
    public static void prepare() {
        Preparation.begin();
    }

    /**
     * Compares the kernels with their plain twins once more, now that their code is compiled; if they differ, all engines
     * that did not ask for certain kernels use the plain ones from now on.
     */
    public static void checkKernels() {
        KernelSelection.current().check();
    }

    /**
     * How many threads a call may use.
     *
     * @return at least 1
     */
    public int threads() {
        return threads;
    }

    /**
     * Whether Winograd's form is never used.
     *
     * @return true if a batch equals its images bit for bit
     */
    public boolean isExact() {
        return exact;
    }

    /** Computes outputs by name; only an interrupt ends the call early. */
    Map<String, Tensor> run(Tensor x, List<String> names) {
        return run(x, names, null);
    }

    /**
     * Computes outputs by name.
     *
     * @param x the input
     * @param names of the outputs
     * @param cancellation ends the call early, as an interrupt does; null for nothing else
     * @return by name, in the order asked for
     * @throws IllegalArgumentException if the network cannot take such an input or has no such output
     * @throws CallCancelledException if the call was ended early
     */
    public Map<String, Tensor> run(Tensor x, List<String> names, @Nullable Cancellation cancellation) {
        requireWanted(cancellation);
        if (names.isEmpty()) {
            network.outputShape(x.shape());
            return Map.of();
        }
        Plan plan = plan(x.shape(), names.stream().distinct().toList());
        Plan.Run run = arenas.take(plan, places());
        x.copyTo(run.call.x, run.inputOffset());
        compute(run, cancellation);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String name : names) {
            outputs.put(
                    name, Tensor.build(plan.output(name).shape(), values -> run.copy(name, FloatBuffer.wrap(values))));
        }
        arenas.giveBack(run);
        return outputs;
    }

    /** Computes one output between buffers of the caller; only an interrupt ends the call early. */
    void run(FloatBuffer input, Shape shape, List<String> names, FloatBuffer output) {
        run(input, shape, names, output, null);
    }

    /**
     * Computes one output between buffers of the caller; allocates nothing once a plan is there.
     *
     * @param input the input's values, row-major; its position moves behind them
     * @param shape the input's shape
     * @param names one output
     * @param output takes the values; its position moves behind them
     * @param cancellation ends the call early, as an interrupt does; null for nothing else
     * @throws IllegalArgumentException if the network cannot take such an input, or a buffer is too short
     * @throws CallCancelledException if the call was ended early; the output is as it was
     */
    public void run(
            FloatBuffer input,
            Shape shape,
            List<String> names,
            FloatBuffer output,
            @Nullable Cancellation cancellation) {
        requireWanted(cancellation);
        Plan plan = plan(shape, names);
        String name = names.get(0);
        if (output.isReadOnly()) {
            throw new IllegalArgumentException("output buffer: expected one to write to, found a read-only one");
        }
        requireRemaining("input", input, shape);
        requireRemaining("output", output, plan.output(name).shape());
        Plan.Run run = arenas.take(plan, places());
        input.get(run.call.x, run.inputOffset(), (int) shape.elements());
        compute(run, cancellation);
        run.copy(name, output);
        arenas.giveBack(run);
    }

    private static void requireRemaining(String what, FloatBuffer buffer, Shape shape) {
        if (buffer.remaining() < shape.elements()) {
            throw new IllegalArgumentException(what + " buffer: expected " + shape.elements() + " floats for shape "
                    + shape + ", found " + buffer.remaining());
        }
    }

    /**
     * The steps of the plan for an input, as a table.
     *
     * @param input its shape
     * @param names of the outputs
     * @return lines that end with a newline
     */
    public String describe(Shape input, List<String> names) {
        return PlanText.steps(plan(input, names));
    }

    /**
     * Runs the plan several times step by step, and tells what each costs.
     *
     * @param x the input
     * @param names of the outputs
     * @param runs how many times, at least 1; the median counts
     * @return lines that end with a newline, the most costly step first
     */
    public String profile(Tensor x, List<String> names, int runs) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs: expected 1 or more, found " + runs);
        }
        Plan plan = plan(x.shape(), names);
        Plan.Run run = arenas.take(plan, places());
        long[][] nanos = new long[runs][plan.steps().size()];
        run.team.begin(null);
        try {
            helpers.join(run.team);
            for (int r = 0; r < runs; r++) {
                x.copyTo(run.call.x, run.inputOffset());
                run.all(nanos[r]);
            }
        } finally {
            helpers.leave(run.team);
        }
        arenas.giveBack(run);
        long[] medians = new long[plan.steps().size()];
        for (int i = 0; i < medians.length; i++) {
            int step = i;
            medians[i] =
                    Arrays.stream(nanos).mapToLong(each -> each[step]).sorted().toArray()[runs / 2];
        }
        return PlanText.costs(plan, medians);
    }

    /**
     * The bytes of the arena that one call for an input takes.
     *
     * @param input its shape
     * @param names of the outputs
     * @return without the weights
     */
    public long arenaBytes(Shape input, List<String> names) {
        return plan(input, names).arenaBytes(places());
    }

    /**
     * The bytes of all weights that were packed for the plans so far.
     *
     * @return beside those of the layers themselves
     */
    public long packedBytes() {
        return weights.size() * Float.BYTES;
    }

    /** The threads that a call has room for: no more than can ever be at work. */
    int places() {
        return Math.min(threads, helpers.processors());
    }

    /** A call that nobody wants does not even make a plan. */
    private static void requireWanted(@Nullable Cancellation cancellation) {
        Reason reason = cancellation == null ? null : cancellation.reason();
        if (reason == null && Thread.currentThread().isInterrupted()) {
            reason = Reason.INTERRUPTED;
        }
        if (reason != null) {
            throw new CallCancelledException(reason);
        }
    }

    /** After a failure the arena is left to the collector; a call that was ended early leaves one that is in order. */
    private void compute(Plan.Run run, @Nullable Cancellation cancellation) {
        try {
            computeTogether(run, cancellation);
        } catch (CallCancelledException e) {
            arenas.giveBack(run);
            throw e;
        }
    }

    private void computeTogether(Plan.Run run, @Nullable Cancellation cancellation) {
        Events.Forward event = Events.forward();
        int joined = 0;
        boolean completed = false;
        run.team.begin(cancellation);
        try {
            joined = helpers.join(run.team);
            run.all();
            completed = true;
        } finally {
            helpers.leave(run.team);
            if (event != null) {
                event.end(run.plan().input(), 1 + joined, completed);
            }
        }
    }

    /** The plan for an input and outputs, made if there is none. */
    Plan plan(Shape input, List<String> names) {
        Kernels kernels = weights.kernels();
        for (Plan plan : plans) {
            if (plan.fits(kernels, input, names)) {
                return plan;
            }
        }
        return compile(input, names);
    }

    private synchronized Plan compile(Shape input, List<String> names) {
        for (Plan plan : plans) {
            if (plan.fits(weights.kernels(), input, names)) {
                return plan;
            }
        }
        network.outputShape(input);
        if (input.size(0) > limits.batch()) {
            throw new IllegalArgumentException(
                    "batch: expected at most " + limits.batch() + " images, found " + input.size(0));
        }
        Events.Plan event = Events.plan();
        Plan made = compiled(input, Set.copyOf(names));
        Plan[] kept = Arrays.copyOf(plans, Math.min(PLANS, plans.length + 1));
        if (plans.length == PLANS) {
            arenas.drop(plans[oldest]);
        }
        kept[oldest] = made;
        oldest = (oldest + 1) % PLANS;
        plans = kept;
        if (event != null) {
            event.end(input, names, made.kernels().name(), made.steps().size(), made.arenaBytes(places()));
        }
        return made;
    }

    private Plan compiled(Shape input, Set<String> wanted) {
        while (true) {
            Kernels kernels = weights.kernels();
            boolean usual = kernels == KernelSelection.current().kernels();
            if (usual) {
                Preparation.begin();
            }
            try {
                Plan plan = planned(kernels, input, wanted);
                if (usual) {
                    Preparation.end(plan.flops() / FLOPS_WORTH_A_NANO);
                }
                // If the kernels were found wrong meanwhile, some of the weights are packed for others.
                if (weights.kernels() == kernels) {
                    return plan;
                }
            } finally {
                weights.trim();
            }
        }
    }

    private Plan planned(Kernels kernels, Shape input, Set<String> wanted) {
        try {
            Plan plan = Planner.plan(
                    kernels,
                    weights,
                    Recorder.record(network, input, wanted),
                    Recorder.record(network, input.with(0, 1), wanted),
                    exact,
                    limits);
            Planner.requireWithin(limits, input, plan.arenaBytes(places()));
            return plan;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "input " + input + ": expected a call to take at most " + limits.arenaBytes()
                            + " bytes, found more than an array can hold",
                    e);
        }
    }
}
