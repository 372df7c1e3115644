package io.github.resnetv2.bench.kernel;

import io.github.resnetv2.kernel.KernelSelection;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * The convolutions of ResNet's four stages in all forms. The second figure of each line is the effective speed: operations
 * of the layer's definition, which Winograd's forms do with fewer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 5, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {
    /** Channels and edge of the map. */
    @Param({"64x56", "128x28", "256x14", "512x7"})
    public String map;

    /** How the convolution is computed. */
    @Param
    public Convolution.Form form;

    /** A value of the system property resnetv2.kernels. */
    @Param({"auto"})
    public String kernels;

    private Convolution convolution;
    private float[] expected;

    /** The speed beside the time. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Speed {
        /** A million operations a millisecond. */
        public double gigaflops;
    }

    /** Makes the layer and checks its result. */
    @Setup
    public void prepare() {
        String[] sizes = map.split("x");
        int channels = Integer.parseInt(sizes[0]);
        int edge = Integer.parseInt(sizes[1]);
        Convolution scalar = new Convolution(KernelSelection.of("scalar").kernels(), form, channels, edge);
        scalar.run();
        expected = scalar.output();
        convolution = new Convolution(KernelSelection.of(kernels).kernels(), form, channels, edge);
        convolution.run();
        check();
    }

    /**
     * One layer.
     *
     * @param speed counts its operations
     */
    @Benchmark
    public void convolution(Speed speed) {
        convolution.run();
        speed.gigaflops += 2 * convolution.multAdds() / 1e6;
    }

    /** Checks the result of the compiled loops. */
    @TearDown
    public void check() {
        int at = Arrays.mismatch(expected, convolution.output());
        if (at >= 0) {
            throw new IllegalStateException(form + " " + map + ": expected " + expected[at] + ", found "
                    + convolution.output()[at]);
        }
    }
}
