package io.github.resnetv2.bench.kernel;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Scratch;
import io.github.resnetv2.kernel.Window;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What passes over a map without a convolution: norm and ReLU, pooling. Map: 64 channels of 112x112, as behind the stem. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PassBenchmark {
    private static final int CHANNELS = 64;
    private static final int EDGE = 112;

    /** What is done. */
    public enum Pass {
        /** Batch norm and ReLU. */
        NORM_RELU,
        /** Max pooling 3x3, stride 2. */
        MAX_POOL,
        /** The mean of each map. */
        MEAN
    }

    /** What is done. */
    @Param
    public Pass pass;

    /** A value of the system property resnetv2.kernels. */
    @Param({"auto"})
    public String kernels;

    private Work work;
    private float[] expected;

    /** One pass by some kernels. */
    private static final class Work {
        private final Kernels kernels;
        private final Pass pass;
        private final Scratch scratch;
        private final Memory memory = new Memory(3 * CHANNELS * EDGE * EDGE);
        private final Place in = memory.image(CHANNELS, EDGE * EDGE);
        private final Place out = memory.map(CHANNELS, EDGE * EDGE);
        private final Finish finish;

        Work(Kernels kernels, Pass pass) {
            this.kernels = kernels;
            this.pass = pass;
            this.scratch = kernels.newScratch();
            float[] factors = Memory.values(CHANNELS, 2);
            float[] summands = Memory.values(CHANNELS, 3);
            finish = Finish.to(CHANNELS / Blocks.SIZE, new float[CHANNELS], Finish.NO_FLOOR, out)
                    .then(factors, summands, 0f, out, false);
        }

        void run() {
            int blocks = CHANNELS / Blocks.SIZE;
            switch (pass) {
                case NORM_RELU -> kernels.finish(memory.x, in, 0, blocks, 0, EDGE * EDGE, finish, scratch);
                case MAX_POOL -> {
                    Window window = Window.square(1, EDGE, EDGE, 3, 2, 1);
                    float border = Float.NEGATIVE_INFINITY;
                    kernels.maxPool(memory.x, in, window, border, 0, blocks, 0, window.outHeight(), out, scratch);
                }
                case MEAN ->
                    kernels.averagePool(
                            memory.x, in, Window.square(1, EDGE, EDGE, EDGE, 1, 0), 0, 0, blocks, 0, 1, out, scratch);
            }
        }

        float[] output() {
            return Arrays.copyOfRange(memory.x, out.offset(), out.offset() + CHANNELS * EDGE * EDGE);
        }
    }

    /** Makes the map and checks the result. */
    @Setup
    public void prepare() {
        Work scalar = new Work(KernelSelection.of("scalar").kernels(), pass);
        scalar.run();
        expected = scalar.output();
        work = new Work(KernelSelection.of(kernels).kernels(), pass);
        work.run();
        check();
    }

    /** One pass over the map. */
    @Benchmark
    public void pass() {
        work.run();
    }

    /** Checks the result of the compiled loops. */
    @TearDown
    public void check() {
        if (!Arrays.equals(expected, work.output())) {
            throw new IllegalStateException(pass + ": the results are not those of the scalar kernels");
        }
    }
}
