package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** The matrix product, as a 1x1 convolution, against plain loops: exact, because everything is a small integer. */
@Tag("kernel")
class MultiplyTest {
    private static final int[] CHANNELS = {1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65};
    private static final int[] ROWS = {1, 2, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 22, 23};

    @KernelSuite
    void everyNumberOfChannelsIsExact(Kernels kernels) {
        int turn = 0;
        for (int inputs : CHANNELS) {
            for (int outputs : CHANNELS) {
                assertExact(kernels, ROWS[turn++ % ROWS.length], inputs, outputs);
            }
        }
    }

    @KernelSuite
    void everyNumberOfRowsIsExact(Kernels kernels) {
        IntStream.rangeClosed(1, 60).forEach(rows -> assertExact(kernels, rows, 16, 40));
    }

    /** The depth is walked through in steps of 128, columns in panels of 64, rows in bands of up to 198. */
    @KernelSuite
    void deepWideAndLongMatricesAreExact(Kernels kernels) {
        assertExact(kernels, 17, 128, 32);
        assertExact(kernels, 17, 129, 33);
        assertExact(kernels, 30, 400, 48);
        assertExact(kernels, 3, 16, 520);
        assertExact(kernels, 3, 16, 1000);
        assertExact(kernels, 223, 16, 16);
        assertExact(kernels, 500, 144, 16);
    }

    /** Tiles of six rows fetch the weights of the next step: of the same panel, of the next one, or beyond the last, none. */
    @KernelSuite
    void whereWeightsAreFetchedTheSumsAreExact(Kernels kernels) {
        for (int rows : new int[] {6, 11, 24, 30, 49}) {
            for (int inputs : new int[] {112, 128, 256, 368}) {
                for (int outputs : new int[] {64, 65, 128}) {
                    assertExact(kernels, rows, inputs, outputs);
                }
            }
        }
    }

    @KernelSuite
    void rowsAndPanelsCanBeComputedApart(Kernels kernels) {
        Random random = new Random(3);
        Window window = Window.square(1, 1, 45, 1, 1, 0);
        Filters filters = new Filters(Samples.reals(random, 600 * 150), 600, 150, 1, 1, null);
        float[] input = Samples.reals(random, 150 * 45);
        float[] bias = Samples.reals(random, 600);
        Convolutions convolutions = new Convolutions(kernels);
        float[] whole = convolutions.direct(input, filters, window, bias, 0f, Convolutions.Cut.NONE);
        for (int rows : new int[] {1, 3, 14, 20}) {
            Convolutions.Cut cut = new Convolutions.Cut(rows, 1);
            assertArrayEquals(whole, convolutions.direct(input, filters, window, bias, 0f, cut), "cut " + cut);
        }
    }

    @KernelSuite
    void scalesAreFoldedInBeforeRounding(Kernels kernels) {
        Filters filters = new Filters(new float[] {3f, 5f}, 2, 1, 1, 1, new double[] {1.0 / 3, 1.0 / 5});
        float[] output = new Convolutions(kernels)
                .direct(
                        new float[] {1f},
                        filters,
                        Window.square(1, 1, 1, 1, 1, 0),
                        new float[2],
                        Finish.NO_FLOOR,
                        Convolutions.Cut.NONE);
        assertArrayEquals(new float[] {1f, 1f}, output);
    }

    private static void assertExact(Kernels kernels, int rows, int inputs, int outputs) {
        Random random = new Random(rows * 31L + inputs * 7L + outputs);
        float[] input = Samples.integers(random, inputs * rows, 9);
        Filters filters = new Filters(Samples.integers(random, outputs * inputs, 9), outputs, inputs, 1, 1, null);
        float[] bias = Samples.integers(random, outputs, 100);
        Window window = Window.square(1, 1, rows, 1, 1, 0);
        double[] expected = Samples.convolution(input, filters, window);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += bias[i / rows];
        }
        float[] found =
                new Convolutions(kernels).direct(input, filters, window, bias, Finish.NO_FLOOR, Convolutions.Cut.NONE);
        assertArrayEquals(
                Samples.rounded(expected), found, () -> rows + " rows, " + inputs + " -> " + outputs + " channels");
    }
}
