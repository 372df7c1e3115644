package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real values, rounded at every step: all kernels give the bits of the scalar ones. */
@Tag("kernel")
class TwinsTest {
    /** The vector kernels of each width; where there are none the scalar ones, whose tests are skipped. */
    static List<Kernels> vectors() {
        List<Kernels> all = AllKernels.list();
        return all.size() == 1 ? all : all.subList(1, all.size());
    }

    private static void requireVectors(Kernels kernels) {
        assumeTrue(kernels.lanes() > 1, () -> "no vector kernels: " + KernelGate.obstacle());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void products(Kernels kernels) {
        for (int rows : new int[] {1, 6, 8, 14, 15, 23, 50}) {
            assertTwins(Convolutions::direct, kernels, 150, 70, Window.square(1, 1, rows, 1, 1, 0));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void convolutions(Kernels kernels) {
        assertTwins(Convolutions::direct, kernels, 20, 40, Window.square(2, 9, 7, 3, 2, 1));
        assertTwins(Convolutions::direct, kernels, 33, 5, Window.square(1, 6, 5, 3, 1, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void stems(Kernels kernels) {
        assertTwins(Convolutions::stem, kernels, 3, 64, Window.square(2, 21, 34, 7, 2, 3));
        assertTwins(Convolutions::stem, kernels, 3, 20, Window.square(1, 10, 9, 3, 1, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void winograd(Kernels kernels) {
        for (Winograd form : new Winograd[] {Winograd.F4, Winograd.F2, Winograd.STRIDED}) {
            Form run = (convolutions, input, filters, window, bias, floor, cut) ->
                    convolutions.winograd(form, input, filters, window, bias, floor, cut);
            assertTwins(run, kernels, 20, 40, Window.square(2, 9, 7, 3, form.stride(), 1));
            assertTwins(run, kernels, 140, 33, Window.square(1, 14, 14, 3, form.stride(), 1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void theSelfTestAgrees(Kernels kernels) {
        requireVectors(kernels);
        assertNull(SelfTest.difference(kernels, ScalarKernels.INSTANCE));
    }

    /** A {@link Convolutions.Form} before it is known with which kernels it runs. */
    private interface Form {
        float[] run(
                Convolutions convolutions,
                float[] input,
                Filters filters,
                Window window,
                float[] bias,
                float floor,
                Convolutions.Cut cut);
    }

    private static void assertTwins(Form form, Kernels kernels, int inputs, int outputs, Window window) {
        requireVectors(kernels);
        Random random = new Random(1);
        Filters filters = new Filters(
                Samples.reals(random, outputs * inputs * window.taps()),
                outputs,
                inputs,
                window.kernelHeight(),
                window.kernelWidth(),
                random.doubles(outputs, 0.5, 2).toArray());
        float[] input = Samples.reals(random, inputs * window.inPixels());
        float[] bias = Samples.reals(random, outputs);
        Convolutions.Cut cut = Convolutions.Cut.NONE;
        assertArrayEquals(
                form.run(new Convolutions(ScalarKernels.INSTANCE), input, filters, window, bias, 0f, cut),
                form.run(new Convolutions(kernels), input, filters, window, bias, 0f, cut),
                () -> inputs + " -> " + outputs + " channels, " + window);
    }
}
